#include "frontend/tflite/exporter.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/tflite/layer_writer.h"
#include "ir/verify.h"

namespace iegen::frontend::tflite {
namespace {

class Exporter : public LayerWriter {
 public:
  using LayerWriter::LayerWriter;

  absl::StatusOr<std::string> Run() {
    std::vector<int32_t> inputs, outputs;
    for (ir::ValueId id : graph().inputs()) inputs.push_back(TensorOf(id));
    for (const ir::Node& node : graph().nodes()) {
      StartNode(node);
      const absl::Status status = std::visit([this](const auto& op) { return Write(op); }, node.op);
      IEGEN_RETURN_IF_ERROR(ir::WithLocation(status, node.loc));
    }
    for (ir::ValueId id : graph().outputs()) outputs.push_back(TensorOf(id));
    return Finish(inputs, outputs);
  }

 private:
  using LayerWriter::Write;

  template <class Op>
  absl::Status Write(const Op& op) {
    return HasNone(Quoted(op.kName));
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
        return PutNode(
            {Builtin::DIV, 2, Options::DivOptions, schema::CreateDivOptions(fbb(), act).Union()});
    }
    return HasNone(Quoted(op.kName));
  }

  absl::Status Write(const ir::Relu& op) { return PutNode(ClampForm(op.kind)); }

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
    std::string elements = *graph().value(node().in[1]).data;
    std::rotate(elements.begin(), elements.begin() - kLeast, elements.end());
    const int32_t table = NewTensor(
        "table", {ir::ElemType::kInt8, {static_cast<int32_t>(elements.size())}, Out().quant},
        &elements);
    const ir::TensorType index{ir::ElemType::kInt32, In(0).shape, {}};
    const int32_t number = NewTensor("number", index);
    const int32_t place = NewTensor("place", index);
    Put({Builtin::CAST, 1, Options::CastOptions,
         schema::CreateCastOptions(fbb(), schema::TensorType::INT8, schema::TensorType::INT32)
             .Union()},
        {TensorOf(node().in[0])}, number);
    Put({Builtin::ADD, 1, Options::AddOptions, schema::CreateAddOptions(fbb()).Union()},
        {number, Integers("least", {-kLeast})}, place);
    return PutLast({Builtin::GATHER, 2, Options::GatherOptions,
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
    return PutLast({Builtin::RESHAPE, 1, Options::ReshapeOptions,
                    schema::CreateReshapeOptionsDirect(fbb(), &shape).Union()},
                   {TensorOf(node().in[0]), Integers("shape", shape)});
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
    const int32_t tensor = Integers("pad", amounts, {static_cast<int32_t>(op.before.size()), 2});
    if (!Has(1)) return PutLast({Builtin::PAD, 2}, {TensorOf(node().in[0]), tensor});
    return PutLast({Builtin::PADV2, 2}, {TensorOf(node().in[0]), tensor, TensorOf(node().in[1])});
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
};

}  // namespace

absl::StatusOr<std::string> ExportTflite(const ir::Graph& graph) {
  if (graph.rounding == ir::Rounding::kTwice) return Exporter(graph).Run();
  return Unsupported("the model rounds once, as ONNX does, and TensorFlow Lite twice");
}

}  // namespace iegen::frontend::tflite
