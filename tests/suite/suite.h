// Runs recorded cases through the whole generator and compares every byte.
//
//   std::vector<Outcome> outcomes = RunSuite(cases, {.target = "cortex-m4"});
//   for (const Outcome& outcome : outcomes) if (outcome.verdict != Verdict::kPassed) ...
#ifndef IEGEN_TESTS_SUITE_SUITE_H_
#define IEGEN_TESTS_SUITE_SUITE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "passes/compile.h"
#include "tests/suite/case.h"

namespace iegen::suite {

enum class Verdict { kPassed, kFailed, kRefused };

struct Outcome {
  Verdict verdict = Verdict::kFailed;
  std::string message;         // why it failed or was refused
  std::string machine;         // that ran it, QEMU's name or "native"
  int64_t arena_bytes = 0;     // of the Model
  int64_t flash_bytes = -1;    // measured where SuiteOptions::figures; -1 where it is not known
  uint64_t instructions = 0;   // of the longest Invoke; 0 on the host
  double compile_seconds = 0;  // of processor time, from the file's bytes to the engine's text
};

struct SuiteOptions {
  std::string target = "host";
  // "-O1" and the like for the emitted code; empty: what the target's report asks for.
  std::vector<std::string> copts;
  passes::CompileOptions compile;
  bool two_pools = false;  // WithTwoPools()
  // A program for each case, so that its flash can be measured. Else many cases share one.
  bool figures = false;
  // Run the graph evaluator as well; it must give the same bytes.
  bool evaluate = true;
  int timeout_seconds = 900;  // for each run of a program
};

// An outcome for each case, in their order. Import, passes, kernels, emitter, compiler, simulator:
// whatever fails, the case's message says so. Refused: the importer names something that iegen does
// not support, or that is wrong with the file.
std::vector<Outcome> RunSuite(absl::Span<const Case> cases, const SuiteOptions& options);

}  // namespace iegen::suite

#endif  // IEGEN_TESTS_SUITE_SUITE_H_
