#include "passes/memory/exact_search.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace iegen::memory {
namespace {

// Sums over one section while the search goes on.
struct SectionState {
  int64_t floor = 0;    // where the highest placed item of the section ends
  int64_t to_come = 0;  // bytes of items not yet placed minus what rules may still save
};

struct Candidate {
  int item = 0;
  int64_t offset = 0;
};

class Search {
 public:
  Search(const ConflictGraph& graph, const PlanOptions& options, const Placement& best)
      : graph_(graph), best_(best), work_left_(options.exact_work_limit) {
    const size_t count = graph.items.size();
    placed_.assign(count, -1);
    sections_of_.resize(count);
    for (size_t s = 0; s < graph.sections.size(); ++s) {
      for (int i : graph.sections[s].items) sections_of_[i].push_back(static_cast<int>(s));
    }
    SetTarget();
    Start();
  }

  Placement Run() {
    if (target_ >= floor_of_target()) Descend(0, -1);
    return std::move(best_);
  }

 private:
  int64_t floor_of_target() const { return graph_.bound - graph_.alignment + 1; }

  // The next plan must need a smaller arena, not only a lower top.
  void SetTarget() { target_ = RoundUp(best_.top, graph_.alignment) - graph_.alignment; }

  bool finished() const { return work_left_ <= 0 || target_ < floor_of_target(); }

  // Pinned items and those without bytes or lifetime are settled before the search.
  void Start() {
    state_.resize(graph_.sections.size());
    for (size_t s = 0; s < state_.size(); ++s) {
      for (int i : graph_.sections[s].items) state_[s].to_come += graph_.items[i].bytes;
      for (const Saving& saving : graph_.sections[s].savings) state_[s].to_come -= saving.bytes;
    }
    for (int i = 0; i < static_cast<int>(graph_.items.size()); ++i) {
      const Item& item = graph_.items[i];
      if (item.fixed_offset.has_value()) {
        Place(i, *item.fixed_offset, /*raises_floor=*/false);
      } else if (sections_of_[i].empty()) {
        placed_[i] = 0;
      } else {
        ++unplaced_;
      }
    }
  }

  // Pinned items may lie high above what comes next, so they must not raise the floor.
  void Place(int i, int64_t offset, bool raises_floor) {
    placed_[i] = offset;
    for (int s : sections_of_[i]) {
      state_[s].to_come -= graph_.items[i].bytes;
      if (raises_floor) {
        state_[s].floor = std::max(state_[s].floor, offset + graph_.items[i].bytes);
      }
      for (const Saving& saving : graph_.sections[s].savings) {
        const int partner = saving.in == i ? saving.out : saving.out == i ? saving.in : -1;
        if (partner >= 0 && placed_[partner] >= 0) state_[s].to_come += saving.bytes;
      }
    }
  }

  // All items to come start at `level` or above.
  bool Hopeless(int64_t level) {
    work_left_ -= static_cast<int64_t>(state_.size());
    for (const SectionState& s : state_) {
      if (s.to_come > 0 && std::max(s.floor, level) + s.to_come > target_) return true;
    }
    return false;
  }

  // Is there something right below, or could the item sink? What could sink belongs to another
  // branch.
  bool Rests(int i, int64_t offset) const {
    if (offset == 0) return true;
    const int64_t alignment = graph_.items[i].alignment;
    for (const Conflict& c : graph_.conflicts[i]) {
      if (placed_[c.other] >= 0 && RoundUp(placed_[c.other] - c.low, alignment) == offset) {
        return true;
      }
    }
    return false;
  }

  // Two independent items at equal height: the one with the smaller id first, as the other order
  // gives the same plan.
  bool Repeats(int i, int64_t offset, int last) const {
    if (last < 0 || i > last || offset != placed_[last]) return false;
    for (const Conflict& c : graph_.conflicts[i]) {
      if (c.other == last) return false;
    }
    return true;
  }

  // Items that can come next at `level` or above, lowest first, large and long ones before small.
  // Nothing may be placed so high that another item would fit wholly underneath.
  // False if some item no longer fits below the target at all.
  bool FindCandidates(int64_t level, int last, std::vector<Candidate>* found) {
    int64_t ceiling = std::numeric_limits<int64_t>::max();
    for (int i = 0; i < static_cast<int>(placed_.size()); ++i) {
      if (placed_[i] >= 0) continue;
      work_left_ -= 1 + static_cast<int64_t>(graph_.conflicts[i].size());
      const int64_t offset = LowestOffset(graph_, i, placed_, level);
      if (offset + graph_.items[i].bytes > target_) return false;
      ceiling = std::min(ceiling, offset + graph_.items[i].bytes);
      if (Rests(i, offset) && !Repeats(i, offset, last)) found->push_back({i, offset});
    }
    const auto too_high = [&](const Candidate& c) { return c.offset >= ceiling; };
    found->erase(std::remove_if(found->begin(), found->end(), too_high), found->end());
    std::sort(found->begin(), found->end(), [&](const Candidate& a, const Candidate& b) {
      if (a.offset != b.offset) return a.offset < b.offset;
      if (Weight(a.item) != Weight(b.item)) return Weight(a.item) > Weight(b.item);
      return a.item < b.item;
    });
    return true;
  }

  int64_t Weight(int i) const {
    return graph_.items[i].bytes * static_cast<int64_t>(sections_of_[i].size());
  }

  void Record() {
    best_.offsets = placed_;
    best_.top = 0;
    for (size_t i = 0; i < placed_.size(); ++i) {
      best_.top = std::max(best_.top, placed_[i] + graph_.items[i].bytes);
    }
    SetTarget();
  }

  // Places one more item, and the rest in the recursion. `level`: offset of the last.
  void Descend(int64_t level, int last) {
    if (unplaced_ == 0) return Record();
    if (Hopeless(level)) return;
    std::vector<Candidate> candidates;
    if (!FindCandidates(level, last, &candidates)) return;
    for (const Candidate& c : candidates) {
      if (finished()) return;
      const std::vector<SectionState> saved = state_;
      Place(c.item, c.offset, /*raises_floor=*/true);
      --unplaced_;
      Descend(c.offset, c.item);
      ++unplaced_;
      placed_[c.item] = -1;
      state_ = saved;
    }
  }

  const ConflictGraph& graph_;
  Placement best_;
  int64_t work_left_;
  int64_t target_ = 0;  // highest permitted end of an item
  std::vector<int64_t> placed_;
  std::vector<std::vector<int>> sections_of_;
  std::vector<SectionState> state_;
  int unplaced_ = 0;
};

}  // namespace

Placement PlanExactSearch(const ConflictGraph& graph, const PlanOptions& options,
                          const Placement& best) {
  return Search(graph, options, best).Run();
}

}  // namespace iegen::memory
