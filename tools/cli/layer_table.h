// The engine layer by layer: which bytes are the model's, and how near they come to the real values
// of the model that it was made of.
#ifndef IEGEN_TOOLS_CLI_LAYER_TABLE_H_
#define IEGEN_TOOLS_CLI_LAYER_TABLE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ir/graph.h"
#include "tools/cli/cases.h"
#include "tools/cli/commands.h"
#include "tools/cli/engine.h"
#include "tools/cli/fidelity.h"

namespace iegen::cli {

// The nodes whose outputs can be outputs of the graph: those outside of branches and loops.
std::vector<size_t> LayersOf(const ir::Graph& graph);

// "operator 3 CONV_2D 'block1/conv' (conv2d)"
std::string LayerName(const ir::Node& node);

struct LayerRow {
  std::string layer, op;        // of the file; untrusted text
  size_t bytes = 0, equal = 0;  // of the layer's outputs, over all cases
  bool has_noise = false;       // whether the source has real values for this layer
  Noise noise;
};

// Makes an engine that hands out the values of all layers, runs it on `cases`, and compares with
// the evaluator; in the order of execution. Errors: those of making and of running the engine,
// which needs more RAM than the model's own.
absl::StatusOr<std::vector<LayerRow>> CompareLayers(const Console& console, const ModelFile& model,
                                                    const ir::Graph& graph,
                                                    const EngineOptions& options,
                                                    const Cases& cases);

// Gives its noise to each row that `fidelity` knows.
void AddNoise(const Fidelity& fidelity, std::vector<LayerRow>* rows);

// A line for each row, under a heading.
std::string LayerTable(const std::vector<LayerRow>& rows);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_LAYER_TABLE_H_
