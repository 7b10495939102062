#include "tests/suite/suite.h"

#include <algorithm>
#include <ctime>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status.h"
#include "tests/suite/batch.h"
#include "tests/suite/engine.h"

namespace iegen::suite {
namespace {

// What the boards have room for: the micro:bit's 16 KB of RAM and 256 KB of flash, and everywhere
// else at least 512 KB for code and 3 MB for all.
constexpr int64_t kSmallRamBytes = 11'000, kSmallFlashBytes = 180'000;
constexpr int64_t kFlashBytes = 3'000'000;
constexpr int64_t kCodeBytes = 4'000;  // of one small engine, roughly
constexpr size_t kMostEngines = 48;

// A case on its way.
struct Work {
  const Case* c = nullptr;
  Outcome* outcome = nullptr;
  std::string name;
  std::vector<ir::TensorType> outputs;
  Engine engine;
};

void Refuse(const absl::Status& status, Outcome* outcome) {
  const DiagnosticKind kind = ToDiagnostic(status).kind;
  const bool refused = kind == DiagnosticKind::kError || kind == DiagnosticKind::kUnsupported;
  outcome->verdict = refused ? Verdict::kRefused : Verdict::kFailed;
  outcome->message = std::string(status.message());
}

void Fail(absl::string_view message, Outcome* outcome) {
  outcome->verdict = Verdict::kFailed;
  outcome->message = std::string(message);
}

class SuiteRunner {
 public:
  SuiteRunner(const Target& target, const SuiteOptions& options)
      : target_(target), options_(options) {
    batch_.copts = options.copts;
    if (batch_.copts.empty()) {
      batch_.copts = absl::StrSplit(std::string(target.copts), ' ', absl::SkipEmpty());
    }
    batch_.timeout_seconds = options.timeout_seconds;
  }

  std::vector<Outcome> Run(absl::Span<const Case> cases) {
    std::vector<Outcome> outcomes(cases.size());
    std::vector<Work> small, large;
    for (size_t i = 0; i < cases.size(); ++i) {
      Work work{&cases[i], &outcomes[i], absl::StrCat("engine", i), {}, {}};
      if (!Make(&work)) continue;
      const bool fits = work.engine.arena_bytes <= kSmallRamBytes &&
                        work.engine.constant_bytes + kCodeBytes <= kSmallFlashBytes;
      (fits ? small : large).push_back(std::move(work));
    }
    batch_.large_board = false;
    RunAll(absl::MakeSpan(small), target_.name == "cortex-m0" ? kSmallFlashBytes : kFlashBytes);
    batch_.large_board = true;
    RunAll(absl::MakeSpan(large), kFlashBytes);
    return outcomes;
  }

 private:
  // Everything up to the text of the engine; false where the outcome is settled.
  bool Make(Work* work) {
    const std::clock_t begin = std::clock();
    const absl::StatusOr<ir::Graph> graph = ImportCase(*work->c);
    if (!graph.ok()) return Refuse(graph.status(), work->outcome), false;
    absl::StatusOr<passes::CompileOptions> compile = options_.compile;
    if (options_.two_pools) compile = WithTwoPools(*graph, target_, options_.compile);
    if (!compile.ok()) return Refuse(compile.status(), work->outcome), false;
    absl::StatusOr<Engine> engine = MakeEngine(*graph, target_, work->name, *compile);
    work->outcome->compile_seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    if (!engine.ok()) return Refuse(engine.status(), work->outcome), false;
    work->engine = *std::move(engine);
    work->outputs = OutputTypes(*graph);
    work->outcome->arena_bytes = work->engine.arena_bytes;
    if (!options_.evaluate) return true;
    const std::string difference = EvaluatorDifference(*graph, *work->c);
    if (!difference.empty()) Fail(difference, work->outcome);
    return difference.empty();
  }

  // Cuts the work into programs that have room.
  void RunAll(absl::Span<Work> all, int64_t flash_bytes) {
    size_t begin = 0;
    while (begin < all.size()) {
      size_t end = begin;
      int64_t bytes = 0;
      const size_t most = options_.figures ? 1 : kMostEngines;
      while (end < all.size() && end - begin < most) {
        bytes += all[end].engine.constant_bytes + kCodeBytes;
        if (end > begin && bytes > flash_bytes) break;
        ++end;
      }
      RunProgram(all.subspan(begin, end - begin));
      begin = end;
    }
  }

  void RunProgram(absl::Span<Work> part) {
    std::vector<BatchEngine> engines;
    for (const Work& work : part) engines.push_back({work.name, &work.engine.files, work.c});
    const std::vector<EngineRun> runs = RunBatch(engines, target_.name, batch_);
    for (size_t i = 0; i < part.size(); ++i) {
      Judge(runs[i], &part[i]);
      part[i].engine = {};
    }
  }

  void Judge(const EngineRun& run, Work* work) {
    Outcome* outcome = work->outcome;
    outcome->machine = run.machine;
    if (!run.status.ok()) return Fail(run.status.message(), outcome);
    for (size_t i = 0; i < run.outputs.size(); ++i) {
      const std::string difference =
          Difference(work->outputs, work->c->labels[i], work->c->expected[i], run.outputs[i]);
      if (!difference.empty()) return Fail(difference, outcome);
    }
    outcome->verdict = Verdict::kPassed;
    for (const uint64_t count : run.instructions) {
      outcome->instructions = std::max(outcome->instructions, count);
    }
    if (options_.figures && run.image_bytes >= 0) Measure(run, outcome);
  }

  void Measure(const EngineRun& run, Outcome* outcome) {
    if (empty_image_ < 0) empty_image_ = EmptyImageBytes(target_.name, batch_).value_or(0);
    outcome->flash_bytes = run.image_bytes - empty_image_;
  }

  const Target& target_;
  const SuiteOptions& options_;
  BatchOptions batch_;
  int64_t empty_image_ = -1;
};

}  // namespace

std::vector<Outcome> RunSuite(absl::Span<const Case> cases, const SuiteOptions& options) {
  const absl::StatusOr<const Target*> target = FindTarget(options.target);
  if (target.ok()) return SuiteRunner(**target, options).Run(cases);
  std::vector<Outcome> outcomes(cases.size());
  for (Outcome& outcome : outcomes) Fail(target.status().message(), &outcome);
  return outcomes;
}

}  // namespace iegen::suite
