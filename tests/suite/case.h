// A model with recorded vectors, from either kind of folder: what every suite runs.
#ifndef IEGEN_TESTS_SUITE_CASE_H_
#define IEGEN_TESTS_SUITE_CASE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ir/type.h"
#include "tests/conformance/cases.h"

namespace iegen::suite {

struct Case {
  std::string name;
  std::string note;                   // what is special about it; may be empty
  std::string model;                  // the bytes of the file
  bool stateful = false;              // a stream: reset once, then all vectors in order
  std::vector<std::string> labels;    // of the vectors
  std::vector<std::string> inputs;    // by vector: the bytes of all inputs, one after another
  std::vector<std::string> expected;  // by vector: the bytes of all outputs
  size_t streams = 1;                 // of a stream: parts of equal length that begin with a reset
};

// One case of a folder of tests/conformance/cases.h.
Case FromConformance(const conformance::Case& c);

// The case in FOLDER/{model.tflite,vectors.txt,inputs.bin,expected.bin}; models/README.md has the
// format.
absl::StatusOr<Case> ReadModelFolder(const std::string& folder);

// The same, except that `stem`.txt, `stem`.in.bin and `stem`.out.bin hold the vectors.
absl::StatusOr<Case> ReadModelFile(const std::string& model, const std::string& stem);

// At most `count` vectors, spread over all of them; a stream keeps its first ones.
Case FewerVectors(const Case& c, size_t count);

// "" where both are the same, else what differs first and how much does: vector, output, element,
// what was wanted and what came.
std::string Difference(absl::Span<const ir::TensorType> outputs, const std::string& label,
                       const std::string& want, const std::string& got);

}  // namespace iegen::suite

#endif  // IEGEN_TESTS_SUITE_CASE_H_
