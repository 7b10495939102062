#include "bench/instruction.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/status.h"

namespace iegen::bench {
namespace {

struct Prefix {
  absl::string_view begin;
  Kind kind;
};

// The first that fits. What does not stand here is kAlu.
constexpr Prefix kScalar[] = {
    {"bic", Kind::kAlu},          {"bfi", Kind::kAlu},           {"bfc", Kind::kAlu},
    {"bkpt", Kind::kAlu},         {"blx", Kind::kCall},          {"bx", Kind::kJump},
    {"tb", Kind::kJump},          {"cbz", Kind::kBranch},        {"cbnz", Kind::kBranch},
    {"dls", Kind::kLoopStart},    {"wls", Kind::kLoopStart},     {"letp", Kind::kLoopEnd},
    {"lctp", Kind::kAlu},         {"ldrd", Kind::kLoadDouble},   {"ldr", Kind::kLoad},
    {"ldm", Kind::kLoadMultiple}, {"pop", Kind::kLoadMultiple},  {"strd", Kind::kStoreDouble},
    {"str", Kind::kStore},        {"stm", Kind::kStoreMultiple}, {"push", Kind::kStoreMultiple},
    {"sdiv", Kind::kDiv},         {"udiv", Kind::kDiv},          {"smull", Kind::kLongMul},
    {"umull", Kind::kLongMul},    {"smlald", Kind::kSimdMac},    {"smlalb", Kind::kSimdMac},
    {"smlalt", Kind::kSimdMac},   {"smlal", Kind::kLongMac},     {"umlal", Kind::kLongMac},
    {"umaal", Kind::kLongMac},    {"smla", Kind::kSimdMac},      {"smls", Kind::kSimdMac},
    {"smm", Kind::kSimdMac},      {"smul", Kind::kSimdMac},      {"smua", Kind::kSimdMac},
    {"smus", Kind::kSimdMac},     {"mla", Kind::kMac},           {"mls", Kind::kMac},
    {"mul", Kind::kMul},          {"sxtb16", Kind::kSimd},       {"uxtb16", Kind::kSimd},
    {"sxtab16", Kind::kSimd},     {"uxtab16", Kind::kSimd},      {"pkh", Kind::kSimd},
    {"ssat", Kind::kSimd},        {"usat", Kind::kSimd},         {"sadd", Kind::kSimd},
    {"ssub", Kind::kSimd},        {"uadd", Kind::kSimd},         {"usub", Kind::kSimd},
    {"shadd", Kind::kSimd},       {"qadd", Kind::kSimd},         {"qsub", Kind::kSimd},
    {"uqadd", Kind::kSimd},       {"uqsub", Kind::kSimd},        {"sel", Kind::kSimd},
    {"usad", Kind::kSimdMac}};

constexpr Prefix kHelium[] = {
    {"vld", Kind::kVectorLoad},    {"vst", Kind::kVectorStore},   {"vml", Kind::kVectorMac},
    {"vmul", Kind::kVectorMac},    {"vqdml", Kind::kVectorMac},   {"vqrdml", Kind::kVectorMac},
    {"vqdmul", Kind::kVectorMac},  {"vqrdmul", Kind::kVectorMac}, {"vrmulh", Kind::kVectorMac},
    {"vrmlald", Kind::kVectorMac}, {"vfma", Kind::kVectorMac},    {"vfms", Kind::kVectorMac}};

constexpr Prefix kFloating[] = {
    {"vldm", Kind::kLoadMultiple},   {"vpop", Kind::kLoadMultiple}, {"vstm", Kind::kStoreMultiple},
    {"vpush", Kind::kStoreMultiple}, {"vldr", Kind::kLoad},         {"vstr", Kind::kStore},
    {"vdiv", Kind::kFloatDiv},       {"vsqrt", Kind::kFloatDiv},    {"vml", Kind::kFloatMac},
    {"vfm", Kind::kFloatMac},        {"vnml", Kind::kFloatMac},     {"vfnm", Kind::kFloatMac}};

template <size_t n>
Kind KindIn(const Prefix (&table)[n], absl::string_view mnemonic, Kind otherwise) {
  for (const Prefix& row : table) {
    if (absl::StartsWith(mnemonic, row.begin)) return row.kind;
  }
  return otherwise;
}

// "b", "bl" and "le" alone or with a condition and nothing else; "bleq" is BL, "ble" is B.
Kind ShortBranch(absl::string_view mnemonic, Kind otherwise) {
  if (mnemonic == "le") return Kind::kLoopEnd;
  if (mnemonic == "bl" || mnemonic == "blx" ||
      (mnemonic.size() == 4 && absl::StartsWith(mnemonic, "bl"))) {
    return Kind::kCall;
  }
  const bool branch = mnemonic == "b" || (mnemonic.size() == 3 && mnemonic[0] == 'b');
  return branch && mnemonic != "bic" && mnemonic != "bfi" && mnemonic != "bfc" ? Kind::kBranch
                                                                               : otherwise;
}

// -1 for what is no register.
int RegisterOf(absl::string_view word) {
  if (word == "sp") return 13;
  if (word == "lr") return 14;
  if (word == "pc") return 15;
  int number = 0;
  if (word.size() < 2 || !absl::SimpleAtoi(word.substr(1), &number)) return -1;
  if (word[0] == 'r' && number < 16) return number;
  return word[0] == 'q' && number < 8 ? 16 + number : -1;
}

Registers Bit(int number) { return number < 0 ? 0 : Registers{1} << number; }

// The registers of `text` in order, with what stands in brackets told apart.
struct Operands {
  std::vector<int> all;
  Registers set = 0, in_brackets = 0;
  bool list = false, brackets = false, written_back = false, shift = false, offset_register = false;
};

Operands OperandsOf(absl::string_view text) {
  Operands operands;
  bool inside = false;
  int in_brackets = 0;
  size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == ';' || c == '@' || c == '<') break;  // a comment
    if (c == '[') inside = operands.brackets = true;
    if (c == ']') inside = false;
    if (c == '{') operands.list = true;
    if (c == '!') operands.written_back = true;
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      ++at;
      continue;
    }
    size_t end = at;
    while (end < text.size() && absl::ascii_isalnum(static_cast<unsigned char>(text[end]))) ++end;
    const absl::string_view word = text.substr(at, end - at);
    const int number = RegisterOf(word);
    if (number >= 0) {
      operands.all.push_back(number);
      operands.set |= Bit(number);
      if (inside) operands.in_brackets |= Bit(number);
      if (inside && ++in_brackets == 2) operands.offset_register = true;
    }
    operands.shift =
        operands.shift || word == "lsl" || word == "lsr" || word == "asr" || word == "ror";
    at = end;
  }
  return operands;
}

