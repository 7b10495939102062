#include "ir/builder.h"

#include "base/status.h"

namespace iegen::ir {

absl::StatusOr<ValueId> Builder::Add(absl::string_view name, Op op, std::vector<ValueId> in,
                                     Quant quant) {
  Node node{std::move(op), std::move(in), {}, {}};
  const Types inputs = graph_.InputTypes(node);
  IEGEN_ASSIGN_OR_RETURN(Types out, Infer(node.op, inputs));
  out[0].quant = std::move(quant);
  IEGEN_RETURN_IF_ERROR(Check(node.op, inputs, out));
  const ValueId id = graph_.AddValue(name, std::move(out[0]));
  node.out = {id};
  graph_.nodes().push_back(std::move(node));
  return id;
}

}  // namespace iegen::ir
