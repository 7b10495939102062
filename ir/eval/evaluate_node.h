// One operator, run alone on the host.
#ifndef IEGEN_IR_EVAL_EVALUATE_NODE_H_
#define IEGEN_IR_EVAL_EVALUATE_NODE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ir/graph.h"

namespace iegen {

// The bytes of each output of `node` for the bytes of its inputs, an entry for each operand; those
// of constants and of absent operands are not looked at. Errors: of the kernel's binding.
absl::StatusOr<std::vector<std::string>> EvaluateNode(const ir::Graph& graph, const ir::Node& node,
                                                      absl::Span<const std::string> inputs);

}  // namespace iegen

#endif  // IEGEN_IR_EVAL_EVALUATE_NODE_H_