bool IsStore(Kind kind) {
  return kind == Kind::kStore || kind == Kind::kStoreRegister || kind == Kind::kStoreDouble ||
         kind == Kind::kStoreMultiple || kind == Kind::kVectorStore;
}

bool ComparesOnly(absl::string_view mnemonic) {
  constexpr std::array<absl::string_view, 8> kWriteNothing = {"cmp", "cmn",  "tst",  "teq",
                                                              "cbz", "cbnz", "vcmp", "vpt"};
  return absl::c_any_of(kWriteNothing,
                        [&](absl::string_view begin) { return absl::StartsWith(mnemonic, begin); });
}

// How many of the first operands are results.
size_t ResultsOf(Kind kind, absl::string_view mnemonic, const Operands& operands) {
  if (IsStore(kind) || ComparesOnly(mnemonic)) return 0;
  switch (kind) {
    case Kind::kLongMul:
    case Kind::kLongMac:
    case Kind::kLoadDouble:
      return 2;
    case Kind::kSimdMac:
      return absl::StartsWith(mnemonic, "smlal") || absl::StartsWith(mnemonic, "smlsl") ? 2 : 1;
    case Kind::kVectorMac:  // VMLALDAVA has two
      return absl::StrContains(mnemonic, "ald") ? 2 : 1;
    case Kind::kLoadMultiple:
      return operands.all.size();
    default:
      return 1;
  }
}

// What products are added to: the results themselves, or the last operand of MLA and SMLAD.
Registers AddendOf(Kind kind, const Operands& operands, Registers results) {
  switch (kind) {
    case Kind::kMac:
      return operands.all.size() == 4 ? Bit(operands.all[3]) : 0;
    case Kind::kSimdMac:
      if ((results & (results - 1)) != 0) return results;  // 64 bits of SMLALD
      return operands.all.size() == 4 ? Bit(operands.all[3]) : 0;
    case Kind::kLongMac:
    case Kind::kVectorMac:
    case Kind::kFloatMac:
      return results;
    default:
      return 0;
  }
}

