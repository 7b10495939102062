#include "tools/simulator/firmware.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status.h"
#include "tools/simulator/board_files.h"
#include "tools/simulator/process.h"

namespace iegen::simulator {
namespace {

using Words = std::vector<std::string>;

constexpr size_t kMaxMessageLines = 12;

void Append(const Words& more, Words* words) {
  words->insert(words->end(), more.begin(), more.end());
}

absl::Status Complain(absl::string_view what, absl::string_view messages) {
  absl::Status status = Error(what);
  const Words lines = absl::StrSplit(messages, '\n', absl::SkipWhitespace());
  for (size_t i = 0; i < lines.size() && i < kMaxMessageLines; ++i) {
    status = WithWhy(status, lines[i]);
  }
  return status;
}

// The same diagnostic under another code.
absl::Status WithCode(absl::StatusCode code, const absl::Status& status) {
  absl::Status result(code, status.message());
  status.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { result.SetPayload(url, payload); });
  return result;
}

bool IsC(absl::string_view name) { return absl::EndsWith(name, ".c"); }

bool IsCompiled(absl::string_view name) {
  return IsC(name) || absl::EndsWith(name, ".cc") || absl::EndsWith(name, ".cpp") ||
         absl::EndsWith(name, ".S");
}

class Build {
 public:
  Build(const Board& board, const FirmwareSources& sources, const WorkDir& dir)
      : board_(board), sources_(sources), dir_(dir) {}

  absl::StatusOr<std::string> Run() {
    IEGEN_RETURN_IF_ERROR(CheckTools(board_));
    IEGEN_RETURN_IF_ERROR(WriteFiles());
    for (const std::string& name : board_.sources) {
      Words flags = board_.defines;
      flags.emplace_back("-Os");
      IEGEN_RETURN_IF_ERROR(Compile(absl::StrCat("board/", name), flags));
    }
    for (const Source& file : sources_.files) {
      if (!IsCompiled(file.name)) continue;
      IEGEN_RETURN_IF_ERROR(Compile(absl::StrCat("program/", file.name), sources_.copts));
    }
    return Link();
  }

 private:
  absl::Status WriteFiles() const {
    for (const EmbeddedFile& file : BoardFiles()) {
      IEGEN_RETURN_IF_ERROR(dir_.Write(absl::StrCat("board/", file.name), file.contents));
    }
    for (const Source& file : sources_.files) {
      IEGEN_RETURN_IF_ERROR(dir_.Write(absl::StrCat("program/", file.name), file.contents));
    }
    if (board_.linker_script.empty()) return absl::OkStatus();
    const std::string enough_stack =
        absl::StrCat("ASSERT(__stack_top - __heap_start >= ", sources_.min_stack_bytes,
                     ", \"not enough RAM is left for the stack\")\n");
    return dir_.Write("board.ld", board_.linker_script + enough_stack);
  }

  // Paths are relative to the work folder, so that the program does not depend on its name.
  absl::Status Compile(const std::string& file, const Words& flags) {
    const std::string object = absl::StrCat("object", objects_.size(), ".o");
    Words argv = {board_.compiler};
    Append(board_.compile_flags, &argv);
    if (!absl::EndsWith(file, ".S")) Append(IsC(file) ? board_.c_flags : board_.cxx_flags, &argv);
    Append(flags, &argv);
    Append({"-Iprogram", "-Iboard", "-c", file, "-o", object}, &argv);
    objects_.push_back(object);
    return Call(argv, absl::StrCat("cannot compile ", file, " for ", board_.name));
  }

  absl::StatusOr<std::string> Link() {
    Words argv = {board_.compiler};
    Append(board_.link_flags, &argv);
    for (const std::string& flag : sources_.copts) {  // sanitizers bring libraries
      if (absl::StartsWith(flag, "-fsanitize=")) argv.push_back(flag);
    }
    if (!board_.linker_script.empty()) argv.emplace_back("-Wl,-T,board.ld");
    Append(objects_, &argv);
    Append(board_.link_libs, &argv);
    Append({"-o", "program.elf"}, &argv);
    const absl::Status status = Call(
        argv, absl::StrCat("cannot link the program for ", board_.name, " on ", board_.machine));
    if (status.ok()) return dir_.File("program.elf");
    return WithCode(absl::StatusCode::kResourceExhausted, status);
  }

  absl::Status Call(const Words& argv, const std::string& failure) const {
    IEGEN_ASSIGN_OR_RETURN(const ProcessResult result,
                           RunProcess({argv, dir_.path(), sources_.timeout_seconds}));
    if (result.timed_out) return Error(absl::StrCat(failure, ": the compiler did not end"));
    if (result.exit_code != 0) return Complain(failure, result.errors);
    return absl::OkStatus();
  }

  const Board& board_;
  const FirmwareSources& sources_;
  const WorkDir& dir_;
  Words objects_;
};

}  // namespace

absl::StatusOr<std::string> BuildFirmware(const Board& board, const FirmwareSources& sources,
                                          const WorkDir& dir) {
  return Build(board, sources, dir).Run();
}

absl::StatusOr<RunResult> RunFirmware(const Board& board, const std::string& program,
                                      const WorkDir& dir, int timeout_seconds) {
  Words argv = board.qemu;
  if (!argv.empty()) argv.emplace_back("-kernel");
  argv.push_back(program);
  IEGEN_ASSIGN_OR_RETURN(ProcessResult result, RunProcess({argv, dir.path(), timeout_seconds}));
  if (result.timed_out) {
    return Complain(
        absl::StrCat("the program on ", board.name, " did not end within ", timeout_seconds, " s"),
        result.output);
  }
  return RunResult{result.exit_code, std::move(result.output), std::move(result.errors)};
}

}  // namespace iegen::simulator
