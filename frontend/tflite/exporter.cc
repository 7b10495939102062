#include "frontend/tflite/exporter.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/tflite/file_writer.h"
#include "ir/verify.h"

namespace iegen::frontend::tflite {
namespace {

using Builtin = schema::BuiltinOperator;
using Options = schema::BuiltinOptions;
using schema::Padding;

// A window over height and width of an image.
struct Window {
  ir::Int2 kernel{1, 1}, stride{1, 1}, dilation{1, 1};
  ir::Int4 pad{0, 0, 0, 0};
};

// Whether SAME pads one dimension as `before` and `after` say.
bool IsSame(int32_t in, int32_t out, const Window& w, size_t axis) {
  if (out != (in + w.stride[axis] - 1) / w.stride[axis]) return false;
  const int32_t reach = (w.kernel[axis] - 1) * w.dilation[axis] + 1;
  const int32_t all = std::max((out - 1) * w.stride[axis] + reach - in, 0);
  return w.pad[2 * axis] == all / 2 && w.pad[2 * axis + 1] == all - all / 2;
}

class Exporter {
 public:
  explicit Exporter(const ir::Graph& graph) : graph_(graph), tensors_(graph.value_count(), -1) {}

  absl::StatusOr<std::string> Run() {
    std::vector<int32_t> inputs, outputs;
    for (ir::ValueId id : graph_.inputs()) inputs.push_back(TensorOf(id));
    for (const ir::Node& node : graph_.nodes()) {
      node_ = &node;
      const absl::Status status = std::visit([this](const auto& op) { return Write(op); }, node.op);
      IEGEN_RETURN_IF_ERROR(ir::WithLocation(status, node.loc));
    }
    for (ir::ValueId id : graph_.outputs()) outputs.push_back(TensorOf(id));
    return writer_.Finish(inputs, outputs);
  }

 private:
  flatbuffers::FlatBufferBuilder& fbb() { return writer_.fbb(); }
  const ir::TensorType& In(size_t i) const { return graph_.type(node_->in[i]); }
  const ir::TensorType& Out() const { return graph_.type(node_->out[0]); }
  bool Has(size_t i) const { return node_->in.size() > i && node_->in[i] != ir::kNoValue; }

  int32_t TensorOf(ir::ValueId id) {
    if (id == ir::kNoValue) return -1;
    int32_t& tensor = tensors_[static_cast<size_t>(id)];
    if (tensor < 0) {
      const ir::Value& value = graph_.value(id);
      tensor = writer_.AddTensor(value.original.empty() ? value.name : value.original, value.type,
                                 value.data.get());
    }
    return tensor;
  }

  int32_t Integers(const char* what, const std::vector<int32_t>& values) {
    return writer_.AddIntegers(absl::StrCat(NameOfOutput(), "/", what), values,
                               {static_cast<int32_t>(values.size())});
  }

  std::string NameOfOutput() const {
    const ir::Value& value = graph_.value(node_->out[0]);
    return value.original.empty() ? value.name : value.original;
  }

  absl::Status Put(const OperatorForm& form, const std::vector<int32_t>& in) {
    writer_.AddOperator(form, in, TensorOf(node_->out[0]));
    return absl::OkStatus();
  }
  // With the node's own operands, and more.
  absl::Status PutNode(const OperatorForm& form, const std::vector<int32_t>& more = {}) {
    std::vector<int32_t> in;
    for (ir::ValueId id : node_->in) in.push_back(TensorOf(id));
    in.insert(in.end(), more.begin(), more.end());
    return Put(form, in);
  }

  absl::Status HasNone(absl::string_view what) {
    return Unsupported(absl::StrCat("TensorFlow Lite has no operator for ", what))
        .Hint("leave --out-tflite out: the engine can do it");
  }

  // The format's padding, and the image: padded by an operator where neither SAME nor VALID does
  // it.
  struct Padded {
    Padding padding = Padding::VALID;
    int32_t image = -1;
  };
  Padded Pad(const Window& w) {
    const ir::Shape &x = In(0).shape, &y = Out().shape;
    if (w.pad == ir::Int4{0, 0, 0, 0}) return {Padding::VALID, TensorOf(node_->in[0])};
    if (IsSame(x[1], y[1], w, 0) && IsSame(x[2], y[2], w, 1)) {
      return {Padding::SAME, TensorOf(node_->in[0])};
    }
    return {Padding::VALID, PaddedImage(w.pad, nullptr)};
  }