void FillRegisters(absl::string_view mnemonic, const Operands& operands, Instruction* i) {
  const size_t results = std::min(ResultsOf(i->kind, mnemonic, operands), operands.all.size());
  for (size_t k = 0; k < operands.all.size(); ++k) {
    (k < results ? i->writes : i->reads) |= Bit(operands.all[k]);
  }
  // ADD r0, r1 and ADD r0, r0, r1 are the same.
  if (operands.all.size() == 2 && (i->kind == Kind::kAlu || i->kind == Kind::kMul) &&
      !absl::StartsWith(mnemonic, "mov") && !absl::StartsWith(mnemonic, "mvn")) {
    i->reads |= i->writes;
  }
  i->address = operands.in_brackets;
  i->addend = AddendOf(i->kind, operands, i->writes);
  i->reads |= i->addend;
}

Kind KindOf(absl::string_view mnemonic, const Operands& operands) {
  if (mnemonic[0] == 'v') {
    const bool vector = (operands.set >> 16) != 0;
    return vector ? KindIn(kHelium, mnemonic, Kind::kVector)
                  : KindIn(kFloating, mnemonic, Kind::kFloat);
  }
  const Kind kind = ShortBranch(mnemonic, Kind::kCount);
  return kind != Kind::kCount ? kind : KindIn(kScalar, mnemonic, Kind::kAlu);
}

}  // namespace

absl::string_view NameOf(Kind kind) {
  constexpr std::array<absl::string_view, static_cast<size_t>(Kind::kCount)> kNames = {
      "alu",
      "simd",
      "mul",
      "mac",
      "simd_mac",
      "long_mul",
      "long_mac",
      "div",
      "load",
      "load_double",
      "load_multiple",
      "store",
      "store_register",
      "store_double",
      "store_multiple",
      "branch",
      "call",
      "jump",
      "loop_start",
      "loop_end",
      "float",
      "float_mac",
      "float_div",
      "vector",
      "vector_mac",
      "vector_load",
      "vector_store"};
  return kNames[static_cast<size_t>(kind)];
}

Instruction ParseInstruction(absl::string_view text, int bytes) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(absl::StripAsciiWhitespace(text), absl::MaxSplits(absl::ByAnyChar("\t "), 1));
  const absl::string_view mnemonic = parts.first.substr(0, parts.first.find('.'));
  Instruction i;
  i.bytes = bytes;
  if (mnemonic.empty()) return i;
  const Operands operands = OperandsOf(parts.second);
  i.kind = KindOf(mnemonic, operands);
  FillRegisters(mnemonic, operands, &i);
  i.shifted = operands.shift && !operands.brackets;
  if (operands.list) i.count = static_cast<int>(operands.all.size());
  // POP has no base among its operands, LDM has.
  const bool base = i.kind == Kind::kLoadMultiple || i.kind == Kind::kStoreMultiple;
  if (base && !absl::StartsWith(mnemonic, "p") && i.count > 0) --i.count;
  if (i.kind == Kind::kStore && operands.offset_register) i.kind = Kind::kStoreRegister;
  const bool to_pc = (i.writes & Bit(15)) != 0;
  if (to_pc && (i.kind == Kind::kAlu || i.kind == Kind::kLoad)) i.kind = Kind::kJump;
  return i;
}

std::string Disassembly::FunctionAt(uint32_t address) const {
  const auto next = functions.upper_bound(address);
  return next == functions.begin() ? "" : std::prev(next)->second;
}

absl::StatusOr<Disassembly> ParseDisassembly(absl::string_view listing) {
  Disassembly result;
  for (absl::string_view line : absl::StrSplit(listing, '\n')) {
    const std::pair<absl::string_view, absl::string_view> head =
        absl::StrSplit(absl::StripLeadingAsciiWhitespace(line), absl::MaxSplits(' ', 1));
    uint32_t address = 0;
    if (!absl::SimpleHexAtoi(absl::StripSuffix(head.first, ":"), &address)) continue;
    if (absl::EndsWith(line, ">:")) {  // "00000190 <kws_invoke>:"
      result.functions[address] = std::string(
          absl::StripSuffix(absl::StripPrefix(absl::StripAsciiWhitespace(head.second), "<"), ">:"));
      continue;
    }
    // "     190: e92d 4ff0    \tpush.w\t{r4, lr}"
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(head.second, absl::MaxSplits('\t', 1));
    const auto digits = absl::c_count_if(
        parts.first, [](char c) { return absl::ascii_isxdigit(static_cast<unsigned char>(c)); });
    if (!absl::EndsWith(head.first, ":") || digits == 0) continue;
    result.code[address] = ParseInstruction(parts.second, static_cast<int>(digits / 2));
  }
  if (result.code.empty()) return Error("the listing has no instructions");
  return result;
}

}  // namespace iegen::bench
