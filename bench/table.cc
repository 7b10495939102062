// Prints model x target: instructions, code, constants, RAM, stack.
//
//   bazel run //bench:table                          the project's own models on every core
//   bazel run //bench:table -- --csv --target=cortex-m4 --model=path/model.tflite
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "CLI/CLI.hpp"
#include "absl/strings/str_format.h"
#include "backends/backend.h"
#include "base/status.h"
#include "base/text.h"
#include "bench/measure.h"

namespace iegen::bench {
namespace {

struct Options {
  std::vector<std::string> models, targets;
  bool csv = false;
};

// model.tflite says nothing: the folder names the model then.
std::string NameOf(const std::string& path) {
  const std::filesystem::path p(path);
  return p.stem() == "model" ? p.parent_path().filename().string() : p.stem().string();
}

void PrintLine(const Options& options, const std::string& model, const std::string& target,
               const Figures& f) {
  if (options.csv) {
    std::cout << CsvLine(model, target, f) << std::endl;
    return;
  }
  std::cout << absl::StrFormat("%-24s %-11s %14s %9s %9s %9s %7s\n", model, target,
                               Grouped(f.instructions), Grouped(f.code_bytes),
                               Grouped(f.constants_bytes), Grouped(f.ram_bytes),
                               Grouped(f.stack_bytes))
            << std::flush;
}

int PrintTable(const Options& options) {
  int failed = 0;
  std::cout << (options.csv ? CsvHeading()
                            : absl::StrFormat("%-24s %-11s %14s %9s %9s %9s %7s", "model", "target",
                                              "instructions", "code", "constants", "RAM", "stack"))
            << std::endl;
  for (const std::string& model : options.models) {
    for (const std::string& target : options.targets) {
      const absl::StatusOr<Figures> figures = Measure(model, target);
      if (figures.ok()) {
        PrintLine(options, NameOf(model), target, *figures);
      } else {
        std::cerr << Render(ToDiagnostic(figures.status())) << std::endl;
        ++failed;
      }
    }
  }
  return failed == 0 ? 0 : 1;
}

// The build names the project's own models behind "--"; a user's --model stands instead of them.
int Main(int argc, char** argv) {
  CLI::App app("Figures of engines on simulated cores.", "bench");
  Options options;
  std::vector<std::string> own;
  app.add_option("--model", options.models, "model file; may be repeated (the project's own)");
  app.add_option("--target", options.targets, "core; may be repeated (all)");
  app.add_flag("--csv", options.csv, "comma-separated values");
  app.add_option("OWN", own, "models where --model names none");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  const char* folder = std::getenv("BUILD_WORKING_DIRECTORY");
  for (std::string& model : options.models) {
    if (folder != nullptr) model = (std::filesystem::path(folder) / model).string();
  }
  if (options.models.empty()) options.models = own;
  if (options.targets.empty()) {
    for (const Target* target : AllTargets()) {
      if (target->name != "host") options.targets.emplace_back(target->name);
    }
  }
  return PrintTable(options);
}

}  // namespace
}  // namespace iegen::bench

// NOLINTNEXTLINE(bugprone-exception-escape): what is thrown here may end a bench
int main(int argc, char** argv) { return iegen::bench::Main(argc, argv); }
