#include "tools/cli/engine.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/status.h"
#include "base/text.h"
#include "emit/figures.h"
#include "emit/kernel_headers.h"
#include "emit/names.h"
#include "frontend/frontend.h"
#include "ir/eval/evaluator.h"
#include "passes/compile.h"
#include "passes/layout/interface.h"
#include "tools/cli/dump.h"
#include "tools/cli/memory_options.h"
#include "tools/keras/convert.h"
#include "tools/version.h"

namespace iegen::cli {
namespace {

namespace fs = std::filesystem;

// Self-test cases cost an evaluation each when compiling and an inference each when run. There is
// one at least, unless that one alone would take seconds, or fill the disk with its outputs.
constexpr int64_t kMostSelftestWork = 40'000'000, kTooMuchSelftestWork = 1'000'000'000;
constexpr int64_t kMostSelftestCases = 3;

// Multiply-accumulates, and as many for each byte of the arena as it takes to fill and to print it.
int64_t WorkOf(const ir::Program& program) {
  constexpr int64_t kWorkOfByte = 20;
  int64_t work = 1 + kWorkOfByte * program.arena_bytes;
  for (const ir::KernelCall& call : program.calls) work += call.macs;
  return work;
}

// For a model with a loop that does not end with random inputs: one case of zeros, or none where
// that does not help.
std::vector<emit::SelftestCase> CaseOfZeros(const ir::Program& program, Evaluator* evaluator) {
  emit::SelftestCase c;
  for (const ir::ProgramEdge& input : program.inputs) {
    c.inputs.emplace_back(static_cast<size_t>(input.type.bytes()), '\0');
  }
  evaluator->Reset();
  absl::StatusOr<std::vector<std::string>> outputs = evaluator->Run(c.inputs);
  if (!outputs.ok()) return {};
  c.outputs = *std::move(outputs);
  return {std::move(c)};
}

absl::StatusOr<std::vector<emit::SelftestCase>> MakeSelftest(const ir::Graph& graph,
                                                             const ir::Program& program) {
  const int64_t work = WorkOf(program);
  if (work > kTooMuchSelftestWork) return std::vector<emit::SelftestCase>();
  const int64_t count = std::clamp<int64_t>(kMostSelftestWork / work, 1, kMostSelftestCases);
  IEGEN_ASSIGN_OR_RETURN(Evaluator evaluator, Evaluator::Create(graph));
  std::vector<emit::SelftestCase> cases;
  for (uint32_t seed = 1; seed <= count; ++seed) {
    emit::SelftestCase c;
    c.seed = seed;
    c.inputs = emit::SeededInputs(program.inputs, seed);
    absl::StatusOr<std::vector<std::string>> outputs = evaluator.Run(c.inputs);
    if (!outputs.ok()) return CaseOfZeros(program, &evaluator);
    c.outputs = *std::move(outputs);
    cases.push_back(std::move(c));
  }
  return cases;
}

passes::Objective ObjectiveOf(const std::string& word) {
  if (word == "flash") return passes::Objective::kFlash;
  if (word == "ram") return passes::Objective::kRam;
  return passes::Objective::kSpeed;
}

// What the user could type again, without paths.
std::vector<std::string> OptionWords(const EngineOptions& options) {
  std::vector<std::string> words = {absl::StrCat("--target=", options.target),
                                    absl::StrCat("--objective=", options.objective)};
  if (options.preserve_inputs) words.emplace_back("--preserve-inputs");
  if (options.input_layout != "as-is") {
    words.push_back(absl::StrCat("--input-layout=", options.input_layout));
  }
  for (const std::string& pool : options.pools) words.push_back(absl::StrCat("--pool=", pool));
  for (const std::string& fixed : options.fixed) words.push_back(absl::StrCat("--fix=", fixed));
  return words;
}

// A Model's size is a multiple of 16. 0 where there is no limit.
int64_t UsableRam(const LimitOptions& limits) {
  if (limits.ram_bytes == 0) return 0;
  return std::max<int64_t>(1, static_cast<int64_t>(limits.ram_bytes / 16 * 16));
}

emit::Limits LimitsOf(const LimitOptions& options) {
  emit::Limits limits;
  if (options.ram_bytes != 0) limits.ram_bytes = static_cast<int64_t>(options.ram_bytes);
  if (options.flash_bytes != 0) limits.flash_bytes = static_cast<int64_t>(options.flash_bytes);
  return limits;
}

}  // namespace

absl::StatusOr<ModelFile> ReadModel(const std::string& path,
                                    const CalibrationOptions& calibration) {
  if (path == "-") {
    return ModelFile{path, "-", std::string(std::istreambuf_iterator<char>(std::cin), {})};
  }
  if (keras::IsKerasModel(path)) {
    // A folder's name may end with a slash.
    const fs::path name = fs::path(path).lexically_normal();
    const fs::path last = name.has_filename() ? name : name.parent_path();
    const keras::Arithmetic arithmetic =
        calibration.samples.empty() ? keras::Arithmetic::kInt8 : keras::Arithmetic::kFloat;
    IEGEN_ASSIGN_OR_RETURN(std::string bytes, keras::Convert(path, arithmetic));
    return ModelFile{path, last.filename().string(), std::move(bytes)};
  }
  IEGEN_ASSIGN_OR_RETURN(std::string bytes, ReadFile(path));
  return ModelFile{path, fs::path(path).filename().string(), std::move(bytes)};
}

frontend::ImportOptions ImportOptionsFor(const ModelFile& model) {
  frontend::ImportOptions options;
  options.file = model.file;
  options.folder = fs::absolute(model.path).parent_path().string();
  return options;
}

absl::StatusOr<ir::Graph> ImportModel(const ModelFile& model, std::vector<absl::Status>* problems) {
  frontend::ImportOptions options = ImportOptionsFor(model);
  options.problems = problems;
  return frontend::Import(model.bytes, options);
}

// ONNX is read with channels last at once.
absl::StatusOr<ir::Graph> ImportForEngine(const ModelFile& model, const EngineOptions& options) {
  frontend::ImportOptions import = ImportOptionsFor(model);
  import.channels_last = options.input_layout == "nhwc";
  IEGEN_ASSIGN_OR_RETURN(ir::Graph graph, frontend::Import(model.bytes, import));
  return InLayout(std::move(graph), options);
}

ir::Graph InLayout(ir::Graph graph, const EngineOptions& options) {
  if (options.input_layout != "nhwc") return graph;
  const passes::Ends ends = passes::ChannelsFirst(graph);
  return passes::WithChannelsLast(std::move(graph), ends);
}

absl::StatusOr<std::string> EngineNameFor(const std::string& given, const std::string& file) {
  if (given.empty()) return emit::EngineName(fs::path(file).stem().string());
  const std::string usable = emit::EngineName(given);
  if (usable == given) return given;
  return Error(absl::StrCat("--name=", Quoted(given), " is no usable C++ name"))
      .Hint(absl::StrCat("--name=", usable));
}

absl::StatusOr<ir::Program> LowerModel(const Console& console, const ir::Graph& graph,
                                       const Target& target, const EngineOptions& options,
                                       std::vector<emit::PassFigures>* passes) {
  passes::CompileOptions compile;
  compile.objective = ObjectiveOf(options.objective);
  compile.preserve_inputs = options.preserve_inputs;
  compile.ram_limit = UsableRam(options.limits);
  IEGEN_ASSIGN_OR_RETURN(MemoryOptions memory, ParseMemoryOptions(options));
  compile.pools = std::move(memory.pools);
  compile.fixed = std::move(memory.fixed);
  compile.passes.passes_limit = options.passes_limit;
  compile.passes.skip = options.disabled_passes;
  compile.disabled_kernels = options.disabled_kernels;
  PassWatcher watcher(console, options, graph);
  absl::StatusOr<ir::Program> program = passes::Lower(graph, target, compile, &watcher);
  IEGEN_RETURN_IF_ERROR(watcher.status());
  if (passes != nullptr) *passes = watcher.figures();
  return program;
}

absl::StatusOr<Engine> MakeEngine(const Console& console, const ModelFile& model,
                                  const ir::Graph& graph, const EngineOptions& options) {
  Engine engine;
  IEGEN_ASSIGN_OR_RETURN(engine.target, FindTarget(options.target));
  IEGEN_ASSIGN_OR_RETURN(engine.name, EngineNameFor(options.name, model.file));
  emit::RenderOptions render;
  IEGEN_ASSIGN_OR_RETURN(engine.program,
                         LowerModel(console, graph, *engine.target, options, &render.passes));
  engine.program.name = engine.name;
  render.name = engine.name;
  render.target = engine.target;
  render.version = kVersion;
  render.model_file = model.file;
  render.model_sha256 = Sha256Hex(model.bytes);
  render.model_file_bytes = static_cast<int64_t>(model.bytes.size());
  render.options = OptionWords(options);
  render.limits = LimitsOf(options.limits);
  render.html = options.html;
  render.rounds_once = graph.rounding == ir::Rounding::kOnce;
  passes::Ends nchw = passes::ChannelsFirst(graph);
  render.nchw_inputs = std::move(nchw.inputs);
  render.nchw_outputs = std::move(nchw.outputs);
  IEGEN_ASSIGN_OR_RETURN(render.cases, MakeSelftest(graph, engine.program));
  render.kernel_headers = emit::EmbeddedKernelHeaders();
  IEGEN_ASSIGN_OR_RETURN(engine.files, emit::Render(engine.program, render));
  return engine;
}

}  // namespace iegen::cli
