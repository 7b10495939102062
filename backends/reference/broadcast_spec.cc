#include "backends/reference/broadcast_spec.h"

#include <algorithm>

namespace iegen::reference {
namespace {

// Size of dimension `axis` of the output in `shape`, which is right-aligned.
int32_t SizeAt(const ir::Shape& shape, int axis, int rank) {
  const int own = axis - (rank - shape.rank());
  return own < 0 ? 1 : shape[own];
}

// One loop, before steps are known: its rounds, and which inputs advance in it.
struct Loop {
  int32_t rounds = 1;
  std::vector<bool> advances;
};

// Innermost last. Dimensions of one element need no loop.
std::vector<Loop> MergedLoops(const std::vector<ir::Shape>& inputs, const ir::Shape& out) {
  std::vector<Loop> loops;
  for (int axis = 0; axis < out.rank(); ++axis) {
    if (out[axis] == 1) continue;
    Loop loop{out[axis], {}};
    for (const ir::Shape& shape : inputs) {
      loop.advances.push_back(SizeAt(shape, axis, out.rank()) != 1);
    }
    if (!loops.empty() && loops.back().advances == loop.advances) {
      loops.back().rounds *= loop.rounds;
    } else {
      loops.push_back(std::move(loop));
    }
  }
  return loops;
}

}  // namespace

BroadcastLoops LoopsOf(const std::vector<ir::Shape>& inputs, const ir::Shape& out) {
  const std::vector<Loop> loops = MergedLoops(inputs, out);
  BroadcastLoops result;
  result.steps.resize(inputs.size(), Six{});
  std::vector<int32_t> elements(inputs.size(), 1);
  for (size_t i = 0; i < loops.size(); ++i) {
    const size_t at = 5 - i;
    const Loop& loop = loops[loops.size() - 1 - i];
    result.dims[at] = loop.rounds;
    for (size_t k = 0; k < inputs.size(); ++k) {
      if (!loop.advances[k]) continue;
      result.steps[k][at] = elements[k];
      elements[k] *= loop.rounds;
    }
  }
  return result;
}

void SetLoops(const BroadcastLoops& loops, BroadcastSpec* s) {
  const Six &d = loops.dims, &x = loops.steps[0], &y = loops.steps[1];
  s->d0 = d[0], s->d1 = d[1], s->d2 = d[2], s->d3 = d[3], s->d4 = d[4], s->d5 = d[5];
  s->a0 = x[0], s->a1 = x[1], s->a2 = x[2], s->a3 = x[3], s->a4 = x[4], s->a5 = x[5];
  s->b0 = y[0], s->b1 = y[1], s->b2 = y[2], s->b3 = y[3], s->b4 = y[4], s->b5 = y[5];
}

void SetLoops(const NodeView& node, size_t a, size_t b, BroadcastSpec* s) {
  SetLoops(LoopsOf({node.in_shape(a), node.in_shape(b)}, node.out_shape()), s);
}

uint32_t BroadcastInPlace(const NodeView& node) {
  uint32_t in_place = 0;
  for (size_t i = 0; i < node.node().in.size() && i < 32; ++i) {
    // As many bytes are not enough: one int32 may be compared with four others.
    const bool element_wise = node.in_shape(i).elements() == node.out_shape().elements() &&
                              node.in(i).bytes() == node.out().bytes();
    if (element_wise && !node.constant(i)) in_place |= 1u << i;
  }
  return in_place;
}

}  // namespace iegen::reference
