// Shrinks a graph in text form while a command fails on it:
//
//   bazel run //tools:iegen_reduce -- $PWD/fails.ir --check='soak --seed=7 --check'
//   --says=DIFFERENT
//
// The command is split at spaces and gets the name of a file as its last argument. It fails where
// its exit code is not 0 and, with --says, its output has that text: so another failure than the
// one that is looked for does not count.
#include <cstdio>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status.h"
#include "ir/text/parser.h"
#include "ir/text/printer.h"
#include "tools/reduce/reduce.h"
#include "tools/simulator/process.h"

namespace iegen {
namespace {

struct Arguments {
  std::string file, check, says, out;
  int seconds = 120;
};

// Tries candidates with the user's command; the first trouble with that is kept.
class Command {
 public:
  explicit Command(const Arguments& arguments) : arguments_(arguments) {
    request_.argv = absl::StrSplit(arguments.check, ' ', absl::SkipEmpty());
    request_.argv.push_back(arguments.out + ".candidate");
    request_.timeout_seconds = arguments.seconds;
  }

  bool Fails(const ir::Graph& graph) {
    ++tries_;
    const absl::StatusOr<bool> fails = Try(graph);
    status_.Update(fails.status());
    return fails.ok() && *fails;
  }

  const absl::Status& status() const { return status_; }
  int tries() const { return tries_; }

 private:
  absl::StatusOr<bool> Try(const ir::Graph& graph) {
    IEGEN_RETURN_IF_ERROR(WriteFile(request_.argv.back(), ir::Print(graph)));
    IEGEN_ASSIGN_OR_RETURN(const simulator::ProcessResult result, simulator::RunProcess(request_));
    const bool said = absl::StrContains(result.output, arguments_.says) ||
                      absl::StrContains(result.errors, arguments_.says);
    return result.exit_code != 0 && said;
  }

  const Arguments& arguments_;
  simulator::ProcessRequest request_;
  absl::Status status_;
  int tries_ = 0;
};

absl::Status Run(const Arguments& arguments) {
  IEGEN_ASSIGN_OR_RETURN(const std::string text, ReadFile(arguments.file));
  IEGEN_ASSIGN_OR_RETURN(ir::Graph graph, ir::Parse(text));
  Command command(arguments);
  if (!command.Fails(graph)) {
    IEGEN_RETURN_IF_ERROR(command.status());
    return Error("the command does not fail on the graph as it is: there is nothing to shrink");
  }
  const size_t before = graph.nodes().size();
  graph = Reduce(std::move(graph), [&](const ir::Graph& g) { return command.Fails(g); });
  IEGEN_RETURN_IF_ERROR(command.status());
  IEGEN_RETURN_IF_ERROR(WriteFile(arguments.out, ir::Print(graph)));
  std::remove((arguments.out + ".candidate").c_str());
  std::printf("%zu operators of %zu are left after %d tries, in %s\n", graph.nodes().size(), before,
              command.tries(), arguments.out.c_str());
  return absl::OkStatus();
}

}  // namespace
}  // namespace iegen

// NOLINTNEXTLINE(bugprone-exception-escape): what CLI11 throws here may end the command
int main(int argc, char** argv) {
  iegen::Arguments arguments;
  CLI::App app("Shrinks a failing graph");
  app.add_option("file", arguments.file, "the graph in text form")->required();
  app.add_option("--check", arguments.check, "the command that fails")->required();
  app.add_option("--says", arguments.says, "what its output must have");
  app.add_option("--out", arguments.out, "the small graph; FILE.small.ir if not given");
  app.add_option("--seconds", arguments.seconds, "for each run of the command");
  CLI11_PARSE(app, argc, argv);
  if (arguments.out.empty()) arguments.out = arguments.file + ".small.ir";
  const absl::Status status = iegen::Run(arguments);
  if (!status.ok()) std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return status.ok() ? 0 : 1;
}
