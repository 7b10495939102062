// iegen verify: the engine on a simulated processor against the model, byte by byte.
#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/eval/evaluator.h"
#include "nlohmann/json.hpp"
#include "tools/cli/cases.h"
#include "tools/cli/commands.h"
#include "tools/cli/engine.h"
#include "tools/cli/fidelity_json.h"
#include "tools/cli/layer_table.h"
#include "tools/cli/source.h"

namespace iegen::cli {
namespace {

absl::StatusOr<std::vector<std::string>> Evaluate(const ir::Graph& graph, const Cases& cases) {
  IEGEN_ASSIGN_OR_RETURN(Evaluator evaluator, Evaluator::Create(graph));
  std::vector<std::string> outputs;
  for (const std::vector<std::string>& inputs : cases) {
    IEGEN_ASSIGN_OR_RETURN(const std::vector<std::string> out, evaluator.Run(inputs));
    outputs.push_back(Joined(out));
  }
  return outputs;
}

absl::StatusOr<std::vector<std::string>> ReadExpected(const std::string& path, size_t cases) {
  IEGEN_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path));
  if (bytes.size() % cases != 0) {
    return Error(absl::StrCat(QuotedPath(path), " has ", bytes.size(), " bytes, no multiple of ",
                              cases, " cases"));
  }
  std::vector<std::string> expected;
  const size_t size = bytes.size() / cases;
  for (size_t i = 0; i < cases; ++i) expected.push_back(bytes.substr(i * size, size));
  return expected;
}

// How two results differ; bytes are compared as int8 where a tolerance is allowed.
struct Difference {
  size_t at = 0, count = 0;
  int expected = 0, got = 0;  // at the first that differs
};

Difference Compare(const std::string& expected, const std::string& got, int tolerance) {
  Difference d;
  if (expected.size() != got.size()) return {0, std::max(expected.size(), got.size()), 0, 0};
  for (size_t i = got.size(); i-- > 0;) {
    const int wanted = static_cast<int8_t>(expected[i]), given = static_cast<int8_t>(got[i]);
    if (std::abs(wanted - given) <= tolerance) continue;
    d = {i, d.count + 1, wanted, given};
  }
  return d;
}

struct Verdict {
  size_t equal_cases = 0, cases = 0, bytes = 0;
  size_t first_case = 0, case_bytes = 0;  // of the first that differs
  Difference first;
  int64_t instructions = 0;  // most of any case
  std::string machine;
};

Verdict Judge(const std::vector<std::string>& expected, const simulator::EngineResult& result,
              int tolerance) {
  Verdict v;
  v.cases = expected.size();
  v.machine = result.machine;
  for (size_t i = 0; i < expected.size(); ++i) {
    const Difference d = Compare(expected[i], result.outputs[i], tolerance);
    v.bytes += expected[i].size();
    if (d.count == 0) {
      ++v.equal_cases;
    } else if (v.first.count == 0) {
      v.first = d;
      v.first_case = i;
      v.case_bytes = expected[i].size();
    }
    v.instructions = std::max(v.instructions, static_cast<int64_t>(result.instructions[i]));
  }
  return v;
}

// The graph up to node `last`, whose outputs become the graph's. What comes behind it may write
// state that the next case reads.
ir::Graph CutAfter(const ir::Graph& graph, size_t last) {
  ir::Graph cut = graph;
  cut.outputs() = cut.nodes()[last].out;
  if (cut.Variables().empty()) cut.nodes().resize(last + 1);
  return cut;
}

// Whether the engine of `graph` differs in the last of `cases`.
absl::StatusOr<bool> Differs(const Console& console, const ModelFile& model, const ir::Graph& graph,
                             const VerifyOptions& options, const Cases& cases) {
  IEGEN_ASSIGN_OR_RETURN(const Engine engine, MakeEngine(console, model, graph, options.engine));
  IEGEN_ASSIGN_OR_RETURN(const simulator::EngineResult result, Simulate(engine, cases));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<std::string> expected, Evaluate(graph, cases));
  return Compare(expected.back(), result.outputs.back(), 0).count != 0;
}

// The first layer that differs, found by halving: engines that end after ever fewer layers.
absl::StatusOr<std::string> FirstWrongLayer(const Console& console, const ModelFile& model,
                                            const ir::Graph& graph, const VerifyOptions& options,
                                            const Cases& cases) {
  const std::vector<size_t> layers = LayersOf(graph);
  if (layers.empty()) return std::string("no operator stands outside of branches and loops");
  size_t low = 0, high = layers.size() - 1;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    IEGEN_ASSIGN_OR_RETURN(
        const bool differs,
        Differs(console, model, CutAfter(graph, layers[middle]), options, cases));
    if (differs) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return absl::StrCat("first difference in ", LayerName(graph.nodes()[layers[low]]));
}

// A case by itself, or what the stream was up to it.
Cases CasesUpTo(const Cases& cases, size_t last, const Engine& engine) {
  const auto end = cases.begin() + static_cast<std::ptrdiff_t>(last) + 1;
  return {engine.program.stateful() ? cases.begin() : end - 1, end};
}

// What is verified: the graph of the engine, what it was made of, and the cases.
struct Subject {
  ModelFile model;
  Source source;
  ir::Graph graph;
  Cases cases;
};