  // `value`: a byte to pad with, or null for the zero point.
  int32_t PaddedImage(const ir::Int4& pad, const std::string* value) {
    ir::TensorType type = In(0);
    type.shape[1] += pad[0] + pad[1];
    type.shape[2] += pad[2] + pad[3];
    const int32_t padded = writer_.AddTensor(NameOfOutput() + "/padded", type, nullptr);
    const int32_t amounts = writer_.AddIntegers(
        NameOfOutput() + "/pad", {0, 0, pad[0], pad[1], pad[2], pad[3], 0, 0}, {4, 2});
    std::vector<int32_t> in = {TensorOf(node_->in[0]), amounts};
    if (value != nullptr) {
      in.push_back(
          writer_.AddTensor(NameOfOutput() + "/least", {type.elem, {1}, type.quant}, value));
      writer_.AddOperator({Builtin::PADV2, 2}, in, padded);
    } else {
      writer_.AddOperator({Builtin::PAD, 2}, in, padded);
    }
    return padded;
  }

  // Filter and bias; the bias in the scale that it has.
  std::vector<int32_t> FilterAndBias() {
    std::vector<int32_t> operands = {TensorOf(node_->in[1])};
    if (!Has(2)) return operands;
    const ir::Value& bias = graph_.value(node_->in[2]);
    ir::TensorType type = bias.type;
    type.quant = In(1).quant;
    for (float& scale : type.quant.scales) scale *= In(0).quant.scale();
    type.quant.zero_points.assign(type.quant.scales.size(), 0);
    type.quant.axis = 0;
    operands.push_back(writer_.AddTensor(bias.name, type, bias.data.get()));
    return operands;
  }

  absl::Status PutLayer(const OperatorForm& form, int32_t image) {
    std::vector<int32_t> in = FilterAndBias();
    in.insert(in.begin(), image);
    return Put(form, in);
  }

  template <class Op>
  absl::Status Write(const Op& op) {
    return HasNone(Quoted(op.kName));
  }

  absl::Status Write(const ir::Conv2d& op) {
    const ir::Shape& filter = In(1).shape;
    const int32_t version = filter[3] == In(0).shape[3] ? 3 : 6;  // 6: in groups
    const Padded p = Pad({{filter[1], filter[2]}, op.stride, op.dilation, op.pad});
    return PutLayer({Builtin::CONV_2D, version, Options::Conv2DOptions,
                     schema::CreateConv2DOptions(fbb(), p.padding, op.stride[1], op.stride[0],
                                                 FormOf(op.act), op.dilation[1], op.dilation[0])
                         .Union()},
                    p.image);
  }

  absl::Status Write(const ir::DepthwiseConv2d& op) {
    const ir::Shape& filter = In(1).shape;
    const Padded p = Pad({{filter[1], filter[2]}, op.stride, op.dilation, op.pad});
    return PutLayer({Builtin::DEPTHWISE_CONV_2D, 3, Options::DepthwiseConv2DOptions,
                     schema::CreateDepthwiseConv2DOptions(
                         fbb(), p.padding, op.stride[1], op.stride[0], filter[3] / In(0).shape[3],
                         FormOf(op.act), op.dilation[1], op.dilation[0])
                         .Union()},
                    p.image);
  }

  absl::Status Write(const ir::FullyConnected& op) {
    const int32_t version = In(1).quant.per_channel() ? 12 : op.keep_dims ? 5 : 4;
    return PutLayer({Builtin::FULLY_CONNECTED, version, Options::FullyConnectedOptions,
                     schema::CreateFullyConnectedOptions(
                         fbb(), FormOf(op.act), schema::FullyConnectedOptionsWeightsFormat::DEFAULT,
                         op.keep_dims)
                         .Union()},
                    TensorOf(node_->in[0]));
  }

  absl::Status Write(const ir::Pool2d& op) {
    const Window w{op.kernel, op.stride, {1, 1}, op.pad};
    const bool max = op.kind == ir::PoolKind::kMax;
    const ir::Shape &x = In(0).shape, &y = Out().shape;
    const bool none = op.pad == ir::Int4{0, 0, 0, 0};
    const bool same = !none && IsSame(x[1], y[1], w, 0) && IsSame(x[2], y[2], w, 1);
    int32_t image = TensorOf(node_->in[0]);
    if (!none && !same) {
      if (!max) return HasNone("an average with this padding");
      const std::string least(1, static_cast<char>(std::numeric_limits<int8_t>::min()));
      image = PaddedImage(op.pad, &least);
    }
    return Put(
        {max ? Builtin::MAX_POOL_2D : Builtin::AVERAGE_POOL_2D, 2, Options::Pool2DOptions,
         schema::CreatePool2DOptions(fbb(), same ? Padding::SAME : Padding::VALID, op.stride[1],
                                     op.stride[0], op.kernel[1], op.kernel[0], FormOf(op.act))
             .Union()},
        {image});
  }

