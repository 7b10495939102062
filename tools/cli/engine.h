// From a model file to an engine in memory: what compile, run, verify and check share.
#ifndef IEGEN_TOOLS_CLI_ENGINE_H_
#define IEGEN_TOOLS_CLI_ENGINE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "backends/backend.h"
#include "emit/render.h"
#include "frontend/import_options.h"
#include "ir/graph.h"
#include "ir/program.h"
#include "tools/cli/commands.h"
#include "tools/cli/console.h"

namespace iegen::cli {

struct ModelFile {
  std::string path;
  std::string file;  // base name: what messages and emitted files show
  std::string bytes;
};

// Reads the model; "-" is standard input. A Keras model must be quantised, or float where there are
// samples to calibrate with.
absl::StatusOr<ModelFile> ReadModel(const std::string& path,
                                    const CalibrationOptions& calibration = {});

// Its graph as imported. Problems beyond the first go to `problems` where that is not null.
absl::StatusOr<ir::Graph> ImportModel(const ModelFile& model,
                                      std::vector<absl::Status>* problems = nullptr);

// The same with inputs and outputs in the order of dimensions that the engine is to have.
absl::StatusOr<ir::Graph> ImportForEngine(const ModelFile& model, const EngineOptions& options);

// Where messages and files beside the model come from.
frontend::ImportOptions ImportOptionsFor(const ModelFile& model);

// Inputs and outputs in the order of dimensions that the engine is to have.
ir::Graph InLayout(ir::Graph graph, const EngineOptions& options);

// The engine's name: the one given, which must be usable as it is, or one made from the file.
absl::StatusOr<std::string> EngineNameFor(const std::string& given, const std::string& file);

struct Engine {
  std::string name;
  const Target* target = nullptr;
  ir::Program program;
  std::vector<emit::File> files;
};

// Passes, kernel selection and memory plan; limits are not looked at. What each pass gained goes to
// `passes` where that is not null.
absl::StatusOr<ir::Program> LowerModel(const Console& console, const ir::Graph& graph,
                                       const Target& target, const EngineOptions& options,
                                       std::vector<emit::PassFigures>* passes = nullptr);

// The whole bundle. Golden cases of the self-test come from the evaluator, as many as take a
// moment.
absl::StatusOr<Engine> MakeEngine(const Console& console, const ModelFile& model,
                                  const ir::Graph& graph, const EngineOptions& options);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_ENGINE_H_
