// iegen run: evaluates a model here, or runs its engine on a simulated processor.
#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/file.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/eval/evaluator.h"
#include "nlohmann/json.hpp"
#include "tools/cli/calibration.h"
#include "tools/cli/cases.h"
#include "tools/cli/commands.h"
#include "tools/cli/engine.h"
#include "tools/cli/profile.h"

namespace iegen::cli {
namespace {

constexpr size_t kValuesInLine = 12;

// What came out: bytes of all outputs by case, and instructions where a core ran it.
struct Outcome {
  std::vector<std::string> outputs;
  std::vector<uint64_t> instructions;
  std::string machine;
};

template <class T>
T ElementAt(absl::string_view bytes, size_t i) {
  T value;
  std::copy_n(bytes.data() + i * sizeof(T), sizeof(T), reinterpret_cast<char*>(&value));
  return value;
}

int64_t StoredAt(absl::string_view bytes, ir::ElemType elem, size_t i) {
  switch (elem) {
    case ir::ElemType::kInt8:
      return ElementAt<int8_t>(bytes, i);
    case ir::ElemType::kUInt8:
    case ir::ElemType::kBool:
      return ElementAt<uint8_t>(bytes, i);
    case ir::ElemType::kInt16:
      return ElementAt<int16_t>(bytes, i);
    case ir::ElemType::kInt32:
      return ElementAt<int32_t>(bytes, i);
    case ir::ElemType::kInt64:
      return ElementAt<int64_t>(bytes, i);
    case ir::ElemType::kFloat32:
      break;
  }
  return 0;
}

double RealAt(absl::string_view bytes, const ir::TensorType& type, size_t i) {
  if (type.elem == ir::ElemType::kFloat32) return ElementAt<float>(bytes, i);
  const int64_t stored = StoredAt(bytes, type.elem, i);
  if (!type.quant.quantised()) return static_cast<double>(stored);
  return double{type.quant.scale()} * static_cast<double>(stored - type.quant.zero_point());
}

std::string ValueText(absl::string_view bytes, const ir::TensorType& type, size_t i, bool real) {
  if (real || type.elem == ir::ElemType::kFloat32) {
    return absl::StrFormat("%.3f", RealAt(bytes, type, i));
  }
  return absl::StrCat(StoredAt(bytes, type.elem, i));
}

void PrintTensor(const Console& console, absl::string_view bytes, const ir::TensorType& type,
                 bool real) {
  std::string line;
  const auto elements = static_cast<size_t>(type.shape.elements());
  for (size_t i = 0; i < elements; ++i) {
    absl::StrAppend(&line, line.empty() ? "  " : " ", ValueText(bytes, type, i, real));
    if (i % kValuesInLine == kValuesInLine - 1 || i + 1 == elements) {
      console.Result(line);
      line.clear();
    }
  }
}

const std::string& NameOf(const ir::Value& value) {
  return value.original.empty() ? value.name : value.original;
}

void PrintCase(const Console& console, const ir::Graph& graph, absl::string_view bytes, bool real) {
  for (size_t k = 0; k < graph.outputs().size(); ++k) {
    const ir::Value& value = graph.value(graph.outputs()[k]);
    const auto size = static_cast<size_t>(value.type.bytes());
    console.Result(absl::StrCat("output ", k, " ", Quoted(NameOf(value)), " ",
                                ir::ShapeText(value.type.shape)));
    PrintTensor(console, bytes.substr(0, size), value.type, real);
    bytes.remove_prefix(size);
  }
}

nlohmann::ordered_json CaseJson(const ir::Graph& graph, absl::string_view bytes) {
  nlohmann::ordered_json outputs = nlohmann::ordered_json::array();
  for (ir::ValueId id : graph.outputs()) {
    const ir::Value& value = graph.value(id);
    nlohmann::ordered_json stored = nlohmann::ordered_json::array();
    for (size_t i = 0; i < static_cast<size_t>(value.type.shape.elements()); ++i) {
      if (value.type.elem == ir::ElemType::kFloat32) {
        stored.push_back(ElementAt<float>(bytes, i));
      } else {
        stored.push_back(StoredAt(bytes, value.type.elem, i));
      }
    }
    outputs.push_back({{"name", Escaped(NameOf(value))},
                       {"shape", value.type.shape.dims()},
                       {"values", std::move(stored)}});
    bytes.remove_prefix(static_cast<size_t>(value.type.bytes()));
  }
  return outputs;
}

absl::Status WriteLayers(const Evaluator& evaluator, const std::string& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) return Error(absl::StrCat("cannot make the folder ", QuotedPath(folder)));
  const ir::Graph& graph = evaluator.graph();
  for (const ir::Node& node : graph.nodes()) {
    for (ir::ValueId id : node.out) {
      const int index = node.loc.origins.empty() ? 0 : node.loc.origins.front().index;
      const std::string file =
          absl::StrFormat("%s/%03d-%s.bin", folder, index, graph.value(id).name.substr(0, 80));
      IEGEN_RETURN_IF_ERROR(WriteFile(file, evaluator.Bytes(id)));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Outcome> RunHere(const ir::Graph& graph, const Cases& cases,
                                const std::string& layers) {
  IEGEN_ASSIGN_OR_RETURN(Evaluator evaluator, Evaluator::Create(graph));
  Outcome outcome;
  for (const std::vector<std::string>& inputs : cases) {
    IEGEN_ASSIGN_OR_RETURN(const std::vector<std::string> outputs, evaluator.Run(inputs));
    outcome.outputs.push_back(Joined(outputs));
  }
  // The tensors of the last case.
  if (!layers.empty()) IEGEN_RETURN_IF_ERROR(WriteLayers(evaluator, layers));
  return outcome;
}

absl::StatusOr<Outcome> RunThere(const Console& console, const ModelFile& model,
                                 const ir::Graph& graph, const RunOptions& options,
                                 const Cases& cases) {
  IEGEN_ASSIGN_OR_RETURN(const Engine engine, MakeEngine(console, model, graph, options.engine));
  IEGEN_ASSIGN_OR_RETURN(simulator::EngineResult result, Simulate(engine, cases));
  return Outcome{std::move(result.outputs), std::move(result.instructions),
                 std::move(result.machine)};
}

// The steps of the engine instead of its outputs. What an engine does rarely depends on its input,
// so one at random will do.
absl::Status ProfileThere(const Console& console, const ModelFile& model, const ir::Graph& graph,
                          const RunOptions& options) {
  Cases cases = {MakeCases(graph, 4).back()};
  if (!options.inputs.empty()) {
    IEGEN_ASSIGN_OR_RETURN(cases, ReadCases(graph, options.inputs));
  }
  IEGEN_ASSIGN_OR_RETURN(const Engine engine, MakeEngine(console, model, graph, options.engine));
  IEGEN_ASSIGN_OR_RETURN(const simulator::EngineResult result, Simulate(engine, cases, true));
  const Profile profile = ProfileOf(engine.program, result);
  console.Result(console.json() ? ProfileJson(profile).dump() : ProfileTable(profile));
  return absl::OkStatus();
}

void PrintOutcome(const Console& console, const ir::Graph& graph, const Outcome& outcome,
                  bool real) {
  for (size_t i = 0; i < outcome.outputs.size(); ++i) {
    if (outcome.outputs.size() > 1) console.Result(absl::StrCat("case ", i));
    PrintCase(console, graph, outcome.outputs[i], real);
    if (i < outcome.instructions.size() && outcome.machine != "native") {
      console.Say(absl::StrCat(Grouped(static_cast<int64_t>(outcome.instructions[i])),
                               " instructions (QEMU ", outcome.machine, ")"));
    }
  }
}

std::string OutcomeJson(const ir::Graph& graph, const Outcome& outcome) {
  nlohmann::ordered_json cases = nlohmann::ordered_json::array();
  for (size_t i = 0; i < outcome.outputs.size(); ++i) {
    nlohmann::ordered_json c = {{"outputs", CaseJson(graph, outcome.outputs[i])}};
    if (i < outcome.instructions.size()) c["instructions"] = outcome.instructions[i];
    cases.push_back(std::move(c));
  }
  return nlohmann::ordered_json{{"machine", outcome.machine}, {"cases", std::move(cases)}}.dump();
}

absl::Status RunModel(const Console& console, const RunOptions& options) {
  IEGEN_ASSIGN_OR_RETURN(const ModelFile model,
                         ReadModel(options.engine.model, options.calibration));
  IEGEN_ASSIGN_OR_RETURN(const ir::Graph graph,
                         ImportOrCalibrate(console, model, options.engine, options.calibration));
  if (options.profile) return ProfileThere(console, model, graph, options);
  IEGEN_ASSIGN_OR_RETURN(const Cases cases, ReadCases(graph, options.inputs));
  IEGEN_ASSIGN_OR_RETURN(const Outcome outcome,
                         options.engine.target.empty()
                             ? RunHere(graph, cases, options.layers)
                             : RunThere(console, model, graph, options, cases));
  if (options.output == "-") return console.Bytes(Joined(outcome.outputs)), absl::OkStatus();
  if (!options.output.empty()) return WriteFile(options.output, Joined(outcome.outputs));
  if (console.json()) {
    console.Result(OutcomeJson(graph, outcome));
  } else {
    PrintOutcome(console, graph, outcome, options.real);
  }
  return absl::OkStatus();
}

}  // namespace

ExitCode Run(const Console& console, const RunOptions& options) {
  if (!options.engine.target.empty()) {
    const absl::Status known = FindTarget(options.engine.target).status();
    if (!known.ok()) return console.Fail(known), kUsage;
  }
  const bool counts = !options.engine.target.empty() && options.engine.target != "host";
  if (options.profile && !counts) {
    return console.Fail(Error("--profile needs a simulated processor")
                            .Hint("--target=cortex-m4, or another one of 'iegen targets'")),
           kUsage;
  }
  if (options.inputs.empty() && !options.profile) {
    return console.Fail(Error("--input is missing")
                            .Hint("--input=FILE.npy, or raw bytes; one for each model input")),
           kUsage;
  }
  const absl::Status status = RunModel(console, options);
  return status.ok() ? kDone : console.Fail(status);
}

}  // namespace iegen::cli
