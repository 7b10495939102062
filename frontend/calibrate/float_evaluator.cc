#include "frontend/calibrate/float_evaluator.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/integer/scalar_functions.h"
#include "ir/verify.h"

namespace iegen::frontend::calibrate {
namespace {

template <class T>
void Widen(const ir::Value& value, std::vector<float>* elements) {
  for (T element : ir::ElementsOf<T>(value)) elements->push_back(static_cast<float>(element));
}

std::vector<float> ConstantElements(const ir::Value& value) {
  std::vector<float> elements;
  switch (value.type.elem) {
    case ir::ElemType::kInt8:
      Widen<int8_t>(value, &elements);
      break;
    case ir::ElemType::kInt16:
      Widen<int16_t>(value, &elements);
      break;
    case ir::ElemType::kInt32:
      Widen<int32_t>(value, &elements);
      break;
    case ir::ElemType::kInt64:
      Widen<int64_t>(value, &elements);
      break;
    case ir::ElemType::kFloat32:
      Widen<float>(value, &elements);
      break;
    case ir::ElemType::kUInt8:
    case ir::ElemType::kBool:
      Widen<uint8_t>(value, &elements);
      break;
  }
  return elements;
}

// Runs one operator; false where it is none of these.
struct Runner {
  const ir::Op& variant;
  const FloatInputs& in;
  FloatTensor* out;

  template <class Op>
  bool operator()(const Op&) const {
    return integer::UnaryOf(variant, 0).has_value() && Each();
  }
  bool operator()(const ir::Conv2d& op) const { return RunConv2d(op, in, out), true; }
  bool operator()(const ir::DepthwiseConv2d& op) const {
    return RunDepthwiseConv2d(op, in, out), true;
  }
  bool operator()(const ir::TransposeConv2d& op) const {
    return RunTransposeConv2d(op, in, out), true;
  }
  bool operator()(const ir::FullyConnected& op) const {
    return RunFullyConnected(op, in, out), true;
  }
  bool operator()(const ir::BatchMatMul& op) const { return RunBatchMatMul(op, in, out), true; }
  bool operator()(const ir::Pool2d& op) const { return RunPool2d(op, in, out), true; }
  bool operator()(const ir::Resize& op) const { return RunResize(op, in, out), true; }
  bool operator()(const ir::Softmax&) const { return RunSoftmax(in, false, out), true; }
  bool operator()(const ir::LogSoftmax&) const { return RunSoftmax(in, true, out), true; }
  bool operator()(const ir::Mean& op) const {
    return RunReduce(Combine::kMean, op.axes, in, out), true;
  }
  bool operator()(const ir::Reduce& op) const {
    if (op.kind == ir::ReduceKind::kAll) return false;
    const Combine how = op.kind == ir::ReduceKind::kMax   ? Combine::kMax
                        : op.kind == ir::ReduceKind::kMin ? Combine::kMin
                                                          : Combine::kSum;
    return RunReduce(how, op.axes, in, out), true;
  }
  bool operator()(const ir::Add&) const { return RunBinary(variant, in, out), true; }
  bool operator()(const ir::Binary&) const { return RunBinary(variant, in, out), true; }
  bool operator()(const ir::Quantize&) const { return RunQuantize(in, out), true; }
  bool operator()(const ir::Dequantize&) const { return RunDequantize(in, out), true; }
  bool operator()(const ir::Concat& op) const { return RunConcat(op, in, out), true; }
  bool operator()(const ir::Gather& op) const {
    return op.batch_dims == 0 && (RunGather(op, in, out), true);
  }
  bool operator()(const ir::Pad& op) const { return RunPad(op, in, out), true; }
  bool operator()(const ir::MirrorPad& op) const { return RunMirrorPad(op, in, out), true; }
  bool operator()(const ir::Slice& op) const { return RunSlice(op, in, out), true; }
  bool operator()(const ir::Transpose& op) const { return RunTranspose(op, in, out), true; }
  bool operator()(const ir::BroadcastTo&) const { return RunBroadcastTo(in, out), true; }
  bool operator()(const ir::Reshape&) const {
    out->elements = in[0]->elements;
    return true;
  }

 private:
  bool Each() const {
    for (size_t i = 0; i < out->elements.size(); ++i) {
      out->elements[i] = *integer::UnaryOf(variant, in[0]->elements[i]);
    }
    return true;
  }
};

}  // namespace

absl::StatusOr<FloatEvaluator> FloatEvaluator::Create(ir::Graph graph) {
  FloatEvaluator evaluator;
  evaluator.shared_ = std::make_shared<Shared>();
  std::vector<FloatTensor>& constants = evaluator.shared_->constants;
  for (size_t i = 0; i < graph.value_count(); ++i) {
    const ir::Value& value = graph.value(static_cast<ir::ValueId>(i));
    evaluator.values_.push_back({value.type, {}});
    constants.push_back({value.type, {}});
    if (value.constant()) constants.back().elements = ConstantElements(value);
  }
  evaluator.shared_->graph = std::move(graph);
  return evaluator;
}

absl::Status FloatEvaluator::SetInputs(absl::Span<const std::vector<float>> inputs) {
  for (size_t i = 0; i < graph().inputs().size(); ++i) {
    FloatTensor* input = TensorOf(graph().inputs()[i]);
    const auto expected = static_cast<size_t>(input->shape().elements());
    if (i >= inputs.size() || inputs[i].size() != expected) {
      return Error(
          absl::StrCat("input ", i, " has a wrong number of elements, expected ", expected));
    }
    input->elements = inputs[i];
  }
  return absl::OkStatus();
}

absl::Status FloatEvaluator::RunNode(size_t index) {
  const ir::Node& node = graph().nodes()[index];
  FloatInputs in;
  for (ir::ValueId id : node.in) in.push_back(id == ir::kNoValue ? nullptr : TensorOf(id));
  FloatTensor* out = TensorOf(node.out[0]);
  out->elements.resize(static_cast<size_t>(out->shape().elements()));
  if (std::visit(Runner{node.op, in, out}, node.op)) return absl::OkStatus();
  return ir::WithLocation(
      Unsupported(absl::StrCat(ir::NameOf(node.op), " has no float32 form on the host")), node.loc);
}

absl::Status FloatEvaluator::Run(absl::Span<const std::vector<float>> inputs) {
  IEGEN_RETURN_IF_ERROR(SetInputs(inputs));
  for (size_t i = 0; i < graph().nodes().size(); ++i) IEGEN_RETURN_IF_ERROR(RunNode(i));
  return absl::OkStatus();
}

}  // namespace iegen::frontend::calibrate
