// ONNX's own test data for operators, which Debian's libonnx-testdata holds: a model of one
// operator or a few, and what goes in and comes out.
#ifndef IEGEN_TESTS_ONNX_NODE_DATA_H_
#define IEGEN_TESTS_ONNX_NODE_DATA_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "frontend/onnx/host_tensor.h"
#include "onnx_subset.pb.h"

namespace iegen::tests {

struct NodeCase {
  std::string name;
  onnx_subset::Model model;
  std::vector<onnx_subset::Tensor> in, out;  // in the order of the model's inputs and outputs
};

// Names of all cases in a folder, sorted; none where there is no such folder.
std::vector<std::string> NodeCases(const std::string& folder);

// Errors: files that are missing or damaged, inputs or outputs that are no tensors.
absl::StatusOr<NodeCase> ReadNodeCase(const std::string& folder, const std::string& name);

// Which inputs of a case are to be inputs of the model; the others become constants of it.
enum class Given { kAll, kFirst, kNone };

// The model with its remaining inputs as constants.
onnx_subset::Model WithConstants(const NodeCase& c, Given given);

// Whether input `i` is one of the model's then. Integers of 32 and 64 bits never are.
bool IsInput(const NodeCase& c, size_t i, Given given);

}  // namespace iegen::tests

#endif  // IEGEN_TESTS_ONNX_NODE_DATA_H_
