// Samples for calibration from files: .npy, .npz, folders of .npy or of images, raw float32.
#ifndef IEGEN_TOOLS_SAMPLES_SAMPLES_H_
#define IEGEN_TOOLS_SAMPLES_SAMPLES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ir/graph.h"

namespace iegen::samples {

// How pixels become real values: (pixel * scale - mean) / std, a mean and a std for each channel,
// or one for all.
struct ImageOptions {
  float scale = 1.0f / 255;
  std::vector<float> mean{0}, std{1};
};

// A sample has a tensor for each input of the model: its elements in the input's order.
using Sample = std::vector<std::vector<float>>;

// Reads samples for all inputs of a graph, which are float32. `paths` name FILE, or INPUT=FILE once
// for each of several inputs; one .npz serves several inputs, too, by the names of its arrays. An
// array is a batch of samples or one; a folder holds arrays or images, which are taken in the order
// of their names. Images of an input with channels first are turned. Files are not trusted. Errors
// name the file: other types or shapes, images of another size, values that are not finite, inputs
// with different numbers of samples, files that are damaged.
absl::StatusOr<std::vector<Sample>> ReadSamples(const std::vector<std::string>& paths,
                                                const ir::Graph& graph, const ImageOptions& images);

// Whole numbers, of any integer type, from a .npy array: the class of each sample.
absl::StatusOr<std::vector<int64_t>> ReadLabels(const std::string& path);

}  // namespace iegen::samples

#endif  // IEGEN_TOOLS_SAMPLES_SAMPLES_H_
