// Running other programs: always by a list of arguments, never through a shell.
#ifndef IEGEN_TOOLS_SIMULATOR_PROCESS_H_
#define IEGEN_TOOLS_SIMULATOR_PROCESS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace iegen::simulator {

struct ProcessRequest {
  std::vector<std::string> argv;  // argv[0] is looked for on PATH unless it has a slash
  std::string directory;          // where it runs; empty: here
  int timeout_seconds = 120;
};

struct ProcessResult {
  int exit_code = 0;       // 128 + n if signal n ended it
  bool timed_out = false;  // it and its children were killed
  std::string output;      // standard output, at most 16 MiB
  std::string errors;      // standard error, likewise
};

// Path of a program on PATH, or "" if there is none.
std::string FindProgram(absl::string_view name);

// The Debian packages that bring a program which the simulator uses; "" for any other program.
absl::string_view PackagesFor(absl::string_view program);

// Runs a program to its end with empty standard input. Error: the program is missing (it and its
// Debian package are named) or cannot be started. A failing or late program is a result, not an
// error.
absl::StatusOr<ProcessResult> RunProcess(const ProcessRequest& request);

}  // namespace iegen::simulator

#endif  // IEGEN_TOOLS_SIMULATOR_PROCESS_H_
