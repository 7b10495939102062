// What is different about the operators of a float model that is to be quantised.
#ifndef IEGEN_FRONTEND_TFLITE_REAL_VALUES_H_
#define IEGEN_FRONTEND_TFLITE_REAL_VALUES_H_

#include <vector>

#include "absl/status/status.h"
#include "ir/graph.h"

namespace iegen::frontend::tflite {

// The rules of the IR for a node on real values. Operators that exist only on integers, such as
// convolutions, must keep all rules that are not about scales.
absl::Status VerifyRealNode(const ir::Graph& graph, const ir::Node& node);

// The node, and where it has a fused activation this as a node of its own behind it: what is
// measured are the values that an engine stores.
std::vector<ir::Node> WithoutFusedActivation(ir::Node node, ir::Graph* graph);

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_REAL_VALUES_H_
