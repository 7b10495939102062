// Cases of the kernels' tests as graphs, for tests of candidates on the host: what a backend binds
// must give the bytes of the portable kernel.
#ifndef IEGEN_BACKENDS_TESTING_CANDIDATES_H_
#define IEGEN_BACKENDS_TESTING_CANDIDATES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "backends/backend.h"
#include "backends/testing/conv_case.h"
#include "ir/graph.h"

namespace iegen::testing {

// A graph of one conv2d or depthwise_conv2d with the filter, bias, multipliers and shifts of `c`.
ir::Graph GraphOf(const ConvCase& c);

// The same for a case with a filter of one pixel as a graph of one fully_connected.
ir::Graph FullyConnectedGraphOf(const ConvCase& c);

// The candidate of `target` named `kernel` for the only node of `graph`; without a kernel where the
// target does not offer it.
Candidate FindCandidate(const ir::Graph& graph, absl::string_view target, absl::string_view kernel);

// Binds the candidate and runs it on the host. The output's bytes, or what went wrong.
std::string RunCandidate(const ir::Graph& graph, const Candidate& candidate,
                         const std::string& input);

}  // namespace iegen::testing

#endif  // IEGEN_BACKENDS_TESTING_CANDIDATES_H_
