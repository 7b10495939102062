#include "tools/cli/cases.h"

#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/status.h"
#include "base/text.h"
#include "emit/selftest.h"
#include "tools/cli/tensor_file.h"

namespace iegen::cli {
namespace {

// All elements of an input at one end of its range, or at the number zero.
enum class Fill { kLeast, kGreatest, kZero };

std::string FilledInput(const ir::TensorType& type, Fill fill) {
  if (type.elem == ir::ElemType::kFloat32) {
    const float value = fill == Fill::kZero ? 0.0f : fill == Fill::kLeast ? -8.0f : 8.0f;
    const std::vector<float> elements(static_cast<size_t>(type.shape.elements()), value);
    return ir::BytesOf<float>(elements);
  }
  const ir::IntRange range = ir::RangeOf(type.elem);
  const int64_t value = fill == Fill::kLeast      ? range.low
                        : fill == Fill::kGreatest ? range.high
                                                  : type.quant.zero_point();
  std::string bytes;
  const auto size = static_cast<size_t>(ir::BytesOf(type.elem));
  for (int64_t i = 0; i < type.shape.elements(); ++i) {
    bytes.append(reinterpret_cast<const char*>(&value), size);  // little-endian
  }
  return bytes;
}

std::vector<ir::ProgramEdge> InputEdges(const ir::Graph& graph) {
  std::vector<ir::ProgramEdge> edges;
  for (ir::ValueId id : graph.inputs()) edges.push_back({"", graph.type(id), 0});
  return edges;
}

}  // namespace

std::string Joined(absl::Span<const std::string> parts) { return absl::StrJoin(parts, ""); }

absl::StatusOr<Cases> ReadCases(const ir::Graph& graph, const std::vector<std::string>& files) {
  const std::vector<ir::ValueId>& inputs = graph.inputs();
  if (files.size() != inputs.size()) {
    return Error(absl::StrCat("the model has ", inputs.size(), " inputs, ", files.size(),
                              " files were given"))
        .Hint("--input=FILE once for each input, in the model's order");
  }
  Cases cases;
  for (size_t i = 0; i < files.size(); ++i) {
    const ir::Value& value = graph.value(inputs[i]);
    const std::string what = absl::StrCat(
        "input ", i, " ", Quoted(value.original.empty() ? value.name : value.original));
    IEGEN_ASSIGN_OR_RETURN(const std::string bytes, ReadTensor(files[i], value.type, what));
    const auto size = static_cast<size_t>(value.type.bytes());
    if (i == 0) cases.resize(bytes.size() / size);
    if (bytes.size() / size != cases.size()) {
      return Error(absl::StrCat(what, " has ", bytes.size() / size, " samples, the first has ",
                                cases.size()));
    }
    for (size_t c = 0; c < cases.size(); ++c) cases[c].push_back(bytes.substr(c * size, size));
  }
  return cases;
}

Cases MakeCases(const ir::Graph& graph, int count) {
  Cases cases;
  for (Fill fill : {Fill::kLeast, Fill::kGreatest, Fill::kZero}) {
    if (static_cast<int>(cases.size()) == count) break;
    std::vector<std::string> inputs;
    for (ir::ValueId id : graph.inputs()) inputs.push_back(FilledInput(graph.type(id), fill));
    cases.push_back(std::move(inputs));
  }
  const std::vector<ir::ProgramEdge> edges = InputEdges(graph);
  for (uint32_t seed = 1; static_cast<int>(cases.size()) < count; ++seed) {
    cases.push_back(emit::SeededInputs(edges, seed));
  }
  return cases;
}

absl::StatusOr<simulator::EngineResult> Simulate(const Engine& engine, const Cases& cases,
                                                 bool profile) {
  simulator::EngineBundle bundle;
  bundle.name = engine.name;
  for (const emit::File& file : engine.files) bundle.files.push_back({file.path, file.contents});
  bundle.copts = absl::StrSplit(engine.target->copts, ' ', absl::SkipEmpty());
  simulator::EngineCases runs;
  for (const std::vector<std::string>& inputs : cases) runs.inputs.push_back(Joined(inputs));
  if (profile) runs.profiled_steps = static_cast<int>(engine.program.calls.size());
  runs.reset_each_case = !engine.program.stateful();
  return simulator::RunEngine(bundle, std::string(engine.target->name), runs);
}

}  // namespace iegen::cli
