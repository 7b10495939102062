// Operators that take places as numbers. Constant numbers are checked here; what comes with the
// input is kept inside by the kernels.
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/tflite/ops.h"

namespace iegen::frontend::tflite {
namespace {

// Constant indices in input `i`: number k is below dims[k % dims.size()].
absl::Status CheckIndices(const OperatorReader& op, size_t i, absl::Span<const int32_t> dims) {
  if (!op.IsConstant(i)) return absl::OkStatus();
  IEGEN_ASSIGN_OR_RETURN(const ir::IntList indices, op.Integers(i, "indices"));
  for (size_t k = 0; k < indices.size(); ++k) {
    const int32_t dim = dims[k % dims.size()];
    if (indices[k] >= 0 && indices[k] < dim) continue;
    return Error(absl::StrCat("index ", indices[k], " of ", op.name(), " is out of range"))
        .Why(absl::StrCat("the dimension has ", dim, " elements"));
  }
  return absl::OkStatus();
}

// Input `i` as int32: a constant of int64 is written again.
absl::StatusOr<ir::ValueId> Indices32(OperatorReader& op, size_t i) {
  if (op.Type(i).elem != ir::ElemType::kInt64 || !op.IsConstant(i)) return op.Input(i);
  IEGEN_ASSIGN_OR_RETURN(const ir::IntList list, op.Integers(i, "indices"));
  return op.AddConstant({ir::ElemType::kInt32, op.Type(i).shape, {}}, ir::BytesOf<int32_t>(list));
}

}  // namespace

absl::Status ImportDynamicUpdateSlice(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(3, 3));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId start, Indices32(op, 2));
  return op.EmitTo(op.Output(), ir::DynamicUpdateSlice{}, {op.Input(0), op.Input(1), start});
}

absl::Status ImportEmbeddingLookup(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  const ir::TensorType& rows = op.Type(1);
  if (op.Type(0).shape.rank() != 1 || rows.shape.rank() < 2) {
    return Error(absl::StrCat("EMBEDDING_LOOKUP of ", ir::ShapeText(op.Type(0).shape), " in ",
                              ir::ShapeText(rows.shape)))
        .Why("it takes a list of rows, and a table of two dimensions or more");
  }
  IEGEN_RETURN_IF_ERROR(CheckIndices(op, 0, {rows.shape[0]}));
  const bool to_float =
      rows.elem == ir::ElemType::kInt8 && op.OutputType().elem == ir::ElemType::kFloat32;
  if (!to_float) return op.EmitTo(op.Output(), ir::Gather{}, {op.Input(1), op.Input(0)});
  if (rows.quant.zero_point() != 0) {
    return Unsupported("EMBEDDING_LOOKUP to float32 with a zero point other than 0");
  }
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId found,
                         op.EmitBetween(ir::Gather{}, {op.Input(1), op.Input(0)}));
  return op.EmitTo(op.Output(), ir::Dequantize{}, {found});
}

absl::Status ImportGather(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const schema::GatherOptions* options, op.Options<schema::GatherOptions>());
  const ir::Shape shape = op.Type(0).shape;
  ir::Gather node;
  IEGEN_ASSIGN_OR_RETURN(node.axis, op.Axis(options->axis(), shape.rank()));
  // One more than the rank: all dimensions of the indices may belong to the batch.
  IEGEN_ASSIGN_OR_RETURN(node.batch_dims,
                         op.Axis(options->batch_dims(), op.Type(1).shape.rank() + 1));
  if (options->batch_dims() < 0) --node.batch_dims;
  IEGEN_RETURN_IF_ERROR(CheckIndices(op, 1, {shape[node.axis]}));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId indices, Indices32(op, 1));
  return op.EmitTo(op.Output(), node, {op.Input(0), indices});
}

absl::Status ImportGatherNd(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  const ir::Shape &x = op.Type(0).shape, &indices = op.Type(1).shape;
  const int32_t depth = indices.rank() == 0 ? 0 : indices[indices.rank() - 1];
  if (depth >= 1 && depth <= x.rank()) {
    IEGEN_RETURN_IF_ERROR(
        CheckIndices(op, 1, absl::MakeConstSpan(x.dims()).subspan(0, static_cast<size_t>(depth))));
  }
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId places, Indices32(op, 1));
  return op.EmitTo(op.Output(), ir::GatherNd{}, {op.Input(0), places});
}

}  // namespace iegen::frontend::tflite
