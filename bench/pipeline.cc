#include "bench/pipeline.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status.h"

namespace iegen::bench {
namespace {

bool IsVector(Kind kind) {
  return kind == Kind::kVector || kind == Kind::kVectorMac || kind == Kind::kVectorLoad ||
         kind == Kind::kVectorStore;
}

// Loads and stores share a unit.
Kind UnitOf(Kind kind) { return kind == Kind::kVectorStore ? Kind::kVectorLoad : kind; }

bool Multiplies(Kind kind) {
  return kind == Kind::kMul || kind == Kind::kMac || kind == Kind::kSimdMac ||
         kind == Kind::kLongMul || kind == Kind::kLongMac;
}

bool IsDsp(Kind kind) { return kind == Kind::kSimd || kind == Kind::kSimdMac; }

bool IsStore(Kind kind) {
  return kind == Kind::kStore || kind == Kind::kStoreRegister || kind == Kind::kStoreDouble;
}

// Issue alone: lists, divisions and 64-bit accesses.
bool IssuesAlone(Kind kind) {
  return kind == Kind::kLoadMultiple || kind == Kind::kStoreMultiple || kind == Kind::kDiv ||
         kind == Kind::kLoadDouble || kind == Kind::kStoreDouble || kind == Kind::kFloatDiv;
}

// Whether two neighbours can begin in one cycle on a core of width 2, if the second need not wait
// for the first: one multiplication, one shifted operand, one store; DSP instructions come first.
bool CanPair(const Instruction& a, const Instruction& b) {
  if (IssuesAlone(a.kind) || IssuesAlone(b.kind) || IsDsp(b.kind)) return false;
  if (Multiplies(a.kind) && Multiplies(b.kind)) return false;
  if (a.shifted && b.shifted) return false;
  if (IsStore(a.kind) && IsStore(b.kind)) return false;
  return (a.writes & (b.reads | b.writes)) == 0;
}

// "2", "1:2" (issue, latency) or "1+n".
absl::StatusOr<Timing> ParseTiming(absl::string_view cell) {
  Timing timing;
  if (cell == "1+n") return Timing{1, true, 1};
  const std::vector<std::string> parts = absl::StrSplit(cell, ':');
  const bool good = parts.size() <= 2 && absl::SimpleAtoi(parts.front(), &timing.issue) &&
                    absl::SimpleAtoi(parts.back(), &timing.latency);
  if (!good) return Error(absl::StrCat("no timing: ", cell));
  return timing;
}

Timing* KindNamed(absl::string_view name, CoreTimings* core) {
  for (size_t k = 0; k < core->kinds.size(); ++k) {
    if (NameOf(static_cast<Kind>(k)) == name) return &core->kinds[k];
  }
  return nullptr;
}

absl::Status SetCell(const std::string& name, absl::string_view cell, CoreTimings* core) {
  IEGEN_ASSIGN_OR_RETURN(const Timing timing, ParseTiming(cell));
  if (Timing* kind = KindNamed(name, core)) {
    *kind = timing;
    return absl::OkStatus();
  }
  const std::map<std::string, int*> numbers = {{"width", &core->width}, {"taken", &core->taken}};
  const std::map<std::string, bool*> rules = {{"load_pairs", &core->load_pairs},
                                              {"address_stall", &core->address_stall},
                                              {"vector_overlap", &core->vector_overlap}};
  if (const auto number = numbers.find(name); number != numbers.end()) {
    *number->second = timing.issue;
  } else if (const auto rule = rules.find(name); rule != rules.end()) {
    *rule->second = timing.issue != 0;
  } else {
    return Error(absl::StrCat("no kind of instruction: ", name));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::map<std::string, CoreTimings>> ReadTimings(const std::string& path) {
  IEGEN_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  std::map<std::string, CoreTimings> cores;
  std::vector<std::string> names;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> cells = absl::StrSplit(line, ',');
    if (names.empty()) names = cells;
    if (cells.size() != names.size()) return Error(absl::StrCat(path, ": ", line));
    for (size_t c = 1; c < cells.size() && cells[0] != names[0]; ++c) {
      IEGEN_RETURN_IF_ERROR(SetCell(cells[0], cells[c], &cores[names[c]]));
    }
  }
  return cores;
}

int64_t Pipeline::OperandsReady(const Instruction& i) const {
  int64_t ready = 0;
  for (size_t r = 0; r < kRegisters; ++r) {
    const Registers bit = Registers{1} << r;
    if ((i.addend & bit) != 0) ready = std::max(ready, as_addend_[r]);
    if ((i.reads & ~i.addend & bit) != 0) ready = std::max(ready, ready_[r]);
    if ((i.address & bit) != 0) ready = std::max(ready, as_address_[r]);
  }
  return ready;
}

// When the instruction before lets this one begin.
int64_t Pipeline::EarliestStart(const Instruction& i, bool jumped) const {
  if (!any_) return 0;
  if (jumped) return end_ + flash_wait_ + (last_.kind == Kind::kLoopEnd ? 0 : core_.taken);
  if (core_.width == 2 && !paired_ && CanPair(last_, i)) return start_;
  const bool vectors = IsVector(last_.kind) && IsVector(i.kind);
  if (core_.vector_overlap && vectors && UnitOf(last_.kind) != UnitOf(i.kind)) return end_ - 1;
  const bool access = i.kind == Kind::kLoad || i.kind == Kind::kStoreRegister;
  const bool pairs = core_.load_pairs && access && last_.kind == Kind::kLoad;
  return pairs && (last_.writes & i.address) == 0 ? end_ - 1 : end_;
}

void Pipeline::Note(const Instruction& i, int64_t start, const Timing& timing) {
  const bool computed = i.kind == Kind::kAlu || i.kind == Kind::kSimd || Multiplies(i.kind);
  for (size_t r = 0; r < kRegisters; ++r) {
    if ((i.writes >> r & 1) == 0) continue;
    ready_[r] = start + (timing.for_each ? timing.issue + i.count : timing.latency);
    as_addend_[r] = i.addend != 0 ? start + 1 : ready_[r];
    as_address_[r] = ready_[r] + (core_.address_stall && computed ? 1 : 0);
  }
}

void Pipeline::Step(const Instruction& i, bool jumped) {
  const Timing& timing = core_.kinds[static_cast<size_t>(i.kind)];
  const int64_t start = std::max(EarliestStart(i, jumped), OperandsReady(i));
  paired_ = any_ && core_.width == 2 && !jumped && start == start_;
  const int64_t issue = timing.issue + (timing.for_each ? i.count : 0);
  Note(i, start, timing);
  end_ = std::max(end_, start + issue);
  start_ = start;
  last_ = i;
  any_ = true;
}

}  // namespace iegen::bench
