#include "backends/reference/strided_walk.h"

namespace iegen::reference {
namespace {

// Bytes from one index to the next in each dimension of a tensor.
std::vector<int32_t> StepsOf(const ir::TensorType& type) {
  std::vector<int32_t> steps(static_cast<size_t>(type.shape.rank()));
  auto step = static_cast<int32_t>(ir::BytesOf(type.elem));
  for (size_t i = steps.size(); i-- > 0;) {
    steps[i] = step;
    step *= type.shape[static_cast<int>(i)];
  }
  return steps;
}

// Drops loops of one round, and makes one of two where the outer one goes on where the inner one
// ends.
StridedWalk Merged(int32_t base, const std::vector<StridedLoop>& loops, ir::ElemType elem) {
  StridedWalk walk{base, {}, static_cast<int32_t>(ir::BytesOf(elem))};
  std::vector<StridedLoop> merged;  // innermost first
  for (size_t i = loops.size(); i-- > 0;) {
    const StridedLoop& loop = loops[i];
    if (loop.rounds == 1) continue;
    if (merged.empty() && loop.step == walk.run) {
      walk.run *= loop.rounds;
    } else if (!merged.empty() && loop.step == merged.back().rounds * merged.back().step) {
      merged.back().rounds *= loop.rounds;
    } else {
      merged.push_back(loop);
    }
  }
  walk.loops.assign(merged.rbegin(), merged.rend());
  return walk;
}

}  // namespace

StridedWalk WalkOfBroadcast(const ir::TensorType& in, const ir::Shape& out) {
  const std::vector<int32_t> steps = StepsOf(in);
  std::vector<StridedLoop> loops;
  for (int i = 0; i < out.rank(); ++i) {
    const int axis = i - (out.rank() - in.shape.rank());
    const bool repeats = axis < 0 || in.shape[axis] == 1;
    loops.push_back({out[i], repeats ? 0 : steps[static_cast<size_t>(axis)]});
  }
  return Merged(0, loops, in.elem);
}

StridedWalk WalkOfSlice(const ir::TensorType& in, const ir::Slice& slice) {
  const std::vector<int32_t> steps = StepsOf(in);
  std::vector<StridedLoop> loops;
  int32_t base = 0;
  for (size_t i = 0; i < steps.size(); ++i) {
    base += slice.begin[i] * steps[i];
    loops.push_back({slice.size[i], slice.size[i] == 1 ? 0 : slice.stride[i] * steps[i]});
  }
  return Merged(base, loops, in.elem);
}

StridedWalk WalkOfTranspose(const ir::TensorType& in, const ir::Transpose& transpose) {
  const std::vector<int32_t> steps = StepsOf(in);
  std::vector<StridedLoop> loops;
  for (int32_t axis : transpose.perm) {
    loops.push_back({in.shape[axis], steps[static_cast<size_t>(axis)]});
  }
  return Merged(0, loops, in.elem);
}

}  // namespace iegen::reference
