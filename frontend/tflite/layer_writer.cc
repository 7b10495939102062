#include "frontend/tflite/layer_writer.h"

#include <algorithm>
#include <limits>

#include "base/status.h"

namespace iegen::frontend::tflite {

using schema::Padding;

OperatorForm LayerWriter::ClampForm(ir::Activation act) {
  if (act == ir::Activation::kRelu) return {Builtin::RELU, 2};
  if (act == ir::Activation::kRelu6) return {Builtin::RELU6, 2};
  return {Builtin::RELU_N1_TO_1, 1};
}

int32_t LayerWriter::SamePadding(int32_t in, const Window& w, size_t axis) {
  const int32_t reach = (w.kernel[axis] - 1) * w.dilation[axis] + 1;
  const int32_t out = (in + w.stride[axis] - 1) / w.stride[axis];
  return std::max((out - 1) * w.stride[axis] + reach - in, 0);
}

bool LayerWriter::IsSame(int32_t in, int32_t out, const Window& w, size_t axis) {
  if (out != (in + w.stride[axis] - 1) / w.stride[axis]) return false;
  const int32_t all = SamePadding(in, w, axis);
  return w.pad[2 * axis] == all / 2 && w.pad[2 * axis + 1] == all - all / 2;
}

std::vector<LayerWriter::Part> LayerWriter::PartsOf(int32_t in, int32_t out, const Window& w,
                                                    size_t axis) {
  const int32_t stride = w.stride[axis];
  std::vector<Part> parts;
  for (int32_t i = 0; i < out; ++i) {
    const int32_t begin = i * stride - w.pad[2 * axis];
    const int32_t from = std::max(begin, 0);
    const int32_t kernel = std::min(begin + w.kernel[axis], in) - from;
    const bool follows = !parts.empty() && parts.back().kernel == kernel &&
                         from == parts.back().from + parts.back().outputs * stride;
    if (follows) {
      ++parts.back().outputs;
    } else {
      parts.push_back({from, kernel, 1, stride});
    }
  }
  return parts;
}

LayerWriter::Padded LayerWriter::Pad(const Window& w) {
  const ir::Shape &x = In(0).shape, &y = Out().shape;
  if (w.pad == ir::Int4{0, 0, 0, 0}) return {Padding::VALID, TensorOf(node().in[0])};
  if (IsSame(x[1], y[1], w, 0) && IsSame(x[2], y[2], w, 1)) {
    return {Padding::SAME, TensorOf(node().in[0])};
  }
  return {Padding::VALID, PaddedImage(w.pad, nullptr)};
}

int32_t LayerWriter::PaddedImage(const ir::Int4& pad, const std::string* value) {
  ir::TensorType type = In(0);
  type.shape[1] += pad[0] + pad[1];
  type.shape[2] += pad[2] + pad[3];
  const int32_t padded = NewTensor("padded", type);
  const int32_t amounts = Integers("pad", {0, 0, pad[0], pad[1], pad[2], pad[3], 0, 0}, {4, 2});
  std::vector<int32_t> in = {TensorOf(node().in[0]), amounts};
  if (value != nullptr) {
    in.push_back(NewTensor("least", {type.elem, {1}, type.quant}, value));
    Put({Builtin::PADV2, 2}, in, padded);
  } else {
    Put({Builtin::PAD, 2}, in, padded);
  }
  return padded;
}

std::vector<int32_t> LayerWriter::FilterAndBias() {
  std::vector<int32_t> operands = {TensorOf(node().in[1])};
  if (!Has(2)) return operands;
  const ir::Value& bias = graph().value(node().in[2]);
  ir::TensorType type = bias.type;
  type.quant = In(1).quant;
  for (float& scale : type.quant.scales) scale *= In(0).quant.scale();
  type.quant.zero_points.assign(type.quant.scales.size(), 0);
  type.quant.axis = 0;
  operands.push_back(NewTensor("bias", type, bias.data.get()));
  return operands;
}

absl::Status LayerWriter::PutLayer(const OperatorForm& form, int32_t image) {
  std::vector<int32_t> in = FilterAndBias();
  in.insert(in.begin(), image);
  return PutLast(form, in);
}

absl::Status LayerWriter::Write(const ir::Conv2d& op) {
  const ir::Shape& filter = In(1).shape;
  const int32_t version = filter[3] == In(0).shape[3] ? 3 : 6;  // 6: in groups
  const Padded p = Pad({{filter[1], filter[2]}, op.stride, op.dilation, op.pad});
  return PutLayer({Builtin::CONV_2D, version, Options::Conv2DOptions,
                   schema::CreateConv2DOptions(fbb(), p.padding, op.stride[1], op.stride[0],
                                               FormOf(op.act), op.dilation[1], op.dilation[0])
                       .Union()},
                  p.image);
}

absl::Status LayerWriter::Write(const ir::DepthwiseConv2d& op) {
  const ir::Shape& filter = In(1).shape;
  const Padded p = Pad({{filter[1], filter[2]}, op.stride, op.dilation, op.pad});
  return PutLayer({Builtin::DEPTHWISE_CONV_2D, 3, Options::DepthwiseConv2DOptions,
                   schema::CreateDepthwiseConv2DOptions(
                       fbb(), p.padding, op.stride[1], op.stride[0], filter[3] / In(0).shape[3],
                       FormOf(op.act), op.dilation[1], op.dilation[0])
                       .Union()},
                  p.image);
}

absl::Status LayerWriter::Write(const ir::FullyConnected& op) {
  const int32_t version = In(1).quant.per_channel() ? 12 : op.keep_dims ? 5 : 4;
  return PutLayer(
      {Builtin::FULLY_CONNECTED, version, Options::FullyConnectedOptions,
       schema::CreateFullyConnectedOptions(
           fbb(), FormOf(op.act), schema::FullyConnectedOptionsWeightsFormat::DEFAULT, op.keep_dims)
           .Union()},
      TensorOf(node().in[0]));
}

// Where SAME has another padding: without any, into an image that is as much larger, of which the
// output is cut out. The activation is an operator of its own, because TensorFlow Lite Micro does
// not heed the one in the options.
absl::Status LayerWriter::Write(const ir::TransposeConv2d& op) {
  const Window w{{In(1).shape[1], In(1).shape[2]}, op.stride, {1, 1}, {}};
  const bool same = SamePadding(op.size[0], w, 0) / 2 == op.pad[0] &&
                    SamePadding(op.size[1], w, 1) / 2 == op.pad[1];
  const bool cut = !same && op.pad != ir::Int2{0, 0};
  const bool clamp = op.act != ir::Activation::kNone;
  ir::TensorType whole = Out();
  if (cut) {
    whole.shape[1] += op.pad[0];
    whole.shape[2] += op.pad[1];
  }
  const int32_t last = TensorOf(node().out[0]);
  const int32_t clamped = cut && clamp ? NewTensor("clamped", whole) : last;
  const int32_t sums = cut || clamp ? NewTensor("whole", whole) : last;
  std::vector<int32_t> in = {Integers("shape", whole.shape.dims())};
  for (int32_t operand : FilterAndBias()) in.push_back(operand);
  in.insert(in.begin() + 2, TensorOf(node().in[0]));
  Put({Builtin::TRANSPOSE_CONV, Has(2) ? 3 : 2, Options::TransposeConvOptions,
       schema::CreateTransposeConvOptions(fbb(), same ? Padding::SAME : Padding::VALID,
                                          op.stride[1], op.stride[0])
           .Union()},
      in, sums);
  if (clamp) Put(ClampForm(op.act), {sums}, clamped);
  if (!cut) return absl::OkStatus();
  return PutLast(
      {Builtin::SLICE, 2, Options::SliceOptions, schema::CreateSliceOptions(fbb()).Union()},
      {clamp ? clamped : sums, Integers("begin", {0, op.pad[0], op.pad[1], 0}),
       Integers("size", Out().shape.dims())});
}

OperatorForm LayerWriter::PoolForm(const ir::Pool2d& op, Padding padding, const ir::Int2& kernel) {
  const bool max = op.kind == ir::PoolKind::kMax;
  return {max ? Builtin::MAX_POOL_2D : Builtin::AVERAGE_POOL_2D, 2, Options::Pool2DOptions,
          schema::CreatePool2DOptions(fbb(), padding, op.stride[1], op.stride[0], kernel[1],
                                      kernel[0], FormOf(op.act))
              .Union()};
}

absl::Status LayerWriter::Write(const ir::Pool2d& op) {
  const Window w{op.kernel, op.stride, {1, 1}, op.pad};
  const ir::Shape &x = In(0).shape, &y = Out().shape;
  const bool none = op.pad == ir::Int4{0, 0, 0, 0};
  const bool same = !none && IsSame(x[1], y[1], w, 0) && IsSame(x[2], y[2], w, 1);
  int32_t image = TensorOf(node().in[0]);
  if (!none && !same) {
    if (op.kind != ir::PoolKind::kMax) return PutAverageOfParts(op, w);
    const std::string least(1, static_cast<char>(std::numeric_limits<int8_t>::min()));
    image = PaddedImage(op.pad, &least);
  }
  return PutLast(PoolForm(op, same ? Padding::SAME : Padding::VALID, op.kernel), {image});
}

// Padding does not count, so windows at the edges hold fewer elements: parts of the output with
// windows of one size are averages of their own, which are joined.
absl::Status LayerWriter::PutAverageOfParts(const ir::Pool2d& op, const Window& w) {
  const ir::Shape &x = In(0).shape, &y = Out().shape;
  const std::vector<Part> rows = PartsOf(x[1], y[1], w, 0), columns = PartsOf(x[2], y[2], w, 1);
  const auto join = [this](int32_t axis) {
    return OperatorForm{Builtin::CONCATENATION, 2, Options::ConcatenationOptions,
                        schema::CreateConcatenationOptions(fbb(), axis).Union()};
  };
  std::vector<int32_t> bands;
  for (const Part& row : rows) {
    std::vector<int32_t> pieces;
    for (const Part& column : columns) pieces.push_back(AverageOfPart(op, row, column));
    ir::TensorType band = Out();
    band.shape[1] = row.outputs;
    bands.push_back(NewTensor("band", band));
    Put(join(2), pieces, bands.back());
  }
  return PutLast(join(1), bands);
}

int32_t LayerWriter::AverageOfPart(const ir::Pool2d& op, const Part& rows, const Part& columns) {
  ir::TensorType seen = In(0), given = Out();
  seen.shape[1] = rows.size();
  seen.shape[2] = columns.size();
  given.shape[1] = rows.outputs;
  given.shape[2] = columns.outputs;
  const int32_t image = NewTensor("seen", seen), average = NewTensor("average", given);
  Put({Builtin::SLICE, 2, Options::SliceOptions, schema::CreateSliceOptions(fbb()).Union()},
      {TensorOf(node().in[0]), Integers("begin", {0, rows.from, columns.from, 0}),
       Integers("size", seen.shape.dims())},
      image);
  Put(PoolForm(op, Padding::VALID, {rows.kernel, columns.kernel}), {image}, average);
  return average;
}

}  // namespace iegen::frontend::tflite
