// Running an emitted engine (contract 1) on the host or a simulated core.
//
//   EngineBundle bundle{"kws", files_of_the_emitter, {"-O2"}};
//   EngineCases cases{{input0_bytes, input1_bytes, ...}};
//   IEGEN_ASSIGN_OR_RETURN(EngineResult result, RunEngine(bundle, "cortex-m4", cases));
//   // result.outputs[i], result.instructions[i]
#ifndef IEGEN_TOOLS_SIMULATOR_ENGINE_RUN_H_
#define IEGEN_TOOLS_SIMULATOR_ENGINE_RUN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tools/simulator/board.h"
#include "tools/simulator/firmware.h"
#include "tools/simulator/work_dir.h"

namespace iegen::simulator {

struct EngineBundle {
  std::string name;           // NAME of the contract: NAME_c.h must be among the files
  std::vector<Source> files;  // the whole bundle; NAME_selftest.cc is left out
  std::vector<std::string> copts = {"-O2"};
};

struct EngineCases {
  // One string for each case: the bytes of all inputs, one after another.
  std::vector<std::string> inputs;
  // Reset before each case. Switch it off for models with state whose cases are a sequence.
  bool reset_each_case = true;
  // Fill the Model with garbage before each reset, in two runs with different garbage: both must
  // give the same outputs, else something uninitialised was read.
  bool check_uninitialised = false;
  // Counts the steps of Invoke one by one, by the engine's hook IEGEN_PROFILE: as many as
  // NAME_STEPS says. 0: the engine is compiled without the hook.
  int profiled_steps = 0;
  int timeout_seconds = 300;
};

struct EngineResult {
  std::vector<std::string> outputs;    // by case: the bytes of all outputs, one after another
  std::vector<uint64_t> instructions;  // by case: of one Invoke, exact to about 2; 0 on the host
  // By case, by step, where steps are profiled: exact to about 2 each time that a step runs, and
  // without what the hooks take.
  std::vector<std::vector<uint64_t>> step_instructions;
  int64_t stack_bytes = 0;  // most that Invoke used, found by a painted stack; 0 on the host
  std::string board;        // key of the board: Cortex-M0 has a larger one where 16 KB are few
  std::string machine;      // QEMU's name of it, "native" on the host
};

// An engine with its main program, ready to run.
struct EngineProgram {
  WorkDir dir;
  const Board* board = nullptr;
  std::string elf;
};

// Builds the bundle with a small main program for `board`. Of `cases` only what is compiled in
// counts: profiled_steps.
absl::StatusOr<EngineProgram> BuildEngine(const EngineBundle& bundle, const Board& board,
                                          const EngineCases& cases);

// Runs all cases; `simulator_arguments` go to QEMU before the program.
absl::StatusOr<EngineResult> RunProgram(const EngineProgram& program, const EngineCases& cases,
                                        const std::vector<std::string>& simulator_arguments = {});

// Builds the bundle with a small main program for the first board of the target that has room, runs
// all cases in one go, and returns the outputs. Inputs and outputs travel as files, in any size.
// Error: the target is unknown; a tool is missing; the bundle does not compile; a case has the
// wrong number of bytes; the engine faults, writes outside its Model, hands out pointers outside
// it, or depends on uninitialised bytes.
absl::StatusOr<EngineResult> RunEngine(const EngineBundle& bundle, absl::string_view target,
                                       const EngineCases& cases);

}  // namespace iegen::simulator

#endif  // IEGEN_TOOLS_SIMULATOR_ENGINE_RUN_H_
