#include "passes/memory/conflict_graph.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace iegen::memory {
namespace {

// Far above any microcontroller; keeps every sum of a few thousand buffers inside int64_t.
constexpr int64_t kMaxBytes = int64_t{1} << 48;

absl::Status Bad(int buffer, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("buffer ", buffer, ": ", what));
}

int64_t RoundDown(int64_t value, int64_t granule) {
  return value >= 0 ? value / granule * granule : -RoundUp(-value, granule);
}

absl::Status CheckBuffer(const Problem& problem, int id) {
  const Buffer& b = problem.buffers[id];
  if (b.bytes < 0 || b.bytes > kMaxBytes) return Bad(id, absl::StrCat("size ", b.bytes));
  if (b.alignment < 1 || b.alignment > kMaxBytes || (b.alignment & (b.alignment - 1)) != 0) {
    return Bad(id, absl::StrCat("alignment ", b.alignment, " is not a power of two"));
  }
  if (b.fixed_offset.has_value()) {
    if (b.view.has_value()) return Bad(id, "a view cannot have a fixed offset");
    if (*b.fixed_offset < 0 || *b.fixed_offset > kMaxBytes || *b.fixed_offset % b.alignment != 0) {
      return Bad(id,
                 absl::StrCat("fixed offset ", *b.fixed_offset, " with alignment ", b.alignment));
    }
  }
  return absl::OkStatus();
}

bool InRange(const Problem& problem, int id) {
  return id >= 0 && id < static_cast<int>(problem.buffers.size());
}

// Where a buffer lies: the base at the end of its chain of views, and the bytes from that base's
// start.
struct Root {
  int buffer = 0;
  int64_t offset = 0;
};

absl::StatusOr<Root> FindRoot(const Problem& problem, int id) {
  Root root{id, 0};
  for (size_t hops = 0; problem.buffers[root.buffer].view.has_value(); ++hops) {
    const Buffer& inner = problem.buffers[root.buffer];
    const View view = *inner.view;
    if (!InRange(problem, view.base)) return Bad(id, "its base does not exist");
    if (hops > problem.buffers.size()) return Bad(id, "its bases form a cycle");
    const int64_t space = problem.buffers[view.base].bytes;
    if (view.byte_offset < 0 || view.byte_offset > space - inner.bytes) {
      return Bad(root.buffer, absl::StrCat("leaves its base ", view.base));
    }
    root = {view.base, root.offset + view.byte_offset};
  }
  if (root.offset % problem.buffers[id].alignment != 0) {
    return Bad(id, "its place in the base is misaligned");
  }
  return root;
}

class Builder {
 public:
  explicit Builder(const Problem& problem) : problem_(problem) {}

  absl::StatusOr<ConflictGraph> Build() {
    absl::Status status = MakeItems();
    if (status.ok()) status = IndexRules();
    if (!status.ok()) return status;
    ChooseGranule();
    MakeConflicts();
    MakeSections();
    ComputeBound();
    return std::move(graph_);
  }

 private:
  absl::Status MakeItems() {
    const int count = static_cast<int>(problem_.buffers.size());
    std::vector<Root> roots(count);
    std::vector<int> item_of_root(count, -1);
    for (int id = 0; id < count; ++id) {
      absl::Status status = CheckBuffer(problem_, id);
      if (!status.ok()) return status;
    }
    for (int id = 0; id < count; ++id) {
      absl::StatusOr<Root> root = FindRoot(problem_, id);
      if (!root.ok()) return root.status();
      roots[id] = *root;
      if (roots[id].buffer == id) item_of_root[id] = AddItem(problem_.buffers[id]);
    }
    for (int id = 0; id < count; ++id) {
      graph_.item_of.push_back(item_of_root[roots[id].buffer]);
      graph_.offset_in_item.push_back(roots[id].offset);
      AddMember(id, graph_.item_of.back());
    }
    return absl::OkStatus();
  }

