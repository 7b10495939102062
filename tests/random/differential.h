// Holds two ways of running one graph against each other: the evaluator on the graph, and what
// comes out of passes, kernel selection, planning and emission.
#ifndef IEGEN_TESTS_RANDOM_DIFFERENTIAL_H_
#define IEGEN_TESTS_RANDOM_DIFFERENTIAL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ir/graph.h"

namespace iegen::random_test {

// The graph of a seed, of 2 to 40 operators.
ir::Graph GraphOf(uint32_t seed);

struct Trial {
  uint32_t seed = 0;  // of inputs, target and options
  // Name of a kernel, as in "mean_s8", whose calls get a spec that is wrong in one number: a fault
  // to be found. Empty: none.
  std::string planted;
};

// "" where the planned program gives the evaluator's bytes for every input, whatever the rest of
// the arena holds, and where no kernel runs one of the operators; else what differs.
std::string Difference(const ir::Graph& graph, const Trial& trial);

// Whether the program of that graph calls the kernel at all.
bool Calls(const ir::Graph& graph, const Trial& trial);

// A fault to be found: in the header of that name within an engine, `from` becomes `to`.
struct Fault {
  std::string header, from, to;
};

// Emits an engine of each graph, compiles all into one program for the host with `copts`, runs
// them. For each graph "" or what differs. With a fault only engines that have its text are tried.
std::vector<std::string> EngineDifferences(absl::Span<const ir::Graph> graphs,
                                           const std::vector<std::string>& copts,
                                           const Fault& fault = {});

}  // namespace iegen::random_test

#endif  // IEGEN_TESTS_RANDOM_DIFFERENTIAL_H_
