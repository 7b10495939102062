#include "passes/place_buffers.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "passes/memory/offset_planner.h"
#include "passes/memory/pool_planner.h"

namespace iegen::passes {
namespace {

// Pools begin where an arena could.
constexpr int64_t kUnit = 16;

int64_t Whole(int64_t bytes) { return (bytes + kUnit - 1) / kUnit * kUnit; }

std::string PlaceText(const ArenaPlan& plan, const memory::Problem& problem, int buffer) {
  const ir::Buffer& b = plan.buffers[static_cast<size_t>(buffer)];
  const int64_t at = *problem.buffers[static_cast<size_t>(buffer)].fixed_offset;
  return absl::StrCat(Quoted(b.name), " (bytes ", at, " to ", at + b.bytes, ", steps ", b.first,
                      " to ", b.last, ")");
}

// Of each pool by itself: buffers in different ones never meet.
absl::Status CheckFixed(const memory::Problem& problem, const ArenaPlan& plan) {
  const bool any = absl::c_any_of(
      problem.buffers, [](const memory::Buffer& b) { return b.fixed_offset.has_value(); });
  if (!any) return absl::OkStatus();
  memory::Problem apart = problem;
  // A pool is a range of offsets of its own.
  constexpr int64_t kFar = int64_t{1} << 40;
  for (memory::Buffer& b : apart.buffers) {
    if (b.fixed_offset) *b.fixed_offset += kFar * b.pool.value_or(0);
  }
  const auto collision = memory::FindCollision(apart);
  if (!collision) return absl::OkStatus();
  return Error(absl::StrCat("fixed tensors collide: ", PlaceText(plan, problem, collision->first),
                            " and ", PlaceText(plan, problem, collision->second)))
      .Hint("change one of the offsets of --fix");
}

absl::Status PlaceInOne(const memory::Problem& problem, const memory::PlanOptions& options,
                        ArenaPlan* plan) {
  IEGEN_ASSIGN_OR_RETURN(const memory::Plan offsets, memory::PlanMemory(problem, options));
  for (size_t i = 0; i < plan->buffers.size(); ++i) plan->buffers[i].offset = offsets.offsets[i];
  plan->arena_bytes = offsets.arena_bytes;
  plan->bound_bytes = offsets.bound_bytes;
  return absl::OkStatus();
}

}  // namespace

absl::Status PlaceBuffers(const memory::Problem& problem, const std::vector<ir::Pool>& pools,
                          const memory::PlanOptions& options, ArenaPlan* plan) {
  IEGEN_RETURN_IF_ERROR(CheckFixed(problem, *plan));
  if (pools.empty()) return PlaceInOne(problem, options, plan);
  std::vector<int64_t> sizes;
  for (const ir::Pool& pool : pools) sizes.push_back(pool.limit / kUnit * kUnit);
  IEGEN_ASSIGN_OR_RETURN(const memory::PooledPlan places,
                         memory::PlanPools(problem, sizes, options));
  plan->pools = pools;
  for (size_t p = 0; p < pools.size(); ++p) {
    plan->pools[p].begin = plan->arena_bytes;
    plan->pools[p].bytes = Whole(places.plans[p].arena_bytes);
    plan->arena_bytes += plan->pools[p].bytes;
    plan->bound_bytes += places.plans[p].bound_bytes;
  }
  for (size_t i = 0; i < plan->buffers.size(); ++i) {
    const auto pool = static_cast<size_t>(places.pools[i]);
    plan->buffers[i].offset = plan->pools[pool].begin + places.offsets[i];
  }
  plan->excess_bytes = places.excess_bytes;
  plan->far_traffic = places.far_traffic;
  return absl::OkStatus();
}

}  // namespace iegen::passes
