// Prints model x target: instructions, code, constants, RAM, stack, and how many times less that is
// than TensorFlow Lite Micro with the core's best kernel library, where peers.csv knows the model.
//
//   bazel run //bench:table                          the project's own models on every core
//   bazel run //bench:table -- --csv --target=cortex-m4 --model=path/model.tflite
//   bazel run //bench:table -- --models=FOLDER       every .tflite file below FOLDER
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "CLI/CLI.hpp"
#include "absl/strings/str_format.h"
#include "backends/backend.h"
#include "base/status.h"
#include "base/text.h"
#include "bench/measure.h"
#include "bench/peers.h"

namespace iegen::bench {
namespace {

struct Options {
  std::vector<std::string> models, targets;
  std::string folder, peers;
  bool csv = false;
};

// model.tflite says nothing: the folder names the model then.
std::string NameOf(const std::string& path) {
  const std::filesystem::path p(path);
  return p.stem() == "model" ? p.parent_path().filename().string() : p.stem().string();
}

// "2.20x" less than the peer, or nothing where one of both is unknown.
std::string Ratio(int64_t peer, int64_t ours) {
  if (peer == 0 || ours == 0) return "";
  return absl::StrFormat("%.2fx", static_cast<double>(peer) / static_cast<double>(ours));
}

class Table {
 public:
  Table(bool csv, std::vector<Peer> peers) : csv_(csv), peers_(std::move(peers)) {}

  void PrintHeading() const {
    if (csv_) {
      std::cout << CsvHeading() << std::endl;
      return;
    }
    std::cout << absl::StrFormat("%-24s %-11s %14s %9s %9s %9s %7s   %s\n", "model", "target",
                                 "instructions", "code", "constants", "RAM", "stack",
                                 "less than TFLM + kernel library:")
              << absl::StrFormat("%-36s %14s %9s %9s %9s %7s   %12s %7s %7s", "", "", "bytes",
                                 "bytes", "bytes", "bytes", "instructions", "code", "RAM")
              << std::endl;
  }

  void PrintLine(const std::string& model, const std::string& target, const Figures& f) const {
    if (csv_) {
      std::cout << CsvLine(model, target, f) << std::endl;
      return;
    }
    const Peer* peer = FindPeer(peers_, model, target);
    const Figures p = peer == nullptr ? Figures{} : peer->figures;
    std::cout << absl::StrFormat("%-24s %-11s %14s %9s %9s %9s %7s   %12s %7s %7s\n", model, target,
                                 Grouped(f.instructions), Grouped(f.code_bytes),
                                 Grouped(f.constants_bytes), Grouped(f.ram_bytes),
                                 Grouped(f.stack_bytes), Ratio(p.instructions, f.instructions),
                                 Ratio(p.code_bytes, f.code_bytes), Ratio(p.ram_bytes, f.ram_bytes))
              << std::flush;
  }

 private:
  const bool csv_;
  const std::vector<Peer> peers_;
};

// Returns how many engines could not be measured.
int PrintTable(const Options& options, const Table& table) {
  int failed = 0;
  table.PrintHeading();
  for (const std::string& model : options.models) {
    for (const std::string& target : options.targets) {
      const absl::StatusOr<Figures> figures = Measure(model, target);
      if (figures.ok()) {
        table.PrintLine(NameOf(model), target, *figures);
        continue;
      }
      std::cerr << Render(ToDiagnostic(figures.status())) << std::endl;
      ++failed;
    }
  }
  return failed;
}

// Every .tflite file below `folder`, sorted.
std::vector<std::string> ModelsIn(const std::string& folder) {
  std::vector<std::string> models;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".tflite") models.push_back(entry.path().string());
  }
  std::sort(models.begin(), models.end());
  return models;
}

// A path as the user typed it, from where bazel was called.
std::string Located(const std::string& path) {
  const char* folder = std::getenv("BUILD_WORKING_DIRECTORY");
  return folder == nullptr ? path : (std::filesystem::path(folder) / path).string();
}

void Complete(Options* options, const std::vector<std::string>& own) {
  for (std::string& model : options->models) model = Located(model);
  if (!options->folder.empty()) options->models = ModelsIn(Located(options->folder));
  if (options->models.empty()) options->models = own;
  if (!options->targets.empty()) return;
  for (const Target* target : AllTargets()) {
    if (target->name != "host") options->targets.emplace_back(target->name);
  }
}

// The build names peers.csv and the project's own models; --model and --models stand instead of
// them.
int Main(int argc, char** argv) {
  CLI::App app("Figures of engines on simulated cores.", "bench");
  Options options;
  std::vector<std::string> own;
  app.add_option("--peers", options.peers, "file of figures to compare with (peers.csv)");
  CLI::Option* const model =
      app.add_option("--model", options.models, "model file; may be repeated (the project's own)");
  app.add_option("--models", options.folder, "every .tflite file below this folder")
      ->excludes(model);
  app.add_option("--target", options.targets, "core; may be repeated (all)");
  app.add_flag("--csv", options.csv, "comma-separated values");
  app.add_option("OWN", own, "models where --model names none");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  Complete(&options, own);
  const absl::StatusOr<std::vector<Peer>> peers = ReadPeers(options.peers);
  if (!peers.ok()) {
    std::cerr << Render(ToDiagnostic(peers.status())) << std::endl;
    return 1;
  }
  const int failed = PrintTable(options, Table(options.csv, *peers));
  if (failed > 0) std::cerr << failed << " engines could not be measured" << std::endl;
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace iegen::bench

// NOLINTNEXTLINE(bugprone-exception-escape): what is thrown here may end a bench
int main(int argc, char** argv) { return iegen::bench::Main(argc, argv); }
