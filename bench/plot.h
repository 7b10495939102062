// A picture of instructions against TensorFlow Lite Micro: for each model a panel, in it a line for
// each core. A grey bar is what TFLM needs, the coloured one in it the part that iegen's engine
// needs.
#ifndef IEGEN_BENCH_PLOT_H_
#define IEGEN_BENCH_PLOT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"

namespace iegen::bench {

struct PlotBar {
  std::string model, target;
  int64_t instructions = 0, peer_instructions = 0;
};

// An SVG document; panels and lines in the order of `bars`.
std::string PlotSvg(absl::Span<const PlotBar> bars);

}  // namespace iegen::bench

#endif  // IEGEN_BENCH_PLOT_H_
