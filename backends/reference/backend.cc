#include "backends/reference/backend.h"

#include "backends/reference/candidates.h"

namespace iegen {
namespace {

using ir::Op;
using reference::Offer;

// One row for each operator of the IR. Markers of control flow are no work for a kernel.
Offer OfferFor(const ir::Marker&, const NodeView&, const Target&) { return {}; }
Offer OfferFor(const ir::Add&, const NodeView& n, const Target& t) {
  return reference::OfferAdd(n, t);
}
Offer OfferFor(const ir::AssignVariable&, const NodeView& n, const Target& t) {
  return reference::OfferAssignVariable(n, t);
}
Offer OfferFor(const ir::AddN&, const NodeView& n, const Target& t) {
  return reference::OfferAddN(n, t);
}
Offer OfferFor(const ir::ArgReduce&, const NodeView& n, const Target& t) {
  return reference::OfferArgReduce(n, t);
}
Offer OfferFor(const ir::BatchMatMul&, const NodeView& n, const Target& t) {
  return reference::OfferBatchMatMul(n, t);
}
Offer OfferFor(const ir::Binary&, const NodeView& n, const Target& t) {
  return reference::OfferBinary(n, t);
}
Offer OfferFor(const ir::Cast&, const NodeView& n, const Target& t) {
  return reference::OfferCast(n, t);
}
Offer OfferFor(const ir::Compare&, const NodeView& n, const Target& t) {
  return reference::OfferCompare(n, t);
}
Offer OfferFor(const ir::BroadcastTo&, const NodeView& n, const Target& t) {
  return reference::OfferBroadcastTo(n, t);
}
Offer OfferFor(const ir::Concat&, const NodeView& n, const Target& t) {
  return reference::OfferConcat(n, t);
}
Offer OfferFor(const ir::Conv2d&, const NodeView& n, const Target& t) {
  return reference::OfferConv2d(n, t);
}
Offer OfferFor(const ir::CumSum&, const NodeView& n, const Target& t) {
  return reference::OfferCumSum(n, t);
}
Offer OfferFor(const ir::DelayedFullyConnected&, const NodeView& n, const Target& t) {
  return reference::OfferDelayedFullyConnected(n, t);
}
Offer OfferFor(const ir::DepthwiseConv2d&, const NodeView& n, const Target& t) {
  return reference::OfferDepthwiseConv2d(n, t);
}
Offer OfferFor(const ir::Dequantize&, const NodeView& n, const Target& t) {
  return reference::OfferDequantize(n, t);
}
Offer OfferFor(const ir::DynamicUpdateSlice&, const NodeView& n, const Target& t) {
  return reference::OfferDynamicUpdateSlice(n, t);
}
Offer OfferFor(const ir::FullyConnected&, const NodeView& n, const Target& t) {
  return n.constant(1) ? reference::OfferFullyConnected(n, t) : reference::OfferMatMul(n, t);
}
Offer OfferFor(const ir::L2Normalize&, const NodeView& n, const Target& t) {
  return reference::OfferL2Normalize(n, t);
}
Offer OfferFor(const ir::Logical&, const NodeView& n, const Target& t) {
  return reference::OfferLogical(n, t);
}
Offer OfferFor(const ir::Gather&, const NodeView& n, const Target& t) {
  return reference::OfferGather(n, t);
}
Offer OfferFor(const ir::GatherNd&, const NodeView& n, const Target& t) {
  return reference::OfferGatherNd(n, t);
}
Offer OfferFor(const ir::Logistic&, const NodeView& n, const Target& t) {
  return reference::OfferLogistic(n, t);
}
Offer OfferFor(const ir::LogSoftmax&, const NodeView& n, const Target& t) {
  return reference::OfferLogSoftmax(n, t);
}
Offer OfferFor(const ir::Lstm&, const NodeView& n, const Target& t) {
  return reference::OfferLstm(n, t);
}
Offer OfferFor(const ir::Mean&, const NodeView& n, const Target& t) {
  return reference::OfferMean(n, t);
}
Offer OfferFor(const ir::MirrorPad&, const NodeView& n, const Target& t) {
  return reference::OfferMirrorPad(n, t);
}
Offer OfferFor(const ir::Pad&, const NodeView& n, const Target& t) {
  return reference::OfferPad(n, t);
}
Offer OfferFor(const ir::Pool2d&, const NodeView& n, const Target& t) {
  return reference::OfferPool2d(n, t);
}
Offer OfferFor(const ir::Quantize&, const NodeView& n, const Target& t) {
  return reference::OfferQuantize(n, t);
}
Offer OfferFor(const ir::ReadVariable&, const NodeView& n, const Target& t) {
  return reference::OfferReadVariable(n, t);
}
Offer OfferFor(const ir::Reduce&, const NodeView& n, const Target& t) {
  return reference::OfferReduce(n, t);
}
Offer OfferFor(const ir::Relu&, const NodeView& n, const Target& t) {
  return reference::OfferRelu(n, t);
}
Offer OfferFor(const ir::Reshape&, const NodeView& n, const Target& t) {
  return reference::OfferReshape(n, t);
}
Offer OfferFor(const ir::Resize&, const NodeView& n, const Target& t) {
  return reference::OfferResize(n, t);
}
Offer OfferFor(const ir::Select&, const NodeView& n, const Target& t) {
  return reference::OfferSelect(n, t);
}
Offer OfferFor(const ir::ShiftVariable&, const NodeView& n, const Target& t) {
  return reference::OfferShiftVariable(n, t);
}
Offer OfferFor(const ir::Slice&, const NodeView& n, const Target& t) {
  return reference::OfferSlice(n, t);
}
Offer OfferFor(const ir::Softmax&, const NodeView& n, const Target& t) {
  return reference::OfferSoftmax(n, t);
}
Offer OfferFor(const ir::Svdf&, const NodeView& n, const Target& t) {
  return reference::OfferSvdf(n, t);
}
Offer OfferFor(const ir::Table&, const NodeView& n, const Target& t) {
  return reference::OfferTable(n, t);
}
Offer OfferFor(const ir::TransposeConv2d&, const NodeView& n, const Target& t) {
  return reference::OfferTransposeConv2d(n, t);
}
Offer OfferFor(const ir::Unary&, const NodeView& n, const Target& t) {
  return reference::OfferUnary(n, t);
}
Offer OfferFor(const ir::UpdateVariable&, const NodeView& n, const Target& t) {
  return reference::OfferUpdateVariable(n, t);
}
Offer OfferFor(const ir::Transpose&, const NodeView& n, const Target& t) {
  return reference::OfferTranspose(n, t);
}

constexpr Target kHost = {"host", "reference", "native", "gcc", "-O2", false, false, false, 250};

class Reference : public Backend {
 public:
  Reference() {
    for (absl::Span<const Kernel> kernels :
         {reference::ConvKernels(), reference::MatMulKernels(), reference::PoolKernels(),
          reference::BinaryKernels(), reference::CompareKernels(), reference::ElementwiseKernels(),
          reference::UnaryKernels(), reference::RecurrentKernels(), reference::ShapeKernels(),
          reference::ReduceKernels(), reference::NormalizeKernels(), reference::ResizeKernels(),
          reference::BatchMatMulKernels(), reference::TransposeConvKernels(),
          reference::ConvertKernels(), reference::MovementKernels(), reference::StateKernels(),
          reference::RowSumKernels()}) {
      for (const Kernel& kernel : kernels) {
        kernels_.push_back(&kernel);
        if (kernel.backward != nullptr) kernels_.push_back(kernel.backward);
      }
    }
  }
  absl::string_view name() const override { return "reference"; }
  absl::Span<const Target> targets() const override { return {&kHost, 1}; }
  absl::Span<const Kernel* const> kernels() const override { return kernels_; }
  bool HasKernelsFor(absl::string_view) const override { return true; }
  void Candidates(const NodeView& node, const Target& target,
                  std::vector<Candidate>* candidates) const override {
    Offer offer =
        std::visit([&](const auto& op) { return OfferFor(op, node, target); }, node.node().op);
    for (Candidate& candidate : offer) candidates->push_back(std::move(candidate));
  }

 private:
  std::vector<const Kernel*> kernels_;
};

}  // namespace

const Backend& ReferenceBackend() {
  static const auto& backend = *new Reference;
  return backend;
}

}  // namespace iegen
