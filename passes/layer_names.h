// Short names for layers, for code, reports and messages.
#ifndef IEGEN_PASSES_LAYER_NAMES_H_
#define IEGEN_PASSES_LAYER_NAMES_H_

#include <string>
#include <vector>

#include "ir/graph.h"

namespace iegen::passes {

// One for each node: a unique identifier of at most 48 characters. Exporters join the names of
// everything they fused and put scopes in front; of "model_1/act/Relu;model_1/conv2d/Conv2D1" stays
// "conv2d": the last piece without the scopes that all layers share and without the operator's own
// leaf. Where two layers would be equal, the operator's index in the file is added.
std::vector<std::string> LayerNames(const ir::Graph& graph);

// The user's operator that gave a node its kind: of a merged pad, convolution and relu the
// convolution. Null where the node came from no file.
const ir::Origin* MainOrigin(const ir::Node& node);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_LAYER_NAMES_H_