  int AddItem(const Buffer& base) {
    Item item;
    item.bytes = base.bytes;
    item.first_step = base.first_step;
    item.last_step = base.last_step;
    item.alignment = base.alignment;
    item.fixed_offset = base.fixed_offset;
    graph_.items.push_back(item);
    return static_cast<int>(graph_.items.size()) - 1;
  }

  void AddMember(int id, int item_index) {
    Item& item = graph_.items[item_index];
    const Buffer& b = problem_.buffers[id];
    item.alignment = std::max(item.alignment, b.alignment);
    if (b.first_step <= b.last_step) {
      const bool empty = item.first_step > item.last_step;
      item.first_step = empty ? b.first_step : std::min(item.first_step, b.first_step);
      item.last_step = empty ? b.last_step : std::max(item.last_step, b.last_step);
    }
    if (b.view.has_value()) {
      item.buffers.push_back(id);
    } else {
      item.buffers.insert(item.buffers.begin(), id);
    }
  }

  absl::Status IndexRules() {
    std::set<int> both_ways;
    for (const PairRule& rule : problem_.rules) {
      if (!InRange(problem_, rule.in) || !InRange(problem_, rule.out)) {
        return absl::InvalidArgumentError("a pair rule names a buffer that does not exist");
      }
      rules_[{rule.in, rule.out}] = &rule;
      if (rule.backward_distance.has_value() && !both_ways.insert(rule.out).second) {
        return Bad(rule.out, "two pair rules let its kernel run backwards");
      }
    }
    return absl::OkStatus();
  }

  void ChooseGranule() {
    if (!graph_.items.empty()) graph_.granule = graph_.items[0].alignment;
    for (const Item& item : graph_.items) {
      graph_.granule = std::min(graph_.granule, item.alignment);
      graph_.alignment = std::max(graph_.alignment, item.alignment);
    }
    for (Item& item : graph_.items) item.bytes = RoundUp(item.bytes, graph_.granule);
  }

  bool Overlap(const Item& a, const Item& b) const {
    return a.bytes > 0 && b.bytes > 0 &&
           std::max(a.first_step, b.first_step) <= std::min(a.last_step, b.last_step);
  }

  void MakeConflicts() {
    const int count = static_cast<int>(graph_.items.size());
    graph_.conflicts.resize(count);
    for (int a = 0; a < count; ++a) {
      for (int b = a + 1; b < count; ++b) {
        if (Overlap(graph_.items[a], graph_.items[b])) AddConflict(a, b);
      }
    }
  }

  // The interval for `in` and `out`, shortened if `in` dies in the very step that begins `out`.
  Conflict Between(int in, int out) const {
    Conflict c{out, -graph_.items[out].bytes, graph_.items[in].bytes};
    if (graph_.items[in].last_step == graph_.items[out].first_step) ApplyRules(in, out, &c);
    return c;
  }

  bool Shortened(int in, const Conflict& c) const {
    return c.low > -graph_.items[c.other].bytes || c.high < graph_.items[in].bytes;
  }

  void AddConflict(int a, int b) {
    Conflict c = Between(a, b);
    if (!Shortened(a, c)) {
      std::swap(a, b);
      c = Between(a, b);
    }
    AddSaving(a, b, c);
    if (c.low >= c.high) return;  // the rules permit any distance
    graph_.conflicts[a].push_back(c);
    graph_.conflicts[b].push_back({a, -c.high, -c.low});
  }

  // Shortens the forbidden interval of offset(out) - offset(in) by the rules between their members.
  // Only the members touched in the common step count: of `in` no other byte is needed any more, of
  // `out` none yet. One pair of them without a rule, and the items must stay apart.
  void ApplyRules(int in, int out, Conflict* c) const {
    const int step = graph_.items[in].last_step;
    int64_t low = c->high;  // the weakest demands; each rule can only strengthen them
    int64_t high = c->low;
    for (int i : graph_.items[in].buffers) {
      if (problem_.buffers[i].last_step != step) continue;
      for (int o : graph_.items[out].buffers) {
        if (problem_.buffers[o].first_step != step) continue;
        const auto found = rules_.find({i, o});
        if (found == rules_.end()) return;
        Demand(*found->second, *c, &low, &high);
      }
    }
    c->low = std::max(c->low, RoundDown(low, graph_.granule));
    c->high = std::min(c->high, RoundUp(high, graph_.granule));
  }

