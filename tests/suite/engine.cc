#include "tests/suite/engine.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "emit/figures.h"
#include "emit/kernel_headers.h"
#include "frontend/frontend.h"
#include "ir/eval/evaluator.h"

namespace iegen::suite {
namespace {

// The bytes of each input out of those of all.
std::vector<std::string> CutInputs(const ir::Graph& graph, const std::string& bytes) {
  std::vector<std::string> inputs;
  size_t at = 0;
  for (const ir::ValueId id : graph.inputs()) {
    const auto size = static_cast<size_t>(graph.type(id).bytes());
    inputs.push_back(at <= bytes.size() ? bytes.substr(at, size) : "");
    at += size;
  }
  return inputs;
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += part;
  return all;
}

const std::map<std::string, std::string>& KernelHeaders() {
  static const auto& headers =
      *new std::map<std::string, std::string>(emit::EmbeddedKernelHeaders());
  return headers;
}

}  // namespace

absl::StatusOr<ir::Graph> ImportCase(const Case& c) {
  frontend::ImportOptions options;
  options.file = absl::StrCat(c.name, ".tflite");
  return frontend::Import(c.model, options);
}

absl::StatusOr<passes::CompileOptions> WithTwoPools(const ir::Graph& graph, const Target& target,
                                                    passes::CompileOptions options) {
  IEGEN_ASSIGN_OR_RETURN(const ir::Program one, passes::Lower(graph, target, options, nullptr));
  const int64_t bytes = (one.arena_bytes + 15) / 16 * 16;
  options.pools = {{"fast", bytes / 3}, {"slow", bytes}};
  return options;
}

absl::StatusOr<Engine> MakeEngine(const ir::Graph& graph, const Target& target,
                                  const std::string& name, const passes::CompileOptions& options) {
  Engine engine;
  IEGEN_ASSIGN_OR_RETURN(engine.program, passes::Lower(graph, target, options, nullptr));
  IEGEN_RETURN_IF_ERROR(passes::CheckPools(engine.program));
  engine.program.name = name;
  emit::RenderOptions render;
  render.name = name;
  render.target = &target;
  render.version = "test";
  render.model_file = absl::StrCat(name, ".tflite");
  render.model_sha256 = std::string(64, '0');
  render.options = {absl::StrCat("--target=", target.name)};
  render.kernel_headers = KernelHeaders();
  IEGEN_ASSIGN_OR_RETURN(engine.files, emit::Render(engine.program, render));
  const emit::Figures figures = emit::MeasureProgram(engine.program);
  engine.arena_bytes = figures.ram_bytes;
  engine.constant_bytes = figures.constants();
  return engine;
}

std::string EvaluatorDifference(const ir::Graph& graph, const Case& c) {
  absl::StatusOr<Evaluator> evaluator = Evaluator::Create(graph);
  if (!evaluator.ok()) return absl::StrCat("evaluator: ", evaluator.status().message());
  const std::vector<ir::TensorType> types = OutputTypes(graph);
  for (size_t i = 0; i < c.inputs.size(); ++i) {
    const auto outputs = evaluator->Run(CutInputs(graph, c.inputs[i]));
    if (!outputs.ok()) return absl::StrCat("evaluator: ", outputs.status().message());
    const std::string difference = Difference(types, c.labels[i], c.expected[i], Joined(*outputs));
    if (!difference.empty()) return absl::StrCat("evaluator: ", difference);
  }
  return "";
}

std::vector<ir::TensorType> OutputTypes(const ir::Graph& graph) {
  std::vector<ir::TensorType> types;
  for (const ir::ValueId id : graph.outputs()) types.push_back(graph.type(id));
  return types;
}

}  // namespace iegen::suite
