// The suites over models and cases that stand beside the repository; run.sh calls it for each part
// and target.
//
//   suite models      --shared=DIR --lists=tests/shared --target=T [--only=WORD] [--figures=FILE]
//   suite variants    --shared=DIR --lists=tests/shared --target=T [--only=WORD]
//   suite refusals    --shared=DIR --lists=tests/shared
//   suite conformance --shared=DIR --lists=tests/shared --target=T [--only=WORD] [--one-in=8]
//   suite table       --figures=FILE --out=FILE
//
// The last line is "N passed, N failed", except for `table`.
#include <cstdio>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status.h"
#include "tests/shared/models_run.h"
#include "tests/shared/table.h"
#include "tests/shared/variants_run.h"
#include "tests/suite/conformance_run.h"

namespace iegen::shared {
namespace {

struct Arguments {
  std::string shared, lists, target = "host", only, figures, out;
  size_t one_in = 1;
};

absl::StatusOr<Tally> Models(const Arguments& arguments, const std::string& part) {
  IEGEN_ASSIGN_OR_RETURN(const std::vector<ModelRow> rows,
                         ReadModelRows(arguments.lists + "/models.txt"));
  const ModelsRequest request{arguments.shared + "/models", arguments.target, arguments.only,
                              arguments.figures};
  if (part == "variants") return RunVariants(request, rows);
  return part == "models" ? RunModels(request, rows) : RunRefusals(request, rows);
}

absl::StatusOr<suite::ConformanceOptions> ConformanceOf(const Arguments& arguments) {
  IEGEN_ASSIGN_OR_RETURN(const std::string names, ReadFile(arguments.lists + "/operators.txt"));
  suite::ConformanceOptions options;
  for (absl::string_view name : absl::StrSplit(names, '\n', absl::SkipWhitespace())) {
    if (!absl::StrContains(name, arguments.only)) continue;
    options.folders.push_back(absl::StrCat(arguments.shared, "/conformance/", name));
  }
  options.one_in = arguments.one_in;
  options.suite.target = arguments.target;
  options.suite.copts = {"-O1"};
  options.suite.evaluate = arguments.target == "host";
  return options;
}

absl::StatusOr<Tally> Conformance(const Arguments& arguments) {
  IEGEN_ASSIGN_OR_RETURN(suite::Refusals refusals,
                         suite::Refusals::Read(arguments.lists + "/refused.txt"));
  IEGEN_ASSIGN_OR_RETURN(const suite::ConformanceOptions options, ConformanceOf(arguments));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<suite::OperatorCount> counts,
                         suite::RunConformance(options, &refusals));
  Tally tally;
  tally.failed = suite::PrintCounts(counts, arguments.target);
  for (const suite::OperatorCount& count : counts) tally.passed += count.passed + count.refused;
  const std::string unused = arguments.only.empty() ? refusals.Unused() : "";
  if (!unused.empty()) {
    ++tally.failed;
    std::printf("FAILED refused.txt names what no case has:\n%s", unused.c_str());
  }
  return tally;
}

absl::Status Table(const Arguments& arguments) {
  IEGEN_ASSIGN_OR_RETURN(const std::vector<FigureRow> rows, ReadFigures(arguments.figures));
  return WriteFile(arguments.out, TableText(rows));
}

int Finish(const absl::StatusOr<Tally>& tally) {
  if (!tally.ok()) {
    std::printf("%s\n0 passed, 1 failed\n", std::string(tally.status().message()).c_str());
    return 1;
  }
  std::printf("%d passed, %d failed\n", tally->passed, tally->failed);
  return tally->failed == 0 ? 0 : 1;
}

int Run(const std::string& part, const Arguments& arguments) {
  if (part == "conformance") return Finish(Conformance(arguments));
  if (part != "table") return Finish(Models(arguments, part));
  const absl::Status status = Table(arguments);
  if (!status.ok()) std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return status.ok() ? 0 : 1;
}

}  // namespace
}  // namespace iegen::shared

// NOLINTNEXTLINE(bugprone-exception-escape): what CLI11 throws here may end a test
int main(int argc, char** argv) {
  iegen::shared::Arguments arguments;
  std::string part;
  CLI::App app("Runs the suites over the shared models and cases");
  app.add_option("part", part)
      ->required()
      ->check(CLI::IsMember({"models", "variants", "refusals", "conformance", "table"}));
  app.add_option("--shared", arguments.shared, "folder with models/ and conformance/");
  app.add_option("--lists", arguments.lists, "folder with models.txt, operators.txt, refused.txt");
  app.add_option("--target", arguments.target);
  app.add_option("--only", arguments.only, "a part of the names");
  app.add_option("--one-in", arguments.one_in)->check(CLI::PositiveNumber);
  app.add_option("--figures", arguments.figures, "file of figures, a line each");
  app.add_option("--out", arguments.out, "file of the table");
  CLI11_PARSE(app, argc, argv);
  return iegen::shared::Run(part, arguments);
}
