#include "passes/memory/pool_planner.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "passes/memory/offset_planner.h"

namespace iegen::memory {
namespace {

constexpr int kAttempts = 8;
// Random moves that find out whether buffers fit.
constexpr int kMovesToTry = 40;

absl::Status Bad(int buffer, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("buffer ", buffer, ": ", what));
}

// A buffer with its views.
struct Family {
  std::vector<int> buffers;  // the base first
  int64_t bytes = 0, traffic = 0;
  absl::optional<int> pool;
};

// Families by pool, the last element those without one.
using Choice = std::vector<std::vector<int>>;

class PoolPlanner {
 public:
  PoolPlanner(const Problem& problem, absl::Span<const int64_t> sizes, const PlanOptions& options)
      : problem_(problem), sizes_(sizes), options_(options) {}

  absl::StatusOr<PooledPlan> Run() {
    absl::Status status = MakeFamilies();
    if (!status.ok()) return status;
    std::vector<int> order = ByDensity();
    Choice best = Choose(order);
    Choice choice = best;
    for (int i = 1; i < kAttempts && !choice.back().empty(); ++i) {
      FirstOf(choice.back(), &order);
      choice = Choose(order);
      if (BytesOf(choice.back()) < BytesOf(best.back())) best = choice;
    }
    std::vector<int>& last = best[sizes_.size() - 1];
    last.insert(last.end(), best.back().begin(), best.back().end());
    return PlanEach(best);
  }

 private:
  int count() const { return static_cast<int>(problem_.buffers.size()); }
  bool Known(int buffer) const { return buffer >= 0 && buffer < count(); }
  const Buffer& At(int buffer) const { return problem_.buffers[static_cast<size_t>(buffer)]; }
  const Family& FamilyAt(int index) const { return families_[static_cast<size_t>(index)]; }

  int64_t BytesOf(const std::vector<int>& families) const {
    int64_t bytes = 0;
    for (int f : families) bytes += FamilyAt(f).bytes;
    return bytes;
  }

  absl::StatusOr<int> RootOf(int buffer) const {
    int root = buffer;
    for (int hops = 0; At(root).view.has_value(); ++hops) {
      root = At(root).view->base;
      if (!Known(root)) return Bad(buffer, "its base does not exist");
      if (hops > count()) return Bad(buffer, "its bases form a cycle");
    }
    return root;
  }

  absl::Status MakeFamilies() {
    std::vector<int> family_of(problem_.buffers.size(), -1);
    for (int b = 0; b < count(); ++b) {
      if (At(b).view.has_value()) continue;
      family_of[static_cast<size_t>(b)] = static_cast<int>(families_.size());
      families_.emplace_back();
      families_.back().bytes = At(b).bytes;
    }
    for (int b = 0; b < count(); ++b) {
      const absl::StatusOr<int> root = RootOf(b);
      if (!root.ok()) return root.status();
      const auto index = static_cast<size_t>(family_of[static_cast<size_t>(*root)]);
      absl::Status status = AddMember(b, &families_[index]);
      if (!status.ok()) return status;
    }
    for (const PairRule& rule : problem_.rules) {
      if (Known(rule.in) && Known(rule.out)) continue;
      return absl::InvalidArgumentError("a pair rule names a buffer that does not exist");
    }
    return absl::OkStatus();
  }

  absl::Status AddMember(int buffer, Family* family) const {
    const Buffer& b = At(buffer);
    const bool base = !b.view.has_value();
    family->buffers.insert(base ? family->buffers.begin() : family->buffers.end(), buffer);
    family->traffic += b.traffic;
    if (b.fixed_offset.has_value() && !b.pool.has_value() && sizes_.size() > 1) {
      return Bad(buffer, "a fixed offset without a pool");
    }
    if (!b.pool.has_value()) return absl::OkStatus();
    if (*b.pool < 0 || static_cast<size_t>(*b.pool) >= sizes_.size()) {
      return Bad(buffer, absl::StrCat("pool ", *b.pool, " does not exist"));
    }
    if (family->pool.value_or(*b.pool) != *b.pool) return Bad(buffer, "is to lie in two pools");
    family->pool = b.pool;
    return absl::OkStatus();
  }

