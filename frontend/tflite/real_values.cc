#include "frontend/tflite/real_values.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/integer/linear.h"
#include "ir/verify.h"

namespace iegen::frontend::tflite {
namespace {

using ir::ElemType;

bool IsBilinear(const ir::Op& op) {
  const auto* resize = std::get_if<ir::Resize>(&op);
  return resize != nullptr && resize->kind == ir::ResizeKind::kBilinear;
}

bool WantsIntegers(const ir::Op& op) {
  return integer::IsLinear(op) || IsBilinear(op) || std::holds_alternative<ir::BatchMatMul>(op) ||
         std::holds_alternative<ir::Pool2d>(op);
}

// The types that the integer form of a node would have, with scales that no rule is against.
ir::Types AsIntegers(ir::Types types, bool has_filter) {
  constexpr size_t kBias = 2;
  for (size_t i = 0; i < types.size(); ++i) {
    const bool bias = has_filter && i == kBias;
    types[i].elem = bias ? ElemType::kInt32 : ElemType::kInt8;
    types[i].quant = bias ? ir::Quant() : ir::PerTensor(0.5f, 0);
  }
  return types;
}

absl::Status CheckFloat(const ir::Types& types) {
  for (const ir::TensorType& type : types) {
    if (type.elem == ElemType::kFloat32) continue;
    return Error(
        absl::StrCat("an operand is ", ir::UserNameOf(type.elem), " in a model of float32 values"));
  }
  return absl::OkStatus();
}

ir::Activation TakeActivation(ir::Op* op) {
  return std::visit(
      [](auto& known) {
        if constexpr (requires { known.act; }) {
          return std::exchange(known.act, ir::Activation::kNone);
        } else {
          return ir::Activation::kNone;
        }
      },
      *op);
}

}  // namespace

absl::Status VerifyRealNode(const ir::Graph& graph, const ir::Node& node) {
  if (!WantsIntegers(node.op)) return ir::VerifyNode(graph, node);
  const ir::Types in = graph.InputTypes(node), out = graph.OutputTypes(node);
  IEGEN_RETURN_IF_ERROR(CheckFloat(in));
  IEGEN_RETURN_IF_ERROR(CheckFloat(out));
  IEGEN_ASSIGN_OR_RETURN(const ir::Types inferred, ir::Infer(node.op, in));
  if (inferred[0].shape != out[0].shape) {
    return Error(absl::StrCat("output has shape ", ir::ShapeText(out[0].shape), ", expected ",
                              ir::ShapeText(inferred[0].shape)));
  }
  const bool has_filter = integer::IsLinear(node.op);
  return ir::Check(node.op, AsIntegers(in, has_filter), AsIntegers(out, false));
}

std::vector<ir::Node> WithoutFusedActivation(ir::Node node, ir::Graph* graph) {
  const ir::Activation activation = TakeActivation(&node.op);
  if (activation == ir::Activation::kNone) return {std::move(node)};
  const ir::ValueId out = node.out[0];
  const ir::ValueId between = graph->AddValue(graph->value(out).name, graph->type(out));
  node.out[0] = between;
  ir::Node last{ir::Relu{activation}, {between}, {out}, node.loc};
  return {std::move(node), std::move(last)};
}

}  // namespace iegen::frontend::tflite
