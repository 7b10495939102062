#include "passes/memory/verify_plan.h"

#include <algorithm>
#include <climits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace iegen::memory {
namespace {

class Verifier {
 public:
  Verifier(const Problem& problem, const Plan& plan) : problem_(problem), plan_(plan) {}

  absl::Status Run() {
    if (plan_.offsets.size() != problem_.buffers.size()) {
      return absl::InternalError("the plan has another number of buffers than the problem");
    }
    for (int i = 0; i < count(); ++i) {
      absl::Status status = CheckOne(i);
      if (!status.ok()) return status;
    }
    for (int i = 0; i < count(); ++i) roots_.push_back(RootOf(i));
    for (int i = 0; i < count(); ++i) {
      for (int j = i + 1; j < count(); ++j) {
        if (Collide(i, j)) return Violation(i, absl::StrCat("shares bytes with ", Range(j)));
      }
    }
    return absl::OkStatus();
  }

 private:
  int count() const { return static_cast<int>(problem_.buffers.size()); }
  int64_t begin(int i) const { return plan_.offsets[i]; }
  int64_t end(int i) const { return plan_.offsets[i] + problem_.buffers[i].bytes; }

  std::string Range(int i) const {
    return absl::StrCat("buffer ", i, " [", begin(i), ", ", end(i), ")");
  }

  absl::Status Violation(int i, absl::string_view what) const {
    return absl::InternalError(absl::StrCat("memory plan: ", Range(i), " ", what));
  }

  absl::Status CheckOne(int i) const {
    const Buffer& b = problem_.buffers[i];
    if (begin(i) < 0 || end(i) > plan_.arena_bytes) return Violation(i, "leaves the arena");
    if (begin(i) % b.alignment != 0) return Violation(i, "is misaligned");
    if (plan_.alignment % b.alignment != 0) return Violation(i, "asks more than the arena has");
    if (b.fixed_offset.value_or(begin(i)) != begin(i))
      return Violation(i, "is not where it must be");
    if (b.view.has_value() && begin(i) != begin(b.view->base) + b.view->byte_offset) {
      return Violation(i, "is not at its place in the base");
    }
    return absl::OkStatus();
  }

  int RootOf(int i) const {
    while (problem_.buffers[i].view.has_value()) i = problem_.buffers[i].view->base;
    return i;
  }

  static bool Alive(const Buffer& b) { return b.first_step <= b.last_step && b.bytes > 0; }

  // The content of a family (a root and its views) must survive from its first to its last touch.
  struct Span {
    int first = INT_MAX;
    int last = INT_MIN;
  };

  Span FamilyLife(int root) const {
    Span life;
    for (int i = 0; i < count(); ++i) {
      const Buffer& b = problem_.buffers[i];
      if (roots_[i] != root || b.first_step > b.last_step) continue;
      life.first = std::min(life.first, b.first_step);
      life.last = std::max(life.last, b.last_step);
    }
    return life;
  }

  bool Collide(int i, int j) const {
    const Buffer& a = problem_.buffers[i];
    const Buffer& b = problem_.buffers[j];
    if (roots_[i] == roots_[j] || !Alive(a) || !Alive(b)) return false;
    if (std::min(end(i), end(j)) <= std::max(begin(i), begin(j))) return false;
    return MeetUnlawfully(roots_[i], roots_[j]);
  }

  // Two families that share bytes: they may meet in one step only, and there by rules.
  bool MeetUnlawfully(int p, int q) const {
    const Span a = FamilyLife(p);
    const Span b = FamilyLife(q);
    const int first = std::max(a.first, b.first);
    const int last = std::min(a.last, b.last);
    if (first > last) return false;
    if (first < last) return true;
    const bool p_dies = a.last == first && b.first == first && Permitted(p, q, first);
    const bool q_dies = b.last == first && a.first == first && Permitted(q, p, first);
    return !p_dies && !q_dies;
  }

  // Every member of `in` last used in `step` must have a rule with every member of `out` first
  // used.
  bool Permitted(int in, int out, int step) const {
    for (int i = 0; i < count(); ++i) {
      if (roots_[i] != in || problem_.buffers[i].last_step != step) continue;
      for (int o = 0; o < count(); ++o) {
        if (roots_[o] != out || problem_.buffers[o].first_step != step) continue;
        if (!RuleHolds(i, o)) return false;
      }
    }
    return true;
  }

  bool RuleHolds(int in, int out) const {
    for (const PairRule& rule : problem_.rules) {
      if (rule.in != in || rule.out != out) continue;
      const int64_t down = begin(in) - begin(out);
      const int64_t growth = problem_.buffers[in].bytes - problem_.buffers[out].bytes;
      if (down >= rule.forward_distance) return true;
      if (rule.backward_distance.has_value() && -down >= growth + *rule.backward_distance) {
        return true;
      }
      return end(in) <= begin(out) || end(out) <= begin(in);
    }
    return false;
  }

  const Problem& problem_;
  const Plan& plan_;
  std::vector<int> roots_;
};

}  // namespace

absl::Status VerifyPlan(const Problem& problem, const Plan& plan) {
  return Verifier(problem, plan).Run();
}

}  // namespace iegen::memory
