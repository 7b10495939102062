// Many engines in one program: compiled together, run one after another on a board.
#ifndef IEGEN_TESTS_SUITE_BATCH_H_
#define IEGEN_TESTS_SUITE_BATCH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "emit/render.h"
#include "tests/suite/case.h"

namespace iegen::suite {

// An emitted engine with the vectors it is to run. Points to what its owner keeps.
struct BatchEngine {
  std::string name;  // NAME of the contract, another one for each engine of a batch
  const std::vector<emit::File>* files = nullptr;
  const Case* c = nullptr;
};

struct BatchOptions {
  std::vector<std::string> copts = {"-O2"};
  bool large_board = false;   // leave out the smaller boards of the target
  int timeout_seconds = 900;  // for each run
};

struct EngineRun {
  absl::Status status;                 // why there are no outputs
  std::vector<std::string> outputs;    // by vector
  std::vector<uint64_t> instructions;  // by vector; 0 on the host
  std::string machine;                 // QEMU's name of it, "native" on the host
  // What the program that held this engine alone has in flash, board and harness included; -1 where
  // it held others or ran on the host. EmptyImageBytes() is what all programs have in common.
  int64_t image_bytes = -1;
};

// Builds one program of all engines (of several, where the board has no room for all) and runs it.
// What happens to one engine (it does not compile, faults, writes outside its Model) is the status
// of that engine alone. A run per engine, in their order.
//
// Before some vectors the Model is filled with garbage and reset, before others nothing is done to
// it: an engine without state must not notice.
std::vector<EngineRun> RunBatch(absl::Span<const BatchEngine> engines, absl::string_view target,
                                const BatchOptions& options);

// The same of a program whose engine does nothing.
absl::StatusOr<int64_t> EmptyImageBytes(absl::string_view target, const BatchOptions& options);

}  // namespace iegen::suite

#endif  // IEGEN_TESTS_SUITE_BATCH_H_
