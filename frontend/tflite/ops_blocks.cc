// Blocks of space to batch or depth and back: reshapes around one transpose.
#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/tflite/ops.h"

namespace iegen::frontend::tflite {
namespace {

constexpr size_t kMostBlockDims = 2;  // height and width

// x in another shape, with its dimensions in the order of `perm`, to `shape`.
struct Shuffle {
  ir::IntList split, perm, joined;
};

absl::StatusOr<ir::ValueId> EmitShuffle(OperatorReader& op, ir::ValueId x, Shuffle shuffle) {
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId split,
                         op.EmitBetween(ir::Reshape{std::move(shuffle.split)}, {x}));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId moved,
                         op.EmitBetween(ir::Transpose{std::move(shuffle.perm)}, {split}));
  return op.EmitBetween(ir::Reshape{std::move(shuffle.joined)}, {moved});
}

// The same to the output, by a reshape that is checked against what the file says of it.
absl::Status EmitLastShuffle(OperatorReader& op, ir::ValueId x, Shuffle shuffle) {
  ir::IntList joined = shuffle.joined;
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId last, EmitShuffle(op, x, std::move(shuffle)));
  return op.EmitTo(op.Output(), ir::Reshape{std::move(joined)}, {last});
}

absl::Status CheckImage(const OperatorReader& op, int32_t block) {
  if (op.Type(0).shape.rank() != 4) {
    return Error(absl::StrCat(op.name(), " of an input of shape ", ir::ShapeText(op.Type(0).shape),
                              ", expected 4 dimensions"));
  }
  if (block >= 1 && block <= 1 << 15) return absl::OkStatus();
  return Error(absl::StrCat(op.name(), " with block size ", block, " is out of range"));
}

absl::Status NoBlocks(const OperatorReader& op, int32_t elements, int64_t block) {
  return Error(absl::StrCat(op.name(), " of ", elements, " elements in blocks of ", block,
                            " leaves a rest"));
}

// Block sizes and paddings (or crops) of the dimensions behind the batch.
struct Blocks {
  ir::IntList sizes, before, after;
  int64_t product = 1;
};

absl::StatusOr<Blocks> BlocksOf(const OperatorReader& op) {
  Blocks blocks;
  IEGEN_ASSIGN_OR_RETURN(blocks.sizes, op.Integers(1, "block shape"));
  IEGEN_ASSIGN_OR_RETURN(const ir::IntList edges, op.Integers(2, "paddings or crops"));
  const size_t dims = blocks.sizes.size();
  const auto rank = static_cast<size_t>(op.Type(0).shape.rank());
  if (dims < 1 || dims > kMostBlockDims || rank != dims + 2 || edges.size() != 2 * dims) {
    return Error(absl::StrCat(op.name(), " with ", dims, " block sizes and ", edges.size(),
                              " numbers at the edges, the input has ", rank, " dimensions"))
        .Why("one or two block sizes between batch and channels are supported");
  }
  for (size_t i = 0; i < dims; ++i) {
    const int32_t size = blocks.sizes[i];
    if (size < 1 || size > 1 << 15 || edges[2 * i] < 0 || edges[2 * i + 1] < 0) {
      return Error(absl::StrCat(op.name(), " with block size ", size, " and edges ", edges[2 * i],
                                " and ", edges[2 * i + 1], " is out of range"));
    }
    blocks.product *= size;
    blocks.before.push_back(edges[2 * i]);
    blocks.after.push_back(edges[2 * i + 1]);
  }
  return blocks;
}

// x padded as SPACE_TO_BATCH_ND asks, x itself where there is nothing to pad.
absl::StatusOr<ir::ValueId> Padded(OperatorReader& op, const Blocks& blocks) {
  ir::Pad pad{{0}, {0}};
  bool any = false;
  for (size_t i = 0; i < blocks.sizes.size(); ++i) {
    pad.before.push_back(blocks.before[i]);
    pad.after.push_back(blocks.after[i]);
    any = any || blocks.before[i] + int64_t{blocks.after[i]} > 0;
  }
  pad.before.push_back(0);
  pad.after.push_back(0);
  if (!any) return op.Input(0);
  return op.EmitBetween(std::move(pad), {op.Input(0)});
}

// The elements that BATCH_TO_SPACE_ND leaves of `shape`.
ir::Slice Cropped(const ir::Shape& shape, const Blocks& blocks) {
  ir::Slice slice{ir::IntList(shape.dims().size(), 0), shape.dims(),
                  ir::IntList(shape.dims().size(), 1)};
  for (size_t i = 0; i < blocks.sizes.size(); ++i) {
    slice.begin[i + 1] = blocks.before[i];
    const int64_t left = int64_t{slice.size[i + 1]} - blocks.before[i] - blocks.after[i];
    slice.size[i + 1] = static_cast<int32_t>(std::max<int64_t>(left, 0));
  }
  return slice;
}

}  // namespace

