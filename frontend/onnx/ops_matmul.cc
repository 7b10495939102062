// Products of matrices.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/onnx/ops.h"

namespace iegen::frontend::onnx {
namespace {

// Rows of an image that was flattened lie in memory with channels last: then the columns of the
// weights go into that order, and the image stays as it is.
absl::StatusOr<ir::ValueId> FlattenedRows(NodeReader& op, const View& view, HostTensor* weights) {
  const ir::Shape &shape = view.shape, &ordered = view.ordered;
  const bool flattened = shape.rank() == 2 && ordered.rank() > 2 && shape[0] == ordered[0] &&
                         view.perm[0] == 0 && ordered.rank() <= 7;
  if (!flattened) return op.graph().Contiguous(view);
  std::vector<int32_t> dims = ordered.dims();
  dims[0] = weights->shape()[0];
  const ir::Shape matrix = weights->shape();
  *weights = Reshaped(Permuted(Reshaped(*weights, ir::Shape(dims)), view.Places()), matrix);
  return view.id;
}

// The bias of a Gemm as one number for each output, or none where it is added otherwise.
absl::StatusOr<absl::optional<HostTensor>> RowOf(const HostTensor& tensor, int32_t outputs) {
  const int64_t elements = tensor.elements();
  const bool last = tensor.shape().rank() == 0 || elements == 1 ||
                    tensor.shape()[tensor.shape().rank() - 1] == elements;
  if (!last || (elements != 1 && elements != outputs)) {
    return Unsupported(absl::StrCat("a bias of shape ", ir::ShapeText(tensor.shape())))
        .Why(absl::StrCat("one number for each of the ", outputs, " outputs is supported"));
  }
  if (elements == outputs) return absl::optional<HostTensor>(Reshaped(tensor, {outputs}));
  return absl::optional<HostTensor>(
      FromFloats({outputs}, std::vector<float>(static_cast<size_t>(outputs), FloatsOf(tensor)[0])));
}

HostTensor Scaled(const HostTensor& tensor, float factor) {
  if (factor == 1) return tensor;
  std::vector<float> values = FloatsOf(tensor);
  for (float& value : values) value *= factor;
  return FromFloats(tensor.shape(), values);
}

absl::Status CheckDepth(const ir::Shape& x, const HostTensor& weights) {
  if (x.rank() > 0 && x[x.rank() - 1] == weights.shape()[1]) return absl::OkStatus();
  return Error(absl::StrCat("input shape ", ir::ShapeText(x), " does not fit weights for ",
                            weights.shape()[1], " values"));
}

absl::Status MatMulOfValues(NodeReader& op, bool transpose_second) {
  IEGEN_ASSIGN_OR_RETURN(const View a, op.Value(0));
  IEGEN_ASSIGN_OR_RETURN(const View b, op.Value(1));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId x, op.graph().Contiguous(a));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId y, op.graph().Contiguous(b));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out,
                         op.graph().Emit(ir::BatchMatMul{false, transpose_second}, {x, y}));
  op.Set(op.graph().Plain(out));
  return absl::OkStatus();
}

}  // namespace

absl::Status ImportDense(NodeReader& op, Dense dense) {
  IEGEN_RETURN_IF_ERROR(CheckDepth(op.Shape(0), dense.weights));
  IEGEN_ASSIGN_OR_RETURN(const View view, op.Value(0));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId x, FlattenedRows(op, view, &dense.weights));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId weights, op.graph().Constant(dense.weights));
  std::vector<ir::ValueId> in = {x, weights};
  if (dense.bias) {
    IEGEN_ASSIGN_OR_RETURN(const ir::ValueId bias, op.graph().Constant(*dense.bias));
    in.push_back(bias);
  }
  ir::FullyConnected node;
  node.keep_dims = view.shape.rank() > 2;
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out, op.graph().Emit(node, std::move(in)));
  op.Set(op.graph().Plain(out));
  return absl::OkStatus();
}

// alpha * A * B + beta * C
absl::Status ImportGemm(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 3));
  IEGEN_ASSIGN_OR_RETURN(const float alpha, op.Float("alpha", 1));
  IEGEN_ASSIGN_OR_RETURN(const float beta, op.Float("beta", 1));
  IEGEN_ASSIGN_OR_RETURN(const int64_t trans_a, op.Int("transA", 0));
  IEGEN_ASSIGN_OR_RETURN(const int64_t trans_b, op.Int("transB", 0));
  if (op.Rank(0) != 2 || op.Rank(1) != 2) {
    return Error(absl::StrCat("Gemm of shapes ", ir::ShapeText(op.Shape(0)), " and ",
                              ir::ShapeText(op.Shape(1)), ", expected two matrices"));
  }
  if (trans_a != 0) return Unsupported("Gemm with transA").Why("only transB is supported");
  if (!op.IsConstant(1) && alpha == 1 && !op.Has(2)) return MatMulOfValues(op, trans_b != 0);
  IEGEN_ASSIGN_OR_RETURN(const HostTensor weights, op.Constant(1, "weights"));
  Dense dense{Scaled(trans_b != 0 ? weights : Permuted(weights, {1, 0}), alpha), {}};
  if (op.Has(2) && beta != 0) {
    IEGEN_ASSIGN_OR_RETURN(const HostTensor bias, op.Constant(2, "bias"));
    IEGEN_ASSIGN_OR_RETURN(dense.bias, RowOf(Scaled(bias, beta), dense.weights.shape()[0]));
  }
  return ImportDense(op, std::move(dense));
}

absl::Status ImportMatMul(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 2));
  if (op.Rank(0) < 2 || op.Rank(1) < 2) {
    return Unsupported(absl::StrCat("MatMul of shapes ", ir::ShapeText(op.Shape(0)), " and ",
                                    ir::ShapeText(op.Shape(1))))
        .Why("two or more dimensions are supported");
  }
  if (!op.IsConstant(1) || op.Rank(1) != 2) return MatMulOfValues(op, false);
  return ImportDense(op, {Permuted(*op.operand(1).constant, {1, 0}), {}});
}

}  // namespace iegen::frontend::onnx
