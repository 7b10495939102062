// Prints model x target x objective: instructions, code, constants, RAM, stack, and how many times
// less that is than TensorFlow Lite Micro with the core's best kernel library, where peers.csv
// knows the model; with --cycles also what the cycle model says, and the fewest cycles that are
// published.
//
//   bazel run //bench:table                          the project's own models on every core
//   bazel run //bench:table -- --target=cortex-m4 --objective=flash --model=path/model.tflite
//   bazel run //bench:table -- --models=FOLDER       every .tflite file below FOLDER
//   bazel run //bench:table -- --cycles --flash-wait=4
//   bazel run //bench:table -- --recorded=bench/budgets/budgets.csv --plot=docs/instructions.svg
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "CLI/CLI.hpp"
#include "absl/strings/str_format.h"
#include "backends/backend.h"
#include "base/file.h"
#include "base/status.h"
#include "base/text.h"
#include "bench/measure.h"
#include "bench/peers.h"
#include "bench/plot.h"

namespace iegen::bench {
namespace {

struct Options {
  std::vector<std::string> models, targets, objectives;
  std::string folder, facts, plot, recorded;
  bool csv = false, cycles = false;
  int flash_wait = 0;
};

// What is known of others, and of the cores.
struct Facts {
  std::vector<Peer> peers;
  std::vector<Published> published;
  CycleModel cycles;
};

absl::StatusOr<Facts> ReadFacts(const Options& options) {
  Facts facts;
  IEGEN_ASSIGN_OR_RETURN(facts.peers, ReadPeers(options.facts + "/peers.csv"));
  if (!options.cycles) return facts;
  IEGEN_ASSIGN_OR_RETURN(facts.published, ReadPublished(options.facts + "/published.csv"));
  IEGEN_ASSIGN_OR_RETURN(facts.cycles.timings, ReadTimings(options.facts + "/timings.csv"));
  facts.cycles.flash_wait = options.flash_wait;
  return facts;
}

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

std::string GroupedOrNothing(int64_t number) { return number == 0 ? "" : Grouped(number); }

class Table {
 public:
  Table(const Options& options, const Facts& facts)
      : csv_(options.csv), cycles_(options.cycles), facts_(facts) {}

  void PrintHeading() const {
    if (csv_) {
      std::cout << CsvHeading() << std::endl;
      return;
    }
    std::cout << absl::StrFormat(
                     "%-24s %-11s %-5s %14s %9s %9s %9s %7s   %-28s%s\n", "model", "target", "for",
                     "instructions", "code", "constants", "RAM", "stack",
                     "less than TFLM + kernel library:", cycles_ ? "         cycles" : "")
              << absl::StrFormat("%-42s %14s %9s %9s %9s %7s   %12s %7s %7s%s", "", "", "bytes",
                                 "bytes", "bytes", "bytes", "instructions", "code", "RAM",
                                 cycles_ ? "   by the model  best published    less" : "")
              << std::endl;
  }

  void PrintLine(const Record& record) const {
    if (csv_) {
      std::cout << CsvLine(record) << std::endl;
      return;
    }
    const Figures& f = record.figures;
    const Peer* peer = FindPeer(facts_.peers, record.model, record.target);
    const Figures p = peer == nullptr ? Figures{} : peer->figures;
    std::cout << absl::StrFormat("%-24s %-11s %-5s %14s %9s %9s %9s %7s   %12s %7s %7s%s\n",
                                 record.model, record.target, record.objective,
                                 Grouped(f.instructions), Grouped(f.code_bytes),
                                 Grouped(f.constants_bytes), Grouped(f.ram_bytes),
                                 Grouped(f.stack_bytes), Ratio(p.instructions, f.instructions),
                                 Ratio(p.code_bytes, f.code_bytes), Ratio(p.ram_bytes, f.ram_bytes),
                                 CyclesText(record))
              << std::flush;
  }

 private:
  std::string CyclesText(const Record& record) const {
    if (!cycles_) return "";
    const int64_t published = PublishedCycles(facts_.published, record.model, record.target);
    const int64_t ours = record.figures.cycles;
    return absl::StrFormat("   %12s  %14s  %6s", GroupedOrNothing(ours),
                           GroupedOrNothing(published), Ratio(published, ours));
  }

  const bool csv_, cycles_;
  const Facts& facts_;
};

// Prints what is measured or recorded, and keeps what a plot compares.
class Report {
 public:
  Report(const Options& options, const Facts& facts) : table_(options, facts), facts_(facts) {
    table_.PrintHeading();
  }

