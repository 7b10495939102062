#include "ir/ops/matmul.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "ir/ops/check.h"

namespace iegen::ir {
namespace {

constexpr int kMostMatMulDims = 5;

// Dimensions before the last two.
Shape BatchOf(const Shape& shape) {
  return Shape(std::vector<int32_t>(shape.dims().begin(), shape.dims().end() - 2));
}

// Rows and columns after the exchange.
std::pair<int32_t, int32_t> MatrixOf(const Shape& shape, bool adjoint) {
  const int32_t rows = shape[shape.rank() - 2], columns = shape[shape.rank() - 1];
  return adjoint ? std::make_pair(columns, rows) : std::make_pair(rows, columns);
}

}  // namespace

absl::StatusOr<Types> BatchMatMul::Infer(TypeSpan in) const {
  IEGEN_RETURN_IF_ERROR(CheckRankBetween(in[0], {2, kMostMatMulDims}, "first input"));
  IEGEN_RETURN_IF_ERROR(CheckRankBetween(in[1], {2, kMostMatMulDims}, "second input"));
  const auto [rows, depth] = MatrixOf(in[0].shape, adj_x);
  const auto [same_depth, columns] = MatrixOf(in[1].shape, adj_y);
  if (depth != same_depth) {
    return Error(absl::StrCat("matrices of shape ", ShapeText(in[0].shape), " and ",
                              ShapeText(in[1].shape), " cannot be multiplied"))
        .Why(absl::StrCat("the first has ", depth, " columns, the second ", same_depth, " rows"));
  }
  IEGEN_ASSIGN_OR_RETURN(const Shape batch,
                         BroadcastShapes(BatchOf(in[0].shape), BatchOf(in[1].shape)));
  std::vector<int32_t> dims = batch.dims();
  dims.push_back(rows);
  dims.push_back(columns);
  return Types{{in[0].elem, Shape(std::move(dims)), {}}};
}

absl::Status BatchMatMul::Check(TypeSpan in, TypeSpan out) const {
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(in[0], "first input"));
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(in[1], "second input"));
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(out[0], "output"));
  return CheckRescaling(in[0], in[1], out[0]);
}

absl::StatusOr<Types> TransposeConv2d::Infer(TypeSpan in) const {
  IEGEN_RETURN_IF_ERROR(CheckRank(in[0], 4, "input"));
  IEGEN_RETURN_IF_ERROR(CheckRank(in[1], 4, "filter"));
  IEGEN_RETURN_IF_ERROR(CheckPositive(stride, "stride"));
  IEGEN_RETURN_IF_ERROR(CheckPositive(size, "output image size"));
  for (int32_t p : pad) {
    if (p < 0 || p > (1 << 20)) return Error(absl::StrCat("padding of ", p, " is out of range"));
  }
  if (in[0].shape[3] != in[1].shape[3]) {
    return Error(
               absl::StrCat("input has ", in[0].shape[3], " channels, filter has ", in[1].shape[3]))
        .Why(absl::StrCat("input shape ", ShapeText(in[0].shape), ", filter shape ",
                          ShapeText(in[1].shape)));
  }
  return Types{{in[0].elem, Shape{in[0].shape[0], size[0], size[1], in[1].shape[0]}, {}}};
}

absl::Status TransposeConv2d::Check(TypeSpan in, TypeSpan out) const {
  const int32_t channels = in[1].shape[0];
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(in[0], "input"));
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(out[0], "output"));
  IEGEN_RETURN_IF_ERROR(CheckRescaling(in[0], in[1], out[0]));
  IEGEN_RETURN_IF_ERROR(CheckFilter(in[1], 0, channels));
  IEGEN_RETURN_IF_ERROR(CheckBias(in.size() > 2 ? in[2] : AbsentType(), channels));
  return CheckRequant(in, 3, channels);
}

}  // namespace iegen::ir
