// The boards that programs can be compiled for and run on: //platforms:cores_json, and the host.
#ifndef IEGEN_TOOLS_SIMULATOR_BOARD_H_
#define IEGEN_TOOLS_SIMULATOR_BOARD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace iegen::simulator {

// platforms/cores_json.bzl explains the fields.
struct Board {
  std::string key;   // "cortex_m4"
  std::string name;  // of the core, as users write it: "cortex-m4"
  bool available = false;
  std::string compiler;
  std::vector<std::string> compile_flags, c_flags, cxx_flags, link_flags, link_libs, defines;
  std::vector<std::string> sources, headers;
  std::string linker_script;      // empty on the host
  std::vector<std::string> qemu;  // empty on the host: the program is run itself
  std::string machine;            // QEMU's name
};

// All boards; the usual one of a core comes before its larger one.
absl::Span<const Board> AllBoards();

// The boards of a target, in the order in which to try them: "cortex-m0" has two, any other one.
// Error: no such target; lists those that there are.
absl::StatusOr<std::vector<const Board*>> BoardsOf(absl::string_view target);

// Error naming program and Debian packages if this board's compiler or QEMU is not there.
absl::Status CheckTools(const Board& board);

}  // namespace iegen::simulator

#endif  // IEGEN_TOOLS_SIMULATOR_BOARD_H_
