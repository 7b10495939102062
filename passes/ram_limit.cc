#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "base/text.h"
#include "passes/compile.h"

namespace iegen::passes {
namespace {

constexpr size_t kStepsToName = 3, kBuffersToName = 4;

// The memory in use during one call.
struct LiveSet {
  size_t step = 0, last = 0;  // layers that run row by row share one set
  int64_t bytes = 0;          // of the arena
  int64_t shared = 0;         // what the sum of the buffers counts more
  std::vector<const ir::Buffer*> buffers;
};

// Bytes of the arena that lie in one of the buffers or several.
int64_t Covered(std::vector<const ir::Buffer*> buffers) {
  absl::c_sort(buffers, [](const auto* a, const auto* b) { return a->offset < b->offset; });
  int64_t covered = 0, end = 0;
  for (const ir::Buffer* b : buffers) {
    const int64_t begin = std::max(end, b->offset);
    end = std::max(end, b->offset + b->bytes);
    covered += end - std::min(begin, end);
  }
  return covered;
}

// Views stand for no bytes of their own; their bases live as long as they do.
int32_t BaseOf(const ir::Program& program, int32_t index) {
  int32_t base = index;
  while (program.buffers[static_cast<size_t>(base)].view_of >= 0) {
    base = program.buffers[static_cast<size_t>(base)].view_of;
  }
  return base;
}

// `pool`: the one that counts, or -1 where there are none.
LiveSet LiveIn(const ir::Program& program, size_t step, int32_t pool) {
  LiveSet live;
  live.step = live.last = step;
  std::vector<int32_t> bases;
  for (size_t i = 0; i < program.buffers.size(); ++i) {
    const ir::Buffer& buffer = program.buffers[i];
    const auto s = static_cast<int32_t>(step);
    if (buffer.first > s || buffer.last < s || program.PoolOf(buffer) != pool) continue;
    const int32_t base = BaseOf(program, static_cast<int32_t>(i));
    if (absl::c_linear_search(bases, base)) continue;
    bases.push_back(base);
    live.buffers.push_back(&program.buffers[static_cast<size_t>(base)]);
    live.shared += live.buffers.back()->bytes;
  }
  live.bytes = Covered(live.buffers);
  live.shared -= live.bytes;
  return live;
}

// The buffers, or the largest of many.
std::string BuffersText(std::vector<const ir::Buffer*> buffers) {
  int64_t rest = 0;
  const size_t count = buffers.size();
  if (count > kBuffersToName + 1) {
    absl::c_stable_sort(buffers, [](const auto* a, const auto* b) { return a->bytes > b->bytes; });
    for (size_t i = kBuffersToName; i < count; ++i) rest += buffers[i]->bytes;
    buffers.resize(kBuffersToName);
  }
  const auto append = [](std::string* out, const ir::Buffer* buffer) {
    absl::StrAppend(out, Quoted(buffer->name), " ", Grouped(buffer->bytes));
  };
  std::string text = absl::StrJoin(buffers, " + ", append);
  if (rest > 0) absl::StrAppend(&text, " + ", count - buffers.size(), " others ", Grouped(rest));
  return text;
}

std::string Describe(const ir::Program& program, const LiveSet& live) {
  std::string text = absl::StrCat("step ", live.step, " ", Quoted(program.calls[live.step].layer));
  if (live.last > live.step) {
    text = absl::StrCat("steps ", live.step, " to ", live.last, ", from ",
                        Quoted(program.calls[live.step].layer), " to ",
                        Quoted(program.calls[live.last].layer));
  }
  absl::StrAppend(&text, ": ", BuffersText(live.buffers));
  if (live.shared > 0) absl::StrAppend(&text, ", of which they share ", Grouped(live.shared));
  return text;
}

// Why as much is needed: the three steps in which most bytes live.
std::vector<std::string> PeakTexts(const ir::Program& program, int32_t pool) {
  std::vector<LiveSet> sets;
  for (size_t step = 0; step < program.calls.size(); ++step) {
    LiveSet live = LiveIn(program, step, pool);
    if (!sets.empty() && sets.back().buffers == live.buffers) {
      sets.back().last = step;
    } else {
      sets.push_back(std::move(live));
    }
  }
  absl::c_stable_sort(sets, [](const LiveSet& a, const LiveSet& b) { return a.bytes > b.bytes; });
  sets.resize(std::min(sets.size(), kStepsToName));
  std::vector<std::string> texts;
  for (const LiveSet& set : sets) {
    const absl::string_view next = set.last > set.step ? "then come " : "then comes ";
    texts.push_back(absl::StrCat(texts.empty() ? "the peak is in " : next, Describe(program, set)));
  }
  return texts;
}

std::string PoolText(const ir::Pool& pool) {
  return absl::StrCat(Quoted(pool.name), " needs ", Grouped(pool.bytes), " bytes and has ",
                      Grouped(pool.limit));
}

}  // namespace

absl::Status CheckRamLimit(const ir::Program& program, int64_t limit) {
  // The engine's Model is as large as a multiple of its alignment.
  const int64_t unit = program.arena_alignment;
  const int64_t needed = (program.arena_bytes + unit - 1) / unit * unit;
  if (limit <= 0 || needed <= limit) return absl::OkStatus();
  Diagnostic diagnostic;
  diagnostic.kind = DiagnosticKind::kCondition;
  diagnostic.what = absl::StrCat("the engine needs ", Grouped(needed),
                                 " bytes of RAM, the limit is ", Grouped(limit), " (--ram-limit)");
  diagnostic.why = PeakTexts(program, program.pools.empty() ? -1 : 0);
  diagnostic.hint = absl::StrCat("--ram-limit=", needed, " would do");
  return ToStatus(diagnostic);
}

absl::Status CheckPools(const ir::Program& program) {
  std::vector<std::string> exceeded;
  Diagnostic diagnostic;
  diagnostic.kind = DiagnosticKind::kCondition;
  for (size_t i = 0; i < program.pools.size(); ++i) {
    const ir::Pool& pool = program.pools[i];
    if (pool.bytes <= pool.limit) continue;
    exceeded.push_back(PoolText(pool));
    for (std::string& why : PeakTexts(program, static_cast<int32_t>(i))) {
      diagnostic.why.push_back(absl::StrCat("pool ", Quoted(pool.name), ": ", why));
    }
    diagnostic.hint = absl::StrCat("--pool=", pool.name, ":", pool.bytes, " would do");
  }
  if (exceeded.empty()) return absl::OkStatus();
  diagnostic.what = absl::StrCat("the pools are too small: pool ",
                                 absl::StrJoin(exceeded, ", pool "), " (--pool)");
  return ToStatus(diagnostic);
}

}  // namespace iegen::passes