absl::StatusOr<Subject> ReadSubject(const Console& console, const VerifyOptions& options) {
  Subject subject;
  IEGEN_ASSIGN_OR_RETURN(subject.model, ReadModel(options.engine.model, options.calibration));
  IEGEN_ASSIGN_OR_RETURN(subject.source, ReadSource(console, subject.model, options.calibration));
  if (subject.source.has_real) {
    subject.graph = InLayout(subject.source.model.integers, options.engine);
  } else {
    IEGEN_ASSIGN_OR_RETURN(subject.graph, ImportForEngine(subject.model, options.engine));
  }
  if (options.inputs.empty()) {
    subject.cases = MakeCases(subject.graph, options.cases);
  } else {
    IEGEN_ASSIGN_OR_RETURN(subject.cases,
                           ReadSourceCases(subject.graph, options.inputs, options.calibration));
  }
  return subject;
}

nlohmann::ordered_json JsonOf(const Verdict& v) {
  return {{"cases", v.cases},
          {"equal_cases", v.equal_cases},
          {"output_bytes", v.bytes},
          {"instructions", v.instructions},
          {"machine", v.machine}};
}

std::string InstructionsText(const Verdict& v) {
  if (v.machine == "native") return "     (this computer)";
  return absl::StrCat("     ", Grouped(v.instructions), " instructions per inference (QEMU ",
                      v.machine, ")");
}

std::string EqualText(const Verdict& v, int tolerance) {
  return absl::StrCat(v.cases, " of ", v.cases, " cases: all ",
                      Grouped(static_cast<int64_t>(v.bytes)), " output bytes ",
                      tolerance == 0 ? "equal" : "within the tolerance", InstructionsText(v));
}

// The engine differs from its model: where, and how much.
absl::Status Differing(const Console& console, const Subject& subject, const Engine& engine,
                       const VerifyOptions& options, const Verdict& v) {
  Diagnostic d = ToDiagnostic(Condition(absl::StrCat(
      "case ", v.first_case, " differs: ", v.first.count, " of ", v.case_bytes, " output bytes")));
  d.why.push_back(
      absl::StrCat("byte ", v.first.at, ": expected ", v.first.expected, ", got ", v.first.got));
  d.why.push_back(absl::StrCat(v.equal_cases, " of ", v.cases, " cases are equal"));
  if (options.layers) {
    IEGEN_ASSIGN_OR_RETURN(const std::string layer,
                           FirstWrongLayer(console, subject.model, subject.graph, options,
                                           CasesUpTo(subject.cases, v.first_case, engine)));
    d.why.push_back(layer);
  } else {
    d.hint = "--layers finds the first layer that differs";
  }
  return ToStatus(d);
}

// The layers' table; on the first few cases, because the engine of all layers is made for it alone.
absl::Status PrintLayers(const Console& console, const Subject& subject,
                         const VerifyOptions& options, const Fidelity* fidelity) {
  constexpr size_t kMostCases = 8;
  const size_t count = std::min(kMostCases, subject.cases.size());
  const Cases few(subject.cases.begin(),
                  subject.cases.begin() + static_cast<std::ptrdiff_t>(count));
  IEGEN_ASSIGN_OR_RETURN(std::vector<LayerRow> rows,
                         CompareLayers(console, subject.model, subject.graph, options.engine, few));
  if (fidelity != nullptr) AddNoise(*fidelity, &rows);
  console.Result(LayerTable(rows));
  return absl::OkStatus();
}

absl::Status VerifyModel(const Console& console, const VerifyOptions& options) {
  IEGEN_ASSIGN_OR_RETURN(const Subject subject, ReadSubject(console, options));
  IEGEN_ASSIGN_OR_RETURN(const Engine engine,
                         MakeEngine(console, subject.model, subject.graph, options.engine));
  IEGEN_ASSIGN_OR_RETURN(const simulator::EngineResult result, Simulate(engine, subject.cases));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<std::string> expected,
                         options.expected.empty()
                             ? Evaluate(subject.graph, subject.cases)
                             : ReadExpected(options.expected, subject.cases.size()));
  const Verdict v = Judge(expected, result, options.tolerance);
  IEGEN_ASSIGN_OR_RETURN(const absl::optional<Fidelity> fidelity,
                         SourceFidelity(console, subject.source, subject.cases, options));
  nlohmann::ordered_json json = JsonOf(v);
  if (console.json() && fidelity) json["against_real_values"] = FidelityJson(*fidelity);
  if (console.json()) console.Result(json.dump());
  if (v.equal_cases != v.cases) return Differing(console, subject, engine, options, v);
  if (!console.json()) {
    if (options.layers) {
      IEGEN_RETURN_IF_ERROR(
          PrintLayers(console, subject, options, fidelity ? &*fidelity : nullptr));
    }
    console.Result(EqualText(v, options.tolerance));
    if (fidelity) console.Result(FidelitySummary(*fidelity));
  }
  return fidelity ? CheckDecibels(*fidelity, options.least_decibel) : absl::OkStatus();
}

}  // namespace

ExitCode Verify(const Console& console, const VerifyOptions& options) {
  const absl::Status known = FindTarget(options.engine.target).status();
  if (!known.ok()) return console.Fail(known), kUsage;
  const absl::Status status = VerifyModel(console, options);
  return status.ok() ? kDone : console.Fail(status);
}

}  // namespace iegen::cli
