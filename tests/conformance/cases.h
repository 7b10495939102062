// The recorded cases of one operator: small models, inputs, and the bytes an engine must give.
//
// A folder holds cases.txt, a manifest in lines of words, and blobs.bin with models and vectors;
// data/README.md describes both. The bytes are the oracle's, never our own output.
#ifndef IEGEN_TESTS_CONFORMANCE_CASES_H_
#define IEGEN_TESTS_CONFORMANCE_CASES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace iegen::conformance {

// An input or an output of a model.
struct Tensor {
  std::string type;  // as TFLite names it, in small letters: int8, uint8, float32 ...
  size_t elements = 0;
  double scale = 0;  // 0: not quantised
  int64_t zero_point = 0;
  std::vector<int64_t> shape;  // empty: a scalar
};

// A model with one or more vectors. The spans point into the suite that holds the case.
struct Case {
  std::string name;
  std::string note;                  // what was drawn, as key=value words, for filters and messages
  std::string oracle;                // whose bytes `expected` are
  bool stateful = false;             // reset once, then run the vectors in order
  std::vector<std::string> vectors;  // a label each
  std::vector<Tensor> inputs;        // in the order of the model's own inputs
  std::vector<Tensor> outputs;
  absl::Span<const uint8_t> model;     // a .tflite file
  absl::Span<const uint8_t> given;     // vector after vector, input after input; little-endian
  absl::Span<const uint8_t> expected;  // the same for the outputs
};

// All cases of a folder. Moves, but does not copy: the cases point into the blobs.
struct Suite {
  Suite() = default;
  Suite(Suite&&) = default;
  Suite& operator=(Suite&&) = default;

  std::vector<uint8_t> blobs;
  std::vector<Case> cases;
};

// Reads FOLDER/cases.txt and FOLDER/blobs.bin. An error names the file and the line that is not
// understood, or whose offsets lie outside the blobs.
absl::StatusOr<Suite> Read(const std::string& folder);

// The same from the manifest's text and the blobs.
absl::StatusOr<Suite> Parse(absl::string_view manifest, std::vector<uint8_t> blobs);

}  // namespace iegen::conformance

#endif  // IEGEN_TESTS_CONFORMANCE_CASES_H_