  void Add(const Record& record) {
    table_.PrintLine(record);
    const Peer* peer = FindPeer(facts_.peers, record.model, record.target);
    if (peer == nullptr || record.objective != "speed") return;
    bars_.push_back(
        {record.model, record.target, record.figures.instructions, peer->figures.instructions});
  }

  const std::vector<PlotBar>& bars() const { return bars_; }

 private:
  const Table table_;
  const Facts& facts_;
  std::vector<PlotBar> bars_;
};

// Where nothing is said: speed everywhere, flash and RAM on one core of each kind.
bool IsMeasuredByItself(const std::string& target, absl::string_view objective) {
  return objective == "speed" || target == "cortex-m4" || target == "cortex-m55" ||
         target == "rv32imcv";
}

// Each model for each target and objective.
std::vector<Subject> SubjectsOf(const Options& options) {
  const bool all = options.objectives.empty();
  const std::vector<std::string> every = {"speed", "flash", "ram"};
  std::vector<Subject> subjects;
  for (const std::string& objective : all ? every : options.objectives) {
    for (const std::string& model : options.models) {
      for (const std::string& target : options.targets) {
        if (all && !IsMeasuredByItself(target, objective)) continue;
        subjects.push_back({model, target, objective});
      }
    }
  }
  return subjects;
}

// Returns how many engines could not be measured.
int MeasureAll(const Options& options, const Facts& facts, Report* report) {
  int failed = 0;
  for (const Subject& subject : SubjectsOf(options)) {
    const absl::StatusOr<Figures> figures = Measure(subject, facts.cycles);
    if (figures.ok()) {
      report->Add({NameOf(subject.path), subject.target, subject.objective, *figures});
      continue;
    }
    std::cerr << Render(ToDiagnostic(figures.status())) << std::endl;
    ++failed;
  }
  if (failed > 0) std::cerr << failed << " engines could not be measured" << std::endl;
  return failed;
}

absl::Status ReadAll(const std::string& path, Report* report) {
  IEGEN_ASSIGN_OR_RETURN(const std::vector<Record> records, ReadRecords(path));
  for (const Record& record : records) report->Add(record);
  return absl::OkStatus();
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

// The build names the folder of facts and the project's own models; --model and --models stand
// instead of these.
int Main(int argc, char** argv) {
  CLI::App app("Figures of engines on simulated cores.", "bench");
  Options options;
  std::vector<std::string> own;
  app.add_option("--facts", options.facts, "folder of peers.csv, published.csv, timings.csv");
  CLI::Option* const model =
      app.add_option("--model", options.models, "model file; may be repeated (the project's own)");
  app.add_option("--models", options.folder, "every .tflite file below this folder")
      ->excludes(model);
  app.add_option("--target", options.targets, "core; may be repeated (all)");
  app.add_option("--objective", options.objectives,
                 "speed, flash or ram; may be repeated (speed; on some cores all)")
      ->check(CLI::IsMember({"speed", "flash", "ram"}));
  app.add_flag("--csv", options.csv, "comma-separated values");
  app.add_flag("--cycles", options.cycles, "cycles by the model, and published ones (Cortex-M)");
  app.add_option("--flash-wait", options.flash_wait, "cycles that a taken branch waits (0)");
  app.add_option("--recorded", options.recorded, "figures of a file that --csv has made, instead");
  app.add_option("--plot", options.plot, "write a picture of the instructions here (SVG)");
  app.add_option("OWN", own, "models where --model names none");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  Complete(&options, own);
  const absl::StatusOr<Facts> facts = ReadFacts(options);
  if (!facts.ok()) {
    std::cerr << Render(ToDiagnostic(facts.status())) << std::endl;
    return 1;
  }
  Report report(options, *facts);
  absl::Status status;
  if (!options.recorded.empty()) {
    status = ReadAll(Located(options.recorded), &report);
  } else if (MeasureAll(options, *facts, &report) > 0) {
    return 1;
  }
  if (status.ok() && !options.plot.empty()) {
    status = WriteFile(Located(options.plot), PlotSvg(report.bars()));
  }
  if (status.ok()) return 0;
  std::cerr << Render(ToDiagnostic(status)) << std::endl;
  return 1;
}

}  // namespace
}  // namespace iegen::bench

// NOLINTNEXTLINE(bugprone-exception-escape): what is thrown here may end a bench
int main(int argc, char** argv) { return iegen::bench::Main(argc, argv); }
