// The order in which an operator that only moves elements reads its input, as few loops as do.
#ifndef IEGEN_BACKENDS_REFERENCE_STRIDED_WALK_H_
#define IEGEN_BACKENDS_REFERENCE_STRIDED_WALK_H_

#include <vector>

#include "ir/ops/movement.h"
#include "ir/type.h"

namespace iegen::reference {

struct StridedLoop {
  int32_t rounds = 1, step = 0;  // step: bytes in the input from one round to the next
};

// Outermost loop first, none of one round; the innermost copies `run` bytes. No loops: the output
// is the `run` bytes of the input at `base`.
struct StridedWalk {
  int32_t base = 0;
  std::vector<StridedLoop> loops;  // at most as many as the output has dimensions
  int32_t run = 1;
};

// `in` is the type of the operator's input; the operator fits it.
StridedWalk WalkOfBroadcast(const ir::TensorType& in, const ir::Shape& out);
StridedWalk WalkOfSlice(const ir::TensorType& in, const ir::Slice& slice);
StridedWalk WalkOfTranspose(const ir::TensorType& in, const ir::Transpose& transpose);

}  // namespace iegen::reference

#endif  // IEGEN_BACKENDS_REFERENCE_STRIDED_WALK_H_