  // Most traffic for a byte first; of equals the larger one.
  std::vector<int> ByDensity() const {
    std::vector<int> order(families_.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
    absl::c_stable_sort(order, [&](int i, int j) {
      const Family &a = FamilyAt(i), &b = FamilyAt(j);
      const double left = static_cast<double>(a.traffic) * static_cast<double>(b.bytes);
      const double right = static_cast<double>(b.traffic) * static_cast<double>(a.bytes);
      return left != right ? left > right : a.bytes > b.bytes;
    });
    return order;
  }

  static void FirstOf(const std::vector<int>& favoured, std::vector<int>* order) {
    absl::c_stable_partition(*order, [&](int f) { return absl::c_linear_search(favoured, f); });
  }

  // Those that have no choice, then the others in order.
  Choice Choose(const std::vector<int>& order) const {
    Choice choice(sizes_.size() + 1);
    std::vector<int> free;
    for (int f : order) {
      const absl::optional<int>& pool = FamilyAt(f).pool;
      (pool.has_value() ? choice[static_cast<size_t>(*pool)] : free).push_back(f);
    }
    for (size_t pool = 0; pool < sizes_.size(); ++pool) {
      std::vector<int> left;
      Add(pool, free, &choice[pool], &left);
      free = std::move(left);
    }
    choice.back() = std::move(free);
    return choice;
  }

  // Adds as many of `candidates` to a pool as fit, the first ones first.
  void Add(size_t pool, absl::Span<const int> candidates, std::vector<int>* chosen,
           std::vector<int>* left) const {
    if (candidates.empty()) return;
    std::vector<int> all = *chosen;
    all.insert(all.end(), candidates.begin(), candidates.end());
    if (Fits(pool, all)) {
      *chosen = std::move(all);
    } else if (candidates.size() == 1) {
      left->push_back(candidates[0]);
    } else {
      Add(pool, candidates.subspan(0, candidates.size() / 2), chosen, left);
      Add(pool, candidates.subspan(candidates.size() / 2), chosen, left);
    }
  }

  bool Fits(size_t pool, const std::vector<int>& families) const {
    for (int f : families) {
      if (FamilyAt(f).bytes > sizes_[pool]) return false;
    }
    PlanOptions quick = options_;
    quick.random_moves = std::min(options_.random_moves, kMovesToTry);
    quick.exact_work_limit = 0;
    quick.enough = sizes_[pool];
    quick.to_beat = sizes_[pool] + 1;
    const absl::StatusOr<Plan> plan = PlanMemory(PartOf(families, nullptr), quick);
    return plan.ok() && plan->arena_bytes <= sizes_[pool];
  }

  // The problem of some families alone. `ids`: which buffers these are, unless null.
  Problem PartOf(const std::vector<int>& families, std::vector<int>* ids) const {
    std::vector<int> index(problem_.buffers.size(), -1), members;
    for (int f : families) {
      members.insert(members.end(), FamilyAt(f).buffers.begin(), FamilyAt(f).buffers.end());
    }
    absl::c_sort(members);
    Problem part;
    for (int b : members) {
      index[static_cast<size_t>(b)] = static_cast<int>(part.buffers.size());
      part.buffers.push_back(At(b));
    }
    for (Buffer& b : part.buffers) {
      if (b.view.has_value()) b.view->base = index[static_cast<size_t>(b.view->base)];
    }
    for (PairRule rule : problem_.rules) {
      rule.in = index[static_cast<size_t>(rule.in)];
      rule.out = index[static_cast<size_t>(rule.out)];
      if (rule.in >= 0 && rule.out >= 0) part.rules.push_back(rule);
    }
    if (ids != nullptr) *ids = std::move(members);
    return part;
  }

  absl::StatusOr<PooledPlan> PlanEach(const Choice& choice) const {
    PooledPlan result;
    result.pools.assign(problem_.buffers.size(), 0);
    result.offsets.assign(problem_.buffers.size(), 0);
    for (size_t pool = 0; pool < sizes_.size(); ++pool) {
      std::vector<int> ids;
      absl::StatusOr<Plan> plan = PlanMemory(PartOf(choice[pool], &ids), options_);
      if (!plan.ok()) return plan.status();
      for (size_t i = 0; i < ids.size(); ++i) {
        const auto b = static_cast<size_t>(ids[i]);
        result.pools[b] = static_cast<int>(pool);
        result.offsets[b] = plan->offsets[i];
        result.far_traffic += static_cast<int64_t>(pool) * At(ids[i]).traffic;
      }
      result.excess_bytes += std::max<int64_t>(0, plan->arena_bytes - sizes_[pool]);
      result.plans.push_back(*std::move(plan));
    }
    return result;
  }

  const Problem& problem_;
  const absl::Span<const int64_t> sizes_;
  const PlanOptions options_;
  std::vector<Family> families_;
};

}  // namespace

absl::StatusOr<PooledPlan> PlanPools(const Problem& problem, absl::Span<const int64_t> sizes,
                                     const PlanOptions& options) {
  if (sizes.empty()) return absl::InvalidArgumentError("there is no pool");
  return PoolPlanner(problem, sizes, options).Run();
}

}  // namespace iegen::memory