  absl::Status Write(const ir::Add& op) {
    return PutNode({Builtin::ADD, 2, Options::AddOptions,
                    schema::CreateAddOptions(fbb(), FormOf(op.act)).Union()});
  }

  absl::Status Write(const ir::Binary& op) {
    const auto act = FormOf(op.act);
    switch (op.kind) {
      case ir::BinaryKind::kSub:
        return PutNode(
            {Builtin::SUB, 2, Options::SubOptions, schema::CreateSubOptions(fbb(), act).Union()});
      case ir::BinaryKind::kMul:
        return PutNode(
            {Builtin::MUL, 2, Options::MulOptions, schema::CreateMulOptions(fbb(), act).Union()});
      case ir::BinaryKind::kMaximum:
      case ir::BinaryKind::kMinimum:
        return PutNode({op.kind == ir::BinaryKind::kMaximum ? Builtin::MAXIMUM : Builtin::MINIMUM,
                        2, Options::MaximumMinimumOptions,
                        schema::CreateMaximumMinimumOptions(fbb()).Union()});
      case ir::BinaryKind::kSquaredDifference:
        return PutNode({Builtin::SQUARED_DIFFERENCE, 2, Options::SquaredDifferenceOptions,
                        schema::CreateSquaredDifferenceOptions(fbb()).Union()});
      case ir::BinaryKind::kPrelu:
        return PutNode({Builtin::PRELU, 1});
      case ir::BinaryKind::kDiv:
        break;
    }
    return HasNone("a division of int8 values");
  }

  absl::Status Write(const ir::Relu& op) {
    const bool plain = op.kind == ir::Activation::kRelu;
    if (plain || op.kind == ir::Activation::kRelu6) {
      return PutNode({plain ? Builtin::RELU : Builtin::RELU6, 2});
    }
    return PutNode({Builtin::RELU_N1_TO_1, 1});
  }

  absl::Status Write(const ir::Logistic&) { return PutNode({Builtin::LOGISTIC, 2}); }

  absl::Status Write(const ir::Softmax& op) {
    return PutNode({Builtin::SOFTMAX, 2, Options::SoftmaxOptions,
                    schema::CreateSoftmaxOptions(fbb(), op.beta).Union()});
  }

  absl::Status Write(const ir::LogSoftmax&) {
    return PutNode({Builtin::LOG_SOFTMAX, 2, Options::LogSoftmaxOptions,
                    schema::CreateLogSoftmaxOptions(fbb()).Union()});
  }

  // The format has no table of bytes; an element of a constant, chosen by the byte, is the same.
  absl::Status Write(const ir::Table&) {
    constexpr int32_t kLeast = -128;
    if (In(0).elem != ir::ElemType::kInt8 || Out().elem != ir::ElemType::kInt8) {
      return HasNone("a table of bytes that are not int8");
    }
    // The table is indexed by the bits of the byte, the constant by its distance to the least.
    std::string elements = *graph_.value(node_->in[1]).data;
    std::rotate(elements.begin(), elements.begin() - kLeast, elements.end());
    const int32_t table = writer_.AddTensor(
        NameOfOutput() + "/table",
        {ir::ElemType::kInt8, {static_cast<int32_t>(elements.size())}, Out().quant}, &elements);
    const ir::TensorType index{ir::ElemType::kInt32, In(0).shape, {}};
    const int32_t number = writer_.AddTensor(NameOfOutput() + "/number", index, nullptr);
    const int32_t place = writer_.AddTensor(NameOfOutput() + "/place", index, nullptr);
    writer_.AddOperator(
        {Builtin::CAST, 1, Options::CastOptions,
         schema::CreateCastOptions(fbb(), schema::TensorType::INT8, schema::TensorType::INT32)
             .Union()},
        {TensorOf(node_->in[0])}, number);
    writer_.AddOperator(
        {Builtin::ADD, 1, Options::AddOptions, schema::CreateAddOptions(fbb()).Union()},
        {number, Integers("least", {-kLeast})}, place);
    return Put({Builtin::GATHER, 2, Options::GatherOptions,
                schema::CreateGatherOptions(fbb(), 0, 0).Union()},
               {table, place});
  }

  absl::Status Write(const ir::Quantize&) {
    return PutNode({Builtin::QUANTIZE, 1, Options::QuantizeOptions,
                    schema::CreateQuantizeOptions(fbb()).Union()});
  }

  absl::Status Write(const ir::Dequantize&) {
    return PutNode({Builtin::DEQUANTIZE, 2, Options::DequantizeOptions,
                    schema::CreateDequantizeOptions(fbb()).Union()});
  }

  absl::Status Write(const ir::Concat& op) {
    return PutNode({Builtin::CONCATENATION, 2, Options::ConcatenationOptions,
                    schema::CreateConcatenationOptions(fbb(), op.axis).Union()});
  }