// Batch b holds the elements at offset (b / N) of each block of image b % N.
absl::Status ImportSpaceToBatchNd(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(3, 3));
  IEGEN_ASSIGN_OR_RETURN(const Blocks blocks, BlocksOf(op));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId x, Padded(op, blocks));
  const ir::Shape shape = op.TypeOf(x).shape;
  const auto dims = static_cast<int32_t>(blocks.sizes.size());
  Shuffle shuffle{{shape[0]}, {}, {static_cast<int32_t>(shape[0] * blocks.product)}};
  for (int32_t i = 0; i < dims; ++i) {
    const int32_t size = shape[i + 1], block = blocks.sizes[static_cast<size_t>(i)];
    if (size % block != 0) return NoBlocks(op, size, block);
    shuffle.split.insert(shuffle.split.end(), {size / block, block});
    shuffle.perm.push_back(2 * i + 2);
    shuffle.joined.push_back(size / block);
  }
  shuffle.perm.push_back(0);
  for (int32_t i = 0; i < dims; ++i) shuffle.perm.push_back(2 * i + 1);
  shuffle.perm.push_back(2 * dims + 1);
  shuffle.split.push_back(shape[dims + 1]);
  shuffle.joined.push_back(shape[dims + 1]);
  return EmitLastShuffle(op, x, std::move(shuffle));
}

absl::Status ImportBatchToSpaceNd(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(3, 3));
  IEGEN_ASSIGN_OR_RETURN(const Blocks blocks, BlocksOf(op));
  const ir::Shape shape = op.Type(0).shape;
  const auto dims = static_cast<int32_t>(blocks.sizes.size());
  if (shape[0] % blocks.product != 0) return NoBlocks(op, shape[0], blocks.product);
  const auto batch = static_cast<int32_t>(shape[0] / blocks.product);
  Shuffle shuffle{blocks.sizes, {dims}, {batch}};
  shuffle.split.push_back(batch);
  for (int32_t i = 0; i < dims; ++i) {
    const int64_t size = int64_t{shape[i + 1]} * blocks.sizes[static_cast<size_t>(i)];
    if (size > std::numeric_limits<int32_t>::max()) return Error("the output is too large");
    shuffle.split.push_back(shape[i + 1]);
    shuffle.perm.insert(shuffle.perm.end(), {dims + 1 + i, i});
    shuffle.joined.push_back(static_cast<int32_t>(size));
  }
  shuffle.perm.push_back(2 * dims + 1);
  shuffle.split.push_back(shape[dims + 1]);
  shuffle.joined.push_back(shape[dims + 1]);
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId whole, EmitShuffle(op, op.Input(0), std::move(shuffle)));
  return op.EmitTo(op.Output(), Cropped(op.TypeOf(whole).shape, blocks), {whole});
}

absl::Status ImportSpaceToDepth(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1));
  IEGEN_ASSIGN_OR_RETURN(const schema::SpaceToDepthOptions* options,
                         op.Options<schema::SpaceToDepthOptions>());
  const int32_t block = options->block_size();
  IEGEN_RETURN_IF_ERROR(CheckImage(op, block));
  const ir::Shape shape = op.Type(0).shape;
  for (int axis : {1, 2}) {
    if (shape[axis] % block != 0) return NoBlocks(op, shape[axis], block);
  }
  const int32_t height = shape[1] / block, width = shape[2] / block;
  return EmitLastShuffle(op, op.Input(0),
                         {{shape[0], height, block, width, block, shape[3]},
                          {0, 1, 3, 2, 4, 5},
                          {shape[0], height, width, block * block * shape[3]}});
}

absl::Status ImportDepthToSpace(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1));
  IEGEN_ASSIGN_OR_RETURN(const schema::DepthToSpaceOptions* options,
                         op.Options<schema::DepthToSpaceOptions>());
  const int32_t block = options->block_size();
  IEGEN_RETURN_IF_ERROR(CheckImage(op, block));
  const ir::Shape shape = op.Type(0).shape;
  if (shape[3] % (block * block) != 0) return NoBlocks(op, shape[3], block * block);
  const int32_t depth = shape[3] / (block * block);
  return EmitLastShuffle(op, op.Input(0),
                         {{shape[0], shape[1], shape[2], block, block, depth},
                          {0, 1, 3, 2, 4, 5},
                          {shape[0], shape[1] * block, shape[2] * block, depth}});
}

}  // namespace iegen::frontend::tflite
