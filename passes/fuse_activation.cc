// Merges a relu into the operator that writes its input, where clamping there gives the same byte
// for each of the 256 values: same scale and zero point on both sides of the relu, and a fused
// activation that equals both clamps one after the other.
// Afterwards no relu that only clamps is the sole reader of an operator that can clamp.
#include "passes/byte_table.h"
#include "passes/pass.h"
#include "passes/rewrite.h"

namespace iegen::passes {
namespace {

ir::Activation* ActivationOf(ir::Op& op) {
  return std::visit(
      [](auto& o) -> ir::Activation* {
        if constexpr (requires { o.act; }) return &o.act;
        return nullptr;
      },
      op);
}

// The one activation that clamps as `both` does, on an output of that quantisation.
absl::optional<ir::Activation> Matching(const ByteTable& both, const ir::Quant& quant) {
  for (ir::Activation act : {ir::Activation::kNone, ir::Activation::kRelu,
                             ir::Activation::kReluN1To1, ir::Activation::kRelu6}) {
    if (ClampTable(act, quant) == both) return act;
  }
  return absl::nullopt;
}

void Fuse(ir::Graph& graph, ir::Node& relu) {
  if (!std::holds_alternative<ir::Relu>(relu.op)) return;
  if (graph.type(relu.in[0]) != graph.type(relu.out[0])) return;
  ir::Node* producer = SoleProducer(graph, relu, 0);
  ir::Activation* act = producer == nullptr ? nullptr : ActivationOf(producer->op);
  if (act == nullptr) return;
  const absl::optional<ByteTable> clamp = TableOf(graph, relu);
  if (!clamp) return;
  const ir::Quant& quant = graph.type(relu.in[0]).quant;
  const absl::optional<ir::Activation> fused =
      Matching(Compose(ClampTable(*act, quant), *clamp), quant);
  if (!fused) return;
  const ir::Activation before = *act;
  *act = *fused;
  // Not every kind of an operator has a clamp.
  if (ir::Check(producer->op, graph.InputTypes(*producer), graph.OutputTypes(*producer)).ok()) {
    Absorb(*producer, relu);
  } else {
    *act = before;
  }
}

}  // namespace

absl::Status FuseActivation(ir::Graph& graph, const PassContext&) {
  for (ir::Node& node : graph.nodes()) Fuse(graph, node);
  EraseAbsorbed(graph);
  return absl::OkStatus();
}

}  // namespace iegen::passes