  absl::Status Write(const ir::Reshape&) {
    const std::vector<int32_t>& shape = Out().shape.dims();
    return Put({Builtin::RESHAPE, 1, Options::ReshapeOptions,
                schema::CreateReshapeOptionsDirect(fbb(), &shape).Union()},
               {TensorOf(node_->in[0]), Integers("shape", shape)});
  }

  absl::Status Write(const ir::Transpose& op) {
    return PutNode({Builtin::TRANSPOSE, 2, Options::TransposeOptions,
                    schema::CreateTransposeOptions(fbb()).Union()},
                   {Integers("perm", op.perm)});
  }

  absl::Status Write(const ir::Slice& op) {
    std::vector<int32_t> ends;
    int32_t open = 0;  // bits of the dimensions that end before the first element
    for (size_t i = 0; i < op.begin.size(); ++i) {
      ends.push_back(op.begin[i] + op.size[i] * op.stride[i]);
      if (ends.back() < 0) open |= 1 << i;
    }
    return PutNode(
        {Builtin::STRIDED_SLICE, 2, Options::StridedSliceOptions,
         schema::CreateStridedSliceOptions(fbb(), 0, open).Union()},
        {Integers("begin", op.begin), Integers("end", ends), Integers("stride", op.stride)});
  }

  absl::Status Write(const ir::Pad& op) {
    std::vector<int32_t> amounts;
    for (size_t i = 0; i < op.before.size(); ++i) {
      amounts.insert(amounts.end(), {op.before[i], op.after[i]});
    }
    const int32_t tensor = writer_.AddIntegers(NameOfOutput() + "/pad", amounts,
                                               {static_cast<int32_t>(op.before.size()), 2});
    if (!Has(1)) return Put({Builtin::PAD, 2}, {TensorOf(node_->in[0]), tensor});
    return Put({Builtin::PADV2, 2}, {TensorOf(node_->in[0]), tensor, TensorOf(node_->in[1])});
  }

  absl::Status Write(const ir::Mean& op) {
    return PutNode({Builtin::MEAN, 2, Options::ReducerOptions,
                    schema::CreateReducerOptions(fbb(), op.keep_dims).Union()},
                   {Integers("axes", op.axes)});
  }

  absl::Status Write(const ir::Reduce& op) {
    if (op.kind == ir::ReduceKind::kAll) return HasNone("'all'");
    const Builtin code = op.kind == ir::ReduceKind::kMax   ? Builtin::REDUCE_MAX
                         : op.kind == ir::ReduceKind::kMin ? Builtin::REDUCE_MIN
                                                           : Builtin::SUM;
    return PutNode({code, 2, Options::ReducerOptions,
                    schema::CreateReducerOptions(fbb(), op.keep_dims).Union()},
                   {Integers("axes", op.axes)});
  }

  absl::Status Write(const ir::Resize& op) {
    const int32_t size = Integers("size", {op.size[0], op.size[1]});
    const bool corners = op.align_corners, centers = op.half_pixel_centers;
    if (op.kind == ir::ResizeKind::kBilinear) {
      const auto options = schema::CreateResizeBilinearOptions(fbb(), corners, centers);
      return PutNode({Builtin::RESIZE_BILINEAR, 3, Options::ResizeBilinearOptions, options.Union()},
                     {size});
    }
    const auto options = schema::CreateResizeNearestNeighborOptions(fbb(), corners, centers);
    return PutNode({Builtin::RESIZE_NEAREST_NEIGHBOR, 3, Options::ResizeNearestNeighborOptions,
                    options.Union()},
                   {size});
  }

  absl::Status Write(const ir::Gather& op) {
    return PutNode({Builtin::GATHER, 2, Options::GatherOptions,
                    schema::CreateGatherOptions(fbb(), op.axis, op.batch_dims).Union()});
  }

  absl::Status Write(const ir::BatchMatMul& op) {
    return PutNode({Builtin::BATCH_MATMUL, 2, Options::BatchMatMulOptions,
                    schema::CreateBatchMatMulOptions(fbb(), op.adj_x, op.adj_y).Union()});
  }

  const ir::Graph& graph_;
  const ir::Node* node_ = nullptr;
  FileWriter writer_;
  std::vector<int32_t> tensors_;  // of each value; -1: not written yet
};

}  // namespace

absl::StatusOr<std::string> ExportTflite(const ir::Graph& graph) {
  if (graph.rounding == ir::Rounding::kTwice) return Exporter(graph).Run();
  return Unsupported("the model rounds once, as ONNX does, and TensorFlow Lite twice");
}

}  // namespace iegen::frontend::tflite
