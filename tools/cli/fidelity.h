// How near a quantised model comes to the float model that it was made of: layer by layer, and in
// the classes that both give.
#ifndef IEGEN_TOOLS_CLI_FIDELITY_H_
#define IEGEN_TOOLS_CLI_FIDELITY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "frontend/frontend.h"
#include "tools/cli/progress.h"

namespace iegen::cli {

// Sums of squares over all samples: of the float values, and of what the integers differ by; and
// the largest difference of one value, in steps of its quantisation (0 where it has none). A layer
// whose source is quantised gets the engine's own integers for the latter, so that nothing adds up.
struct Noise {
  double signal = 0, noise = 0, largest_steps = 0;

  // 10 log10(signal / noise); infinite where there is no noise.
  double Decibel() const;
};

struct LayerNoise {
  std::string layer, op;  // of the file; untrusted text
  Noise noise;
  size_t order = 0;  // in which it is computed
};

struct Fidelity {
  size_t samples = 0;
  std::vector<LayerNoise> layers;  // worst first
  Noise output;
  // Of models with one output of several elements, the greatest being the class.
  bool has_classes = false, has_labels = false;
  size_t same_class = 0, float_right = 0, integers_right = 0;
};

// Runs both graphs on all samples. `labels` are the classes of the samples, or empty. Errors: those
// of the evaluators, another number of labels than samples.
absl::StatusOr<Fidelity> MeasureFidelity(const frontend::CalibratedModel& model,
                                         absl::Span<const frontend::calibrate::Sample> samples,
                                         absl::Span<const int64_t> labels, Progress* progress);

// "38.2 dB", or "exact".
std::string DecibelText(const Noise& noise);

// A line about all, and one about the worst layer.
std::string FidelitySummary(const Fidelity& fidelity);

// A layer's name as a column of a table shows it, free of control characters: Keras strings all
// that was fused into one operator together.
std::string ShownName(absl::string_view layer);

// A line for each layer, worst first.
std::string FidelityTable(const Fidelity& fidelity);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_FIDELITY_H_
