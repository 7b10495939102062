#include "tests/random/differential.h"

#include <random>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/status.h"
#include "ir/eval/evaluator.h"
#include "ir/eval/program_runner.h"
#include "ir/testing/inputs.h"
#include "ir/testing/random_graph.h"
#include "ir/verify.h"
#include "passes/compile.h"
#include "tests/suite/batch.h"
#include "tests/suite/engine.h"

namespace iegen::random_test {
namespace {

using Tensors = std::vector<std::string>;

constexpr int kFills = 4;  // of ir::MakeInputs()

// Of a graph with state: two streams, between which everything is reset. The second one brings the
// inputs of the first one backwards.
struct Vectors {
  bool stateful = false;
  std::vector<Tensors> inputs, expected;

  bool Begins(size_t i) const { return stateful && i == kFills; }
};

bool IsStateful(const ir::Graph& graph) {
  return absl::c_any_of(graph.Variables(), [&](ir::ValueId id) { return graph.value(id).state(); });
}

absl::StatusOr<Vectors> Evaluate(const ir::Graph& graph, uint32_t seed) {
  IEGEN_RETURN_IF_ERROR(ir::Verify(graph, ir::Stage::kImported));
  IEGEN_ASSIGN_OR_RETURN(Evaluator evaluator, Evaluator::Create(graph));
  std::mt19937 random(seed);
  Vectors vectors;
  for (int fill = 0; fill < kFills; ++fill) {
    vectors.inputs.push_back(ir::MakeInputs(graph, fill, random));
  }
  vectors.stateful = IsStateful(graph);
  for (size_t i = kFills; vectors.stateful && i > 0; --i) {
    const Tensors again = vectors.inputs[i - 1];
    vectors.inputs.push_back(again);
  }
  for (size_t i = 0; i < vectors.inputs.size(); ++i) {
    if (vectors.Begins(i)) evaluator.Reset();
    IEGEN_ASSIGN_OR_RETURN(Tensors outputs, evaluator.Run(vectors.inputs[i]));
    vectors.expected.push_back(std::move(outputs));
  }
  return vectors;
}

passes::CompileOptions OptionsOf(uint32_t seed) {
  constexpr passes::Objective kObjectives[] = {passes::Objective::kSpeed, passes::Objective::kFlash,
                                               passes::Objective::kRam};
  passes::CompileOptions options;
  options.objective = kObjectives[seed % 3];
  options.preserve_inputs = seed % 4 == 1;
  if (seed % 5 == 0) options.passes.passes_limit = static_cast<int>(seed / 5 % 12);
  return options;
}

// The last number of a spec, one less: too few elements, a shift too far, another clamp.
void Spoil(ir::Spec* spec) {
  for (size_t i = spec->size(); i > 0; --i) {
    if (auto* value = std::get_if<int32_t>(&(*spec)[i - 1].value)) {
      --*value;
      return;
    }
  }
}

absl::StatusOr<ir::Program> Compile(const ir::Graph& graph, const Trial& trial) {
  const std::vector<const Target*> targets = AllTargets();
  IEGEN_ASSIGN_OR_RETURN(
      ir::Program program,
      passes::Lower(graph, *targets[trial.seed % targets.size()], OptionsOf(trial.seed), nullptr));
  for (ir::KernelCall& call : program.calls) {
    if (call.kernel == trial.planted) Spoil(&call.spec);
  }
  return program;
}

// The verifier takes a few operators for which there is no kernel, float32 exponentials for one.
bool IsRefused(const absl::Status& status) {
  return !status.ok() && ToDiagnostic(status).kind == DiagnosticKind::kUnsupported;
}

absl::Status Compare(const ir::Graph& graph, const Trial& trial) {
  const absl::StatusOr<Vectors> evaluated = Evaluate(graph, trial.seed);
  if (IsRefused(evaluated.status())) return absl::OkStatus();
  IEGEN_ASSIGN_OR_RETURN(const Vectors vectors, evaluated);
  IEGEN_ASSIGN_OR_RETURN(const ir::Program program, Compile(graph, trial));
  for (const uint8_t poison : {uint8_t{0xA5}, uint8_t{0x00}}) {
    ProgramRunner runner(program, poison);
    for (size_t i = 0; i < vectors.inputs.size(); ++i) {
      if (vectors.Begins(i)) runner.Reset();
      IEGEN_ASSIGN_OR_RETURN(const Tensors found, runner.Run(vectors.inputs[i]));
      if (found == vectors.expected[i]) continue;
      return Error(absl::StrCat("the program of ", program.target, " gives other bytes, inference ",
                                i, ", poison ", poison));
    }
  }
  return absl::OkStatus();
}

std::string Joined(const Tensors& tensors) {
  std::string all;
  for (const std::string& tensor : tensors) all += tensor;
  return all;
}

// Whether the engine has that text.
bool Plant(const Fault& fault, std::vector<emit::File>* files) {
  for (emit::File& file : *files) {
    if (!absl::EndsWith(file.path, absl::StrCat("/", fault.header))) continue;
    return absl::StrReplaceAll({{fault.from, fault.to}}, &file.contents) > 0;
  }
  return false;
}

// A graph on its way to an engine.
struct Work {
  suite::Case c;
  suite::Engine engine;
  std::string difference;
};

// `form`: 0 as it is, 1 with as little RAM as can be, 2 with two pools.
absl::Status Prepare(const ir::Graph& graph, const std::string& name, size_t form, Work* work) {
  IEGEN_ASSIGN_OR_RETURN(const Vectors vectors, Evaluate(graph, 1));
  IEGEN_ASSIGN_OR_RETURN(const Target* host, FindTarget("host"));
  passes::CompileOptions options;
  if (form == 1) options.objective = passes::Objective::kRam;
  if (form == 2) {
    IEGEN_ASSIGN_OR_RETURN(options, suite::WithTwoPools(graph, *host, options));
  }
  IEGEN_ASSIGN_OR_RETURN(work->engine, suite::MakeEngine(graph, *host, name, options));
  work->c.name = name;
  work->c.stateful = vectors.stateful;
  work->c.streams = vectors.stateful ? 2 : 1;
  for (size_t i = 0; i < vectors.inputs.size(); ++i) {
    work->c.labels.push_back(absl::StrCat("inference_", i));
    work->c.inputs.push_back(Joined(vectors.inputs[i]));
    work->c.expected.push_back(Joined(vectors.expected[i]));
  }
  return absl::OkStatus();
}

void Judge(const ir::Graph& graph, const suite::EngineRun& run, Work* work) {
  if (!run.status.ok()) work->difference = std::string(run.status.message());
  for (size_t i = 0; run.status.ok() && i < run.outputs.size() && work->difference.empty(); ++i) {
    work->difference = suite::Difference(suite::OutputTypes(graph), work->c.labels[i],
                                         work->c.expected[i], run.outputs[i]);
  }
}

}  // namespace

ir::Graph GraphOf(uint32_t seed) { return ir::RandomGraph(seed, 2 + static_cast<int>(seed % 39)); }

std::string Difference(const ir::Graph& graph, const Trial& trial) {
  return std::string(Compare(graph, trial).message());
}

bool Calls(const ir::Graph& graph, const Trial& trial) {
  const absl::StatusOr<ir::Program> program = Compile(graph, {trial.seed, ""});
  return program.ok() && absl::c_any_of(program->calls, [&](const ir::KernelCall& call) {
           return call.kernel == trial.planted;
         });
}

std::vector<std::string> EngineDifferences(absl::Span<const ir::Graph> graphs,
                                           const std::vector<std::string>& copts,
                                           const Fault& fault) {
  std::vector<Work> works(graphs.size());
  std::vector<suite::BatchEngine> engines;
  std::vector<size_t> owners;
  for (size_t i = 0; i < graphs.size(); ++i) {
    const absl::Status status = Prepare(graphs[i], absl::StrCat("random", i), i % 3, &works[i]);
    if (!status.ok() && !IsRefused(status)) works[i].difference = std::string(status.message());
    if (!status.ok()) continue;
    if (!fault.header.empty() && !Plant(fault, &works[i].engine.files)) continue;
    engines.push_back({works[i].c.name, &works[i].engine.files, &works[i].c});
    owners.push_back(i);
  }
  suite::BatchOptions options;
  options.copts = copts;
  const std::vector<suite::EngineRun> runs = suite::RunBatch(engines, "host", options);
  for (size_t i = 0; i < runs.size(); ++i) Judge(graphs[owners[i]], runs[i], &works[owners[i]]);
  std::vector<std::string> differences;
  for (Work& work : works) differences.push_back(std::move(work.difference));
  return differences;
}

}  // namespace iegen::random_test
