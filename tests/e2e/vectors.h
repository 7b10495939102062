// Recorded inputs and outputs of a model: the files vectors.txt, inputs.bin and expected.bin beside
// model.tflite (models/README.md describes them).
#ifndef IEGEN_TESTS_E2E_VECTORS_H_
#define IEGEN_TESTS_E2E_VECTORS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace iegen::tests {

struct VectorCase {
  std::string label;
  std::vector<std::string> inputs, outputs;  // raw bytes of each tensor, in the model's order
};

// The three files by their paths.
struct VectorFiles {
  std::string manifest, inputs, expected;
};

// Reads `files`; an error that names the line or file that is wrong.
absl::StatusOr<std::vector<VectorCase>> ReadVectorFiles(const VectorFiles& files);

// Reads the three files of `folder`; an error that names the line or file that is wrong.
absl::StatusOr<std::vector<VectorCase>> ReadVectors(const std::string& folder);

}  // namespace iegen::tests

#endif  // IEGEN_TESTS_E2E_VECTORS_H_
