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
  int largest = 0;
};

Difference Compare(const std::string& expected, const std::string& got, int tolerance) {
  Difference d;
  if (expected.size() != got.size()) return {0, std::max(expected.size(), got.size()), 255};
  for (size_t i = got.size(); i-- > 0;) {
    const int difference = std::abs(static_cast<int8_t>(expected[i]) - static_cast<int8_t>(got[i]));
    if (difference <= tolerance) continue;
    d.at = i;
    ++d.count;
    d.largest = std::max(d.largest, difference);
  }
  return d;
}

struct Verdict {
  size_t equal_cases = 0, cases = 0, bytes = 0;
  size_t first_case = 0;  // that differs
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
    }
    v.instructions = std::max(v.instructions, static_cast<int64_t>(result.instructions[i]));
  }
  return v;
}

// The nodes whose outputs can be outputs of the graph: those outside of branches and loops.
std::vector<size_t> LayersOf(const ir::Graph& graph) {
  std::vector<size_t> layers;
  int level = 0;
  for (size_t i = 0; i < graph.nodes().size(); ++i) {
    const ir::Flow flow = ir::FlowOf(graph.nodes()[i].op);
    if (flow == ir::Flow::kIfBegin || flow == ir::Flow::kLoopBegin) ++level;
    if (flow == ir::Flow::kIfEnd || flow == ir::Flow::kLoopEnd) --level;
    if (level == 0 && !graph.nodes()[i].out.empty()) layers.push_back(i);
  }
  return layers;
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
  const ir::Node& node = graph.nodes()[layers[low]];
  const ir::Origin origin = node.loc.origins.empty() ? ir::Origin{} : node.loc.origins.front();
  return absl::StrCat("first difference in operator ", origin.index, " ", origin.op, " ",
                      Quoted(origin.name), " (", ir::NameOf(node.op), ")");
}

// A case by itself, or what the stream was up to it.
Cases CasesUpTo(const Cases& cases, size_t last, const Engine& engine) {
  const auto end = cases.begin() + static_cast<std::ptrdiff_t>(last) + 1;
  return {engine.program.stateful() ? cases.begin() : end - 1, end};
}

void PrintJson(const Console& console, const Verdict& v) {
  console.Result(nlohmann::ordered_json{
      {"cases", v.cases},
      {"equal_cases", v.equal_cases},
      {"output_bytes", v.bytes},
      {"instructions", v.instructions},
      {"machine",
       v.machine}}.dump());
}

std::string InstructionsText(const Verdict& v) {
  if (v.machine == "native") return "     (this computer)";
  return absl::StrCat("     ", Grouped(v.instructions), " instructions per inference (QEMU ",
                      v.machine, ")");
}

absl::Status VerifyModel(const Console& console, const VerifyOptions& options) {
  IEGEN_ASSIGN_OR_RETURN(const ModelFile model, ReadModel(options.engine.model));
  IEGEN_ASSIGN_OR_RETURN(const ir::Graph graph, ImportForEngine(model, options.engine));
  Cases cases = MakeCases(graph, options.cases);
  if (!options.inputs.empty()) {
    IEGEN_ASSIGN_OR_RETURN(cases, ReadCases(graph, options.inputs));
  }
  IEGEN_ASSIGN_OR_RETURN(const Engine engine, MakeEngine(console, model, graph, options.engine));
  IEGEN_ASSIGN_OR_RETURN(const simulator::EngineResult result, Simulate(engine, cases));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<std::string> expected,
                         options.expected.empty() ? Evaluate(graph, cases)
                                                  : ReadExpected(options.expected, cases.size()));
  const Verdict v = Judge(expected, result, options.tolerance);
  if (console.json()) PrintJson(console, v);
  if (v.equal_cases == v.cases) {
    if (console.json()) return absl::OkStatus();
    console.Result(absl::StrCat(v.cases, " of ", v.cases, " cases: all ",
                                Grouped(static_cast<int64_t>(v.bytes)), " output bytes ",
                                options.tolerance == 0 ? "equal" : "within the tolerance",
                                InstructionsText(v)));
    return absl::OkStatus();
  }
  Diagnostic d =
      ToDiagnostic(Condition(absl::StrCat("case ", v.first_case, " differs: ", v.first.count,
                                          " of ", expected[v.first_case].size(), " output bytes")));
  d.why.push_back(absl::StrCat(
      "byte ", v.first.at, ": expected ",
      static_cast<int>(static_cast<int8_t>(expected[v.first_case][v.first.at])), ", got ",
      static_cast<int>(static_cast<int8_t>(result.outputs[v.first_case][v.first.at]))));
  d.why.push_back(absl::StrCat(v.equal_cases, " of ", v.cases, " cases are equal"));
  if (options.layers) {
    IEGEN_ASSIGN_OR_RETURN(
        const std::string layer,
        FirstWrongLayer(console, model, graph, options, CasesUpTo(cases, v.first_case, engine)));
    d.why.push_back(layer);
  } else {
    d.hint = "--layers finds the first layer that differs";
  }
  return ToStatus(d);
}

}  // namespace

ExitCode Verify(const Console& console, const VerifyOptions& options) {
  const absl::Status known = FindTarget(options.engine.target).status();
  if (!known.ok()) return console.Fail(known), kUsage;
  const absl::Status status = VerifyModel(console, options);
  return status.ok() ? kDone : console.Fail(status);
}

}  // namespace iegen::cli