  // A rule speaks of the members' offsets; `shift` turns them into the items'.
  void Demand(const PairRule& rule, const Conflict& whole, int64_t* low, int64_t* high) const {
    const int64_t shift = graph_.offset_in_item[rule.in] - graph_.offset_in_item[rule.out];
    *low = std::min(*low, shift - rule.forward_distance);
    const int64_t backward = problem_.buffers[rule.in].bytes - problem_.buffers[rule.out].bytes +
                             rule.backward_distance.value_or(0) + shift;
    *high = std::max(*high, rule.backward_distance.has_value() ? backward : whole.high);
  }

  // Overlap of [0, in) and [x, x + out) rises with x up to a plateau and falls behind it.
  static int64_t OverlapAt(int64_t x, int64_t in, int64_t out) {
    return std::max<int64_t>(0, std::min(in, x + out) - std::max<int64_t>(0, x));
  }

  void AddSaving(int in, int out, const Conflict& c) {
    const int64_t a = graph_.items[in].bytes;
    const int64_t b = graph_.items[out].bytes;
    const int64_t plateau_low = std::min<int64_t>(0, a - b);
    const int64_t plateau_high = std::max<int64_t>(0, a - b);
    const int64_t saved = c.low >= c.high
                              ? std::min(a, b)
                              : std::max(OverlapAt(std::min(c.low, plateau_high), a, b),
                                         OverlapAt(std::max(c.high, plateau_low), a, b));
    if (saved > 0) savings_[graph_.items[out].first_step].push_back({in, out, saved});
  }

  void MakeSections() {
    std::set<int> steps;
    for (const Item& item : graph_.items) {
      if (item.bytes > 0 && item.first_step <= item.last_step) steps.insert(item.first_step);
    }
    for (int step : steps) graph_.sections.push_back(MakeSection(step));
  }

  Section MakeSection(int step) {
    Section section;
    section.step = step;
    const int count = static_cast<int>(graph_.items.size());
    for (int i = 0; i < count; ++i) {
      const Item& item = graph_.items[i];
      if (item.bytes == 0 || step < item.first_step || step > item.last_step) continue;
      section.items.push_back(i);
      section.bytes += item.bytes;
    }
    section.savings = savings_[step];
    // Two dying inputs never overlap each other, nor do two new outputs: each byte is saved once.
    std::map<int, int64_t> saved_of_out;
    for (const Saving& s : section.savings) saved_of_out[s.out] += s.bytes;
    for (const auto& [out, saved] : saved_of_out) {
      section.bytes -= std::min(saved, graph_.items[out].bytes);
    }
    return section;
  }

  void ComputeBound() {
    for (const Section& s : graph_.sections) graph_.bound = std::max(graph_.bound, s.bytes);
    for (const Item& item : graph_.items) {
      if (!item.fixed_offset.has_value() || item.bytes == 0) continue;
      graph_.bound = std::max(graph_.bound, *item.fixed_offset + item.bytes);
    }
    graph_.bound = RoundUp(graph_.bound, graph_.alignment);
  }

  const Problem& problem_;
  ConflictGraph graph_;
  std::map<std::pair<int, int>, const PairRule*> rules_;
  std::map<int, std::vector<Saving>> savings_;  // by step
};

}  // namespace

int64_t RoundUp(int64_t value, int64_t granule) {
  // Also right for negative values: division truncates towards zero, which is upwards there.
  return value > 0 ? (value + granule - 1) / granule * granule : value / granule * granule;
}

absl::StatusOr<ConflictGraph> BuildConflictGraph(const Problem& problem) {
  return Builder(problem).Build();
}

}  // namespace iegen::memory
