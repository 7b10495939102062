#include "base/text.h"

#include <array>
#include <charconv>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace iegen {
namespace {

constexpr size_t kLongestName = 80;

// Length of the valid UTF-8 sequence at the front of `text`, 0 when it is not valid.
size_t Utf8Length(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  const size_t length = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : 4;
  if (length == 4 && (lead < 0xF0 || lead > 0xF4)) return 0;
  if (length > text.size() || lead == 0xC0 || lead == 0xC1) return 0;
  for (size_t i = 1; i < length; ++i) {
    if (byte(i) >> 6 != 2) return 0;
  }
  if (lead == 0xE0 && byte(1) < 0xA0) return 0;
  if (lead == 0xED && byte(1) > 0x9F) return 0;
  if (lead == 0xF0 && byte(1) < 0x90) return 0;
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;
  // The control characters of Latin-1 (U+0080 to U+009F) steer some terminals.
  if (lead == 0xC2 && byte(1) < 0xA0) return 0;
  // Marks that change the direction of writing (U+200E to U+202E, U+2066 to U+2069).
  if (lead == 0xE2 && byte(1) == 0x80 && byte(2) >= 0x8E && byte(2) <= 0xAE &&
      !(byte(2) >= 0x90 && byte(2) <= 0xA7)) {
    return 0;
  }
  if (lead == 0xE2 && byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9) return 0;
  return length;
}

void AppendEscaped(std::string* out, char c) {
  if (c == '\n') {
    out->append("\\n");
  } else if (c == '\t') {
    out->append("\\t");
  } else {
    absl::StrAppendFormat(out, "\\x%02x", static_cast<uint8_t>(c));
  }
}

bool IsReserved(absl::string_view word) {
  static constexpr std::array<absl::string_view, 97> kWords = {
      "alignas",     "alignof",      "and",          "and_eq",
      "asm",         "auto",         "bitand",       "bitor",
      "bool",        "break",        "case",         "catch",
      "char",        "char16_t",     "char32_t",     "char8_t",
      "class",       "compl",        "concept",      "const",
      "const_cast",  "consteval",    "constexpr",    "constinit",
      "continue",    "co_await",     "co_return",    "co_yield",
      "decltype",    "default",      "delete",       "do",
      "double",      "dynamic_cast", "else",         "enum",
      "explicit",    "export",       "extern",       "false",
      "float",       "for",          "friend",       "goto",
      "if",          "inline",       "int",          "long",
      "main",        "mutable",      "namespace",    "new",
      "noexcept",    "not",          "not_eq",       "nullptr",
      "operator",    "or",           "or_eq",        "private",
      "protected",   "public",       "register",     "reinterpret_cast",
      "requires",    "restrict",     "return",       "short",
      "signed",      "sizeof",       "static",       "static_assert",
      "static_cast", "std",          "struct",       "switch",
      "template",    "this",         "thread_local", "throw",
      "true",        "try",          "typedef",      "typeid",
      "typename",    "typeof",       "union",        "unsigned",
      "using",       "virtual",      "void",         "volatile",
      "wchar_t",     "while",        "xor",          "xor_eq",
      "iegen"};
  for (absl::string_view reserved : kWords) {
    if (word == reserved) return true;
  }
  return false;
}

}  // namespace

std::string Escaped(absl::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto byte = static_cast<uint8_t>(text[0]);
    const size_t length = byte < 0x20 || byte == 0x7F ? 0 : Utf8Length(text);
    if (length == 0) {
      AppendEscaped(&out, text[0]);
      text.remove_prefix(1);
    } else {
      absl::StrAppend(&out, text.substr(0, length));
      text.remove_prefix(length);
    }
  }
  return out;
}

std::string Quoted(absl::string_view name) {
  const bool cut = name.size() > kLongestName;
  if (cut) name.remove_prefix(name.size() - kLongestName + 3);
  // Not in the middle of a UTF-8 sequence.
  while (cut && !name.empty() && static_cast<uint8_t>(name[0]) >> 6 == 2) name.remove_prefix(1);
  return absl::StrCat("'", cut ? "..." : "", Escaped(name), "'");
}

std::string QuotedPath(absl::string_view path) { return absl::StrCat("'", Escaped(path), "'"); }

std::string Identifier(absl::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  const bool prefix = out.empty() || out[0] == '_' ||
                      absl::ascii_isdigit(static_cast<unsigned char>(out[0])) || IsReserved(out);
  return prefix ? absl::StrCat("m_", out) : out;
}

std::string Grouped(int64_t number) {
  std::string digits = absl::StrCat(number);
  const size_t first = number < 0 ? 1 : 0;
  for (size_t i = digits.size(); i > first + 3;) {
    i -= 3;
    digits.insert(i, 1, ',');
  }
  return digits;
}

std::string FloatText(float value) {
  std::array<char, 32> buffer;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return std::string(buffer.data(), result.ptr);
}

std::string FloatLiteral(float value) {
  std::string text = FloatText(value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text + "f";
}

}  // namespace iegen
