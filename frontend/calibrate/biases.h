// Biases that make up for the mean error of quantised weights and activations.
#ifndef IEGEN_FRONTEND_CALIBRATE_BIASES_H_
#define IEGEN_FRONTEND_CALIBRATE_BIASES_H_

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "frontend/calibrate/calibrate.h"
#include "ir/graph.h"

namespace iegen::frontend::calibrate {

// Gives every layer with weights a bias, 0 where it has none.
void AddMissingBiases(ir::Graph* graph);

// `quantised` is `real` with quantize and dequantize in between: both have the same layers in the
// same order. For each layer, in their order, the mean over samples and places of what `real` gives
// minus what `quantised` gives is added to the bias of each output channel. `quantised` runs with
// the corrections made so far, so that each layer sees what it will see. All samples take part as
// far as their activations fit into memory, the first ones otherwise.
absl::Status CorrectBiases(const ir::Graph& real, absl::Span<const Sample> samples,
                           const Progress& progress, ir::Graph* quantised);

}  // namespace iegen::frontend::calibrate

#endif  // IEGEN_FRONTEND_CALIBRATE_BIASES_H_
