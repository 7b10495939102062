#include "ir/ops/conv.h"

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "ir/ops/check.h"

namespace iegen::ir {
namespace {

int64_t Dilated(int32_t kernel, int32_t dilation) { return int64_t{kernel - 1} * dilation + 1; }

// Behind the end, padding may be negative: rows or columns that no window reads.
absl::Status CheckPads(const Int4& pad) {
  constexpr int32_t kMost = 1 << 20;
  for (size_t side = 0; side < pad.size(); ++side) {
    const int32_t least = side % 2 == 0 ? 0 : -kMost;
    if (pad[side] >= least && pad[side] <= kMost) continue;
    return Error(absl::StrCat("padding of ", pad[side], " is out of range: negative or too large"));
  }
  return absl::OkStatus();
}

// What the two convolutions share; `channels` is the size of the output's last dimension.
template <class Op>
absl::StatusOr<Types> InferConv(const Op& op, TypeSpan in, int32_t channels) {
  IEGEN_RETURN_IF_ERROR(CheckPositive(op.stride, "stride"));
  IEGEN_RETURN_IF_ERROR(CheckPositive(op.dilation, "dilation"));
  IEGEN_RETURN_IF_ERROR(CheckPads(op.pad));
  const Shape &x = in[0].shape, &w = in[1].shape;
  IEGEN_ASSIGN_OR_RETURN(const int32_t height,
                         WindowedSize(x[1], int64_t{op.pad[0]} + op.pad[1],
                                      Dilated(w[1], op.dilation[0]), op.stride[0]));
  IEGEN_ASSIGN_OR_RETURN(const int32_t width,
                         WindowedSize(x[2], int64_t{op.pad[2]} + op.pad[3],
                                      Dilated(w[2], op.dilation[1]), op.stride[1]));
  return Types{{in[0].elem, Shape{x[0], height, width, channels}, {}}};
}

absl::Status CheckRanks(TypeSpan in) {
  IEGEN_RETURN_IF_ERROR(CheckRank(in[0], 4, "input"));
  return CheckRank(in[1], 4, "filter");
}

absl::Status CheckEnds(TypeSpan in, TypeSpan out) {
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(in[0], "input"));
  IEGEN_RETURN_IF_ERROR(CheckQuantisedInt8(out[0], "output"));
  return CheckRescaling(in[0], in[1], out[0]);
}

TensorType BiasOf(TypeSpan in) { return in.size() > 2 ? in[2] : AbsentType(); }

// The scale of the requantisation must exist for every channel.
absl::Status CheckOperands(TypeSpan in, int axis, int32_t channels) {
  IEGEN_RETURN_IF_ERROR(CheckFilter(in[1], axis, channels));
  IEGEN_RETURN_IF_ERROR(CheckBias(BiasOf(in), channels));
  return CheckRequant(in, 3, channels);
}

}  // namespace

absl::StatusOr<Types> Conv2d::Infer(TypeSpan in) const {
  IEGEN_RETURN_IF_ERROR(CheckRanks(in));
  const int32_t channels = in[0].shape[3], depth = in[1].shape[3], filters = in[1].shape[0];
  if (depth == 0 || channels % depth != 0) {
    return Error(absl::StrCat("input has ", channels, " channels, filter has ", depth,
                              ": not a multiple"))
        .Why(absl::StrCat("input shape ", ShapeText(in[0].shape), ", filter shape ",
                          ShapeText(in[1].shape)));
  }
  if (filters % (channels / depth) != 0) {
    return Error(absl::StrCat(filters, " output channels do not divide into ", channels / depth,
                              " groups (input channels / filter channels)"));
  }
  return InferConv(*this, in, filters);
}

absl::Status Conv2d::Check(TypeSpan in, TypeSpan out) const {
  IEGEN_RETURN_IF_ERROR(CheckEnds(in, out));
  return CheckOperands(in, 0, in[1].shape[0]);
}

absl::StatusOr<Types> DepthwiseConv2d::Infer(TypeSpan in) const {
  IEGEN_RETURN_IF_ERROR(CheckRanks(in));
  const int32_t channels = in[0].shape[3], outputs = in[1].shape[3];
  if (in[1].shape[0] != 1) {
    return Error(absl::StrCat("depthwise filter has first dimension ", in[1].shape[0],
                              ", expected 1; its shape is ", ShapeText(in[1].shape)));
  }
  if (channels == 0 || outputs % channels != 0) {
    return Error(absl::StrCat("filter has ", outputs, " channels, no multiple of the input's ",
                              channels, " (depth multiplier); filter shape ",
                              ShapeText(in[1].shape)));
  }
  return InferConv(*this, in, outputs);
}

absl::Status DepthwiseConv2d::Check(TypeSpan in, TypeSpan out) const {
  IEGEN_RETURN_IF_ERROR(CheckEnds(in, out));
  return CheckOperands(in, 3, in[1].shape[3]);
}

absl::StatusOr<Types> FullyConnected::Infer(TypeSpan in) const {
  IEGEN_RETURN_IF_ERROR(CheckRank(in[1], 2, "filter"));
  IEGEN_RETURN_IF_ERROR(CheckRankBetween(in[0], {1, 6}, "input"));
  const Shape &x = in[0].shape, &w = in[1].shape;
  if (x.elements() % w[1] != 0 || (keep_dims && x[x.rank() - 1] != w[1])) {
    return Error(absl::StrCat("input shape ", ShapeText(x), " does not fit filter shape ",
                              ShapeText(w)))
        .Why(absl::StrCat(x.elements(), " input elements, ", w[1], " per output"));
  }
  Shape out{static_cast<int32_t>(x.elements() / w[1]), w[0]};
  if (keep_dims) {
    out = x;
    out[x.rank() - 1] = w[0];
  }
  return Types{{in[0].elem, out, {}}};
}

absl::Status FullyConnected::Check(TypeSpan in, TypeSpan out) const {
  IEGEN_RETURN_IF_ERROR(CheckEnds(in, out));
  TensorType filter = in[1];
  // A per-tensor filter may have a zero point here: TFLM subtracts it, and so do the kernels.
  if (!filter.quant.per_channel() && filter.quant.quantised()) filter.quant.zero_points = {0};
  IEGEN_RETURN_IF_ERROR(CheckFilter(filter, 0, in[1].shape[0]));
  IEGEN_RETURN_IF_ERROR(CheckBias(BiasOf(in), in[1].shape[0]));
  return CheckRequant(in, 3, in[1].shape[0]);
}

}  // namespace iegen::ir
