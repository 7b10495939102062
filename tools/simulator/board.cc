#include "tools/simulator/board.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "nlohmann/json.hpp"
#include "tools/simulator/cores_table.h"
#include "tools/simulator/process.h"

namespace iegen::simulator {
namespace {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

Board MakeBoard(const std::string& key, const Json& row) {
  Board b;
  b.key = key;
  b.name = row.at("name").get<std::string>();
  b.available = row.at("available").get<bool>();
  b.compiler = row.at("compiler").get<std::string>();
  b.compile_flags = row.at("compile_flags").get<Words>();
  b.c_flags = row.at("c_flags").get<Words>();
  b.cxx_flags = row.at("cxx_flags").get<Words>();
  b.link_flags = row.at("link_flags").get<Words>();
  b.link_libs = row.at("link_libs").get<Words>();
  b.defines = row.at("defines").get<Words>();
  b.sources = row.at("sources").get<Words>();
  b.headers = row.at("headers").get<Words>();
  b.linker_script = row.at("linker_script").get<std::string>();
  b.qemu = row.at("qemu").get<Words>();
  b.machine = row.at("machine").get<std::string>();
  return b;
}

// g++ takes .c files for C++ unless told otherwise.
Board Host() {
  Board b;
  b.key = b.name = "host";
  b.available = true;
  b.compiler = "g++";
  b.c_flags = {"-x", "c", "-std=c11"};
  b.cxx_flags = {"-std=c++14", "-fno-exceptions", "-fno-rtti"};
  b.sources = {"platforms/boards/host.c"};
  b.headers = {"platforms/boards/board.h"};
  b.machine = "native";
  return b;
}

// The table was made by the build from our own rows, so it is well formed.
std::vector<Board> ReadTable() {
  std::vector<Board> boards = {Host()};
  const absl::string_view text = CoresTable()[0].contents;
  const Json table = Json::parse(text.begin(), text.end());
  for (const auto& [key, row] : table.items()) boards.push_back(MakeBoard(key, row));
  std::stable_sort(boards.begin() + 1, boards.end(),
                   [](const Board& a, const Board& b) { return a.key < b.key; });
  return boards;
}

absl::Status CheckProgram(const std::string& program) {
  if (!FindProgram(program).empty()) return absl::OkStatus();
  return Error(absl::StrCat("program '", program, "' is missing"))
      .Hint(absl::StrCat("apt-get install --no-install-recommends ", PackagesFor(program)));
}

}  // namespace

absl::Span<const Board> AllBoards() {
  static const std::vector<Board>& boards = *new std::vector<Board>(ReadTable());
  return boards;
}

absl::StatusOr<std::vector<const Board*>> BoardsOf(absl::string_view target) {
  std::vector<const Board*> found;
  std::vector<std::string> names;
  for (const Board& board : AllBoards()) {
    if (board.name == target) found.push_back(&board);
    if (names.empty() || names.back() != board.name) names.push_back(board.name);
  }
  if (!found.empty()) return found;
  return Error(absl::StrCat("there is no target '", target, "'"))
      .Hint(absl::StrCat("targets: ", absl::StrJoin(names, ", ")));
}

absl::Status CheckTools(const Board& board) {
  IEGEN_RETURN_IF_ERROR(CheckProgram(board.compiler));
  if (!board.qemu.empty()) IEGEN_RETURN_IF_ERROR(CheckProgram(board.qemu[0]));
  if (board.available) return absl::OkStatus();
  return Error(absl::StrCat("this iegen was built where ", board.compiler, " or QEMU was missing"))
      .Hint("build it again, now that they are installed");
}

}  // namespace iegen::simulator
