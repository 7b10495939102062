// Runs the low form on the host, in one arena with the planned offsets: proves that a plan gives
// the bytes that the evaluator gives.
#ifndef IEGEN_IR_EVAL_PROGRAM_RUNNER_H_
#define IEGEN_IR_EVAL_PROGRAM_RUNNER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ir/program.h"

namespace iegen {

// One stream: state lasts from one Run() to the next. The program must outlive the runner.
class ProgramRunner {
 public:
  // Reset, with state that held `poison` before.
  explicit ProgramRunner(const ir::Program& program, uint8_t poison = 0xA5);

  // Gives all state the bytes that it begins with, as the engine's Reset() does.
  void Reset();

  // One inference: raw bytes of each input in order, of each output in order. Before every call,
  // all bytes of the arena that no buffer holds at that time are overwritten by a pattern that
  // depends on `poison` and the step, so that a kernel which reads them, or a plan which gives them
  // away too early, cannot go unnoticed. Errors: an unknown kernel, inputs of the wrong size, a
  // loop without an end.
  absl::StatusOr<std::vector<std::string>> Run(absl::Span<const std::string> inputs);

 private:
  struct Free {
    void operator()(void* memory) const;
  };

  void Poison(int32_t step);
  uint8_t* Address(const ir::Buffer& buffer) const { return arena_.get() + buffer.offset; }
  absl::Status RunCalls();

  const ir::Program& program_;
  const uint8_t poison_;
  std::unique_ptr<uint8_t, Free> arena_;
};

// One inference after a reset.
absl::StatusOr<std::vector<std::string>> RunProgram(const ir::Program& program,
                                                    absl::Span<const std::string> inputs,
                                                    uint8_t poison = 0xA5);

}  // namespace iegen

#endif  // IEGEN_IR_EVAL_PROGRAM_RUNNER_H_
