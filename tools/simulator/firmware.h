// Compiling a program for a board and running it there, with the tools on PATH.
//
//   IEGEN_ASSIGN_OR_RETURN(WorkDir dir, WorkDir::Make());
//   FirmwareSources program;
//   program.files = {{"main.c", "int main(void) { return 7; }"}};
//   IEGEN_ASSIGN_OR_RETURN(std::string elf, BuildFirmware(board, program, dir));
//   IEGEN_ASSIGN_OR_RETURN(RunResult result, RunFirmware(board, elf, dir));   // result.exit_code
//   == 7
#ifndef IEGEN_TOOLS_SIMULATOR_FIRMWARE_H_
#define IEGEN_TOOLS_SIMULATOR_FIRMWARE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/simulator/board.h"
#include "tools/simulator/work_dir.h"

namespace iegen::simulator {

// A file of the program. `name` is relative; .c, .cc, .cpp and .S files are compiled, others can be
// included by their names.
struct Source {
  std::string name;
  std::string contents;
};

struct FirmwareSources {
  std::vector<Source> files;
  std::vector<std::string> copts = {"-O2"};  // for all files; after the board's own flags
  int64_t min_stack_bytes = 2048;            // linking fails if less RAM is left
  int timeout_seconds = 300;                 // for each call of the compiler
};

struct RunResult {
  int exit_code = 0;
  std::string output;  // standard output, the line "[target] ..." included
  std::string errors;  // of the simulator
};

// Compiles and links the program with the board's start-up code; board.h can be included as
// "platforms/boards/board.h". Everything lies in `dir`. Returns the path of the program.
// Error: a tool is missing; kResourceExhausted if it compiles but does not link (too large for the
// board, as a rule); else the compiler's first messages.
absl::StatusOr<std::string> BuildFirmware(const Board& board, const FirmwareSources& sources,
                                          const WorkDir& dir);

// Runs it with `dir` as the current folder, where it may open files. Error: QEMU is missing, or the
// time is over. Any exit code is a result.
absl::StatusOr<RunResult> RunFirmware(const Board& board, const std::string& program,
                                      const WorkDir& dir, int timeout_seconds = 300);

}  // namespace iegen::simulator

#endif  // IEGEN_TOOLS_SIMULATOR_FIRMWARE_H_
