#include "absl/algorithm/container.h"
#include "ir/program.h"

namespace iegen::ir {

bool Program::stateful() const {
  return absl::c_any_of(buffers, [](const Buffer& b) { return b.kind == Buffer::Kind::kState; });
}

const Region* Program::RegionOf(int32_t step) const {
  for (const Region& region : regions) {
    if (region.first <= step && step <= region.last) return &region;
  }
  return nullptr;
}

int32_t Program::PoolOf(const Buffer& buffer) const {
  const auto after = absl::c_upper_bound(
      pools, buffer.offset, [](int64_t offset, const Pool& pool) { return offset < pool.begin; });
  return static_cast<int32_t>(after - pools.begin()) - 1;
}

int64_t Program::PlaceOf(const Buffer& buffer) const {
  if (pools.empty()) return buffer.offset;
  return buffer.offset - pools[static_cast<size_t>(PoolOf(buffer))].begin;
}

std::vector<Flow> FlowsOf(const Program& program) {
  std::vector<Flow> flows;
  flows.reserve(program.calls.size());
  for (const KernelCall& call : program.calls) flows.push_back(call.flow);
  return flows;
}

}  // namespace iegen::ir
