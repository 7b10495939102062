#include "tools/cli/fidelity_json.h"

#include "base/text.h"

namespace iegen::cli {
namespace {

nlohmann::ordered_json DecibelJson(const Noise& noise) {
  return noise.noise <= 0 ? nlohmann::ordered_json() : nlohmann::ordered_json(noise.Decibel());
}

}  // namespace

nlohmann::ordered_json FidelityJson(const Fidelity& f) {
  nlohmann::ordered_json json = {{"samples", f.samples}, {"output_db", DecibelJson(f.output)}};
  if (f.has_classes) json["same_class"] = f.same_class;
  if (f.has_classes && f.has_labels) {
    json["float_right"] = f.float_right;
    json["int8_right"] = f.integers_right;
  }
  json["layers"] = nlohmann::ordered_json::array();
  for (const LayerNoise& layer : f.layers) {
    json["layers"].push_back({{"layer", Escaped(layer.layer)},
                              {"operator", Escaped(layer.op)},
                              {"db", DecibelJson(layer.noise)},
                              {"largest_steps", layer.noise.largest_steps}});
  }
  return json;
}

}  // namespace iegen::cli
