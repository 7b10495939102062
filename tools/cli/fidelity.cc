#include "tools/cli/fidelity.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/types/optional.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/calibrate/float_evaluator.h"
#include "frontend/calibrate/parallel.h"
#include "frontend/integer/scalar_functions.h"
#include "ir/eval/evaluator.h"

namespace iegen::cli {
namespace {

using frontend::calibrate::FloatEvaluator;
using frontend::calibrate::ParallelFor;
using frontend::calibrate::Sample;

// Real values of an int8 or float32 tensor.
std::vector<float> RealValues(const ir::TensorType& type, const std::string& bytes) {
  std::vector<float> values(static_cast<size_t>(type.shape.elements()));
  if (type.elem == ir::ElemType::kFloat32) {
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
    return values;
  }
  for (size_t i = 0; i < values.size(); ++i) {
    const int stored = static_cast<int8_t>(bytes[i]);
    values[i] = static_cast<float>(stored - type.quant.zero_point()) * type.quant.scale();
  }
  return values;
}

// `step` is that of the quantisation of `given`, or infinite.
void Add(const std::vector<float>& wanted, const std::vector<float>& given, double step,
         Noise* noise) {
  for (size_t i = 0; i < wanted.size(); ++i) {
    const double value = static_cast<double>(wanted[i]);
    const double error = value - static_cast<double>(given[i]);
    noise->signal += value * value;
    noise->noise += error * error;
    noise->largest_steps = std::max(noise->largest_steps, std::abs(error) / step);
  }
}

void Add(const Noise& other, Noise* noise) {
  noise->signal += other.signal;
  noise->noise += other.noise;
  noise->largest_steps = std::max(noise->largest_steps, other.largest_steps);
}

double StepOf(const ir::TensorType& type) {
  return type.elem == ir::ElemType::kInt8 ? static_cast<double>(type.quant.scale())
                                          : std::numeric_limits<double>::infinity();
}

int64_t ClassOf(const std::vector<float>& values) {
  return std::max_element(values.begin(), values.end()) - values.begin();
}

// What one sample says: noise of each pair and of the outputs, and the class that both give.
struct Finding {
  std::vector<Noise> layers;
  Noise output;
  int64_t real_class = 0, integer_class = 0;
};

// The stored integers behind each pair of a graph that says itself how values are stored.
using StoredPairs = absl::flat_hash_map<ir::ValueId, size_t>;

StoredPairs StoredPairsOf(const frontend::CalibratedModel& model) {
  StoredPairs stored;
  for (size_t i = 0; i < model.pairs.size(); ++i) {
    const int producer = model.real.Producer(model.pairs[i].second);
    if (producer < 0) continue;
    const ir::Node& node = model.real.nodes()[static_cast<size_t>(producer)];
    if (std::holds_alternative<ir::Dequantize>(node.op)) stored.emplace(node.in[0], i);
  }
  return stored;
}

// Runs the float and the integer graph; one for each thread.
class Twins {
 public:
  static absl::StatusOr<Twins> Create(const frontend::CalibratedModel& model) {
    IEGEN_ASSIGN_OR_RETURN(FloatEvaluator real, FloatEvaluator::Create(model.real));
    IEGEN_ASSIGN_OR_RETURN(Evaluator integers, Evaluator::Create(model.integers));
    return Twins(model, std::move(real), std::move(integers));
  }

  absl::StatusOr<Finding> Run(const Sample& sample) {
    IEGEN_RETURN_IF_ERROR(real_.Run(sample));
    IEGEN_RETURN_IF_ERROR(integers_.Run(StoredInputs(sample)).status());
    Finding finding;
    for (const auto& [integer, real] : model_->pairs) {
      finding.layers.emplace_back();
      Add(real_.Elements(real), Values(integer), StepOf(model_->integers.type(integer)),
          &finding.layers.back());
    }
    for (size_t i = 0; i < model_->real.outputs().size(); ++i) {
      const ir::ValueId integer = model_->integers.outputs()[i];
      Add(real_.Elements(model_->real.outputs()[i]), Values(integer),
          StepOf(model_->integers.type(integer)), &finding.output);
    }
    finding.real_class = ClassOf(real_.Elements(model_->real.outputs()[0]));
    finding.integer_class = ClassOf(Values(model_->integers.outputs()[0]));
    IEGEN_RETURN_IF_ERROR(RunAlone(sample, &finding));
    return finding;
  }

 private:
  Twins(const frontend::CalibratedModel& model, FloatEvaluator real, Evaluator integers)
      : model_(&model),
        stored_(StoredPairsOf(model)),
        real_(std::move(real)),
        integers_(std::move(integers)) {}

  // The largest difference of each layer where it gets the engine's integers: what it does wrong
  // itself.
  absl::Status RunAlone(const Sample& sample, Finding* finding) {
    if (stored_.empty()) return absl::OkStatus();
    IEGEN_RETURN_IF_ERROR(real_.SetInputs(sample));
    for (size_t i = 0; i < model_->real.nodes().size(); ++i) {
      IEGEN_RETURN_IF_ERROR(real_.RunNode(i));
      const auto found = stored_.find(model_->real.nodes()[i].out[0]);
      if (found == stored_.end()) continue;
      const std::string& bytes = integers_.Bytes(model_->pairs[found->second].first);
      double& largest = finding->layers[found->second].largest_steps;
      largest = 0;
      std::vector<float>& wanted = real_.MutableElements(found->first);
      for (size_t k = 0; k < wanted.size(); ++k) {
        const auto given = static_cast<float>(static_cast<int8_t>(bytes[k]));
        largest = std::max(largest, static_cast<double>(std::abs(wanted[k] - given)));
        wanted[k] = given;
      }
    }
    return absl::OkStatus();
  }

  std::vector<float> Values(ir::ValueId id) const {
    return RealValues(model_->integers.type(id), integers_.Bytes(id));
  }

  std::vector<std::string> StoredInputs(const Sample& sample) const {
    std::vector<std::string> inputs;
    for (size_t i = 0; i < sample.size(); ++i) {
      const ir::TensorType& type = model_->integers.type(model_->integers.inputs()[i]);
      if (type.elem == ir::ElemType::kFloat32) {
        inputs.push_back(ir::BytesOf<float>(sample[i]));
        continue;
      }
      std::vector<int8_t> bytes;
      for (float element : sample[i]) {
        bytes.push_back(frontend::integer::StoredByte(type.quant, element));
      }
      inputs.push_back(ir::BytesOf<int8_t>(bytes));
    }
    return inputs;
  }

  const frontend::CalibratedModel* model_;
  StoredPairs stored_;
  FloatEvaluator real_;
  Evaluator integers_;
};

bool OnlyMoves(const ir::Op& op) {
  return std::holds_alternative<ir::Reshape>(op) || std::holds_alternative<ir::Transpose>(op) ||
         std::holds_alternative<ir::Slice>(op) || std::holds_alternative<ir::Gather>(op) ||
         std::holds_alternative<ir::BroadcastTo>(op) || std::holds_alternative<ir::Pad>(op);
}

// The row of a pair: the operator of the file that computes it, or the input. None for what only
// moves values.
absl::optional<LayerNoise> RowOf(const frontend::CalibratedModel& model, ir::ValueId integer,
                                 ir::ValueId real) {
  const int producer = model.integers.Producer(integer);
  if (producer < 0) return absl::nullopt;
  const ir::Node& node = model.integers.nodes()[static_cast<size_t>(producer)];
  if (OnlyMoves(node.op)) return absl::nullopt;
  if (!node.loc.origins.empty()) {
    return LayerNoise{node.loc.origins.front().name, node.loc.origins.front().op, {}, 0};
  }
  const ir::Value& value = model.real.value(real);
  return LayerNoise{value.original.empty() ? value.name : value.original, "input", {}, 0};
}

// A row for each operator, with the noise of the last value that it gives.
std::vector<LayerNoise> RowsOf(const frontend::CalibratedModel& model,
                               const std::vector<Noise>& noise) {
  std::vector<LayerNoise> rows;
  for (size_t i = 0; i < noise.size(); ++i) {
    absl::optional<LayerNoise> row = RowOf(model, model.pairs[i].first, model.pairs[i].second);
    if (!row) continue;
    row->noise = noise[i];
    row->order = i;
    const auto same = absl::c_find_if(rows, [&](const LayerNoise& other) {
      return other.layer == row->layer && other.op == row->op;
    });
    if (same == rows.end()) {
      rows.push_back(*std::move(row));
    } else {
      *same = *std::move(row);
    }
  }
  absl::c_stable_sort(rows, [](const LayerNoise& a, const LayerNoise& b) {
    return a.noise.Decibel() < b.noise.Decibel();
  });
  return rows;
}

// The sums in the order of samples, whatever thread ran them.
Fidelity SumUp(const frontend::CalibratedModel& model, const std::vector<Finding>& findings,
               absl::Span<const int64_t> labels) {
  Fidelity fidelity;
  fidelity.samples = findings.size();
  std::vector<Noise> noise(model.pairs.size());
  fidelity.has_classes = model.real.outputs().size() == 1 &&
                         model.real.type(model.real.outputs()[0]).shape.elements() > 1;
  fidelity.has_labels = !labels.empty();
  for (size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = findings[i];
    for (size_t k = 0; k < noise.size(); ++k) Add(finding.layers[k], &noise[k]);
    Add(finding.output, &fidelity.output);
    fidelity.same_class += finding.real_class == finding.integer_class ? 1 : 0;
    if (labels.empty()) continue;
    fidelity.float_right += finding.real_class == labels[i] ? 1 : 0;
    fidelity.integers_right += finding.integer_class == labels[i] ? 1 : 0;
  }
  fidelity.layers = RowsOf(model, noise);
  return fidelity;
}

double Percent(size_t part, size_t all) {
  return 100 * static_cast<double>(part) / static_cast<double>(std::max<size_t>(all, 1));
}

}  // namespace

double Noise::Decibel() const {
  if (noise <= 0) return std::numeric_limits<double>::infinity();
  return 10 * std::log10(std::max(signal, std::numeric_limits<double>::min()) / noise);
}

absl::StatusOr<Fidelity> MeasureFidelity(const frontend::CalibratedModel& model,
                                         absl::Span<const Sample> samples,
                                         absl::Span<const int64_t> labels, Progress* progress) {
  if (!labels.empty() && labels.size() != samples.size()) {
    return Error(absl::StrCat(labels.size(), " labels for ", samples.size(), " samples"));
  }
  std::vector<Twins> twins;
  for (size_t i = 0; i < frontend::calibrate::WorkerCount(); ++i) {
    IEGEN_ASSIGN_OR_RETURN(Twins one, Twins::Create(model));
    twins.push_back(std::move(one));
  }
  std::vector<Finding> findings(samples.size());
  IEGEN_RETURN_IF_ERROR(ParallelFor(
      samples.size(),
      [&](size_t worker, size_t index) {
        IEGEN_ASSIGN_OR_RETURN(findings[index], twins[worker].Run(samples[index]));
        return absl::OkStatus();
      },
      [&](size_t done) { progress->Update("comparing", done, samples.size()); }));
  return SumUp(model, findings, labels);
}

std::string DecibelText(const Noise& noise) {
  return noise.noise <= 0 ? "exact" : absl::StrFormat("%.1f dB", noise.Decibel());
}

std::string FidelitySummary(const Fidelity& f) {
  std::string text =
      absl::StrCat(f.samples, " samples: signal to noise of the output ", DecibelText(f.output));
  if (f.has_classes) {
    absl::StrAppend(&text,
                    absl::StrFormat(", same class %.1f %%", Percent(f.same_class, f.samples)));
  }
  if (f.has_classes && f.has_labels) {
    absl::StrAppend(&text, absl::StrFormat("\n  right: float %.1f %%, int8 %.1f %%",
                                           Percent(f.float_right, f.samples),
                                           Percent(f.integers_right, f.samples)));
  }
  if (!f.layers.empty()) {
    absl::StrAppend(&text, "\n  most harmed: ", Quoted(f.layers[0].layer), " ",
                    DecibelText(f.layers[0].noise));
  }
  return text;
}

std::string ShownName(absl::string_view layer) {
  constexpr size_t kWidest = 48;
  const std::string name = Escaped(layer);
  return name.size() <= kWidest ? name : absl::StrCat(name.substr(0, kWidest - 3), "...");
}

std::string FidelityTable(const Fidelity& fidelity) {
  size_t width = 5;
  for (const LayerNoise& layer : fidelity.layers) {
    width = std::max(width, ShownName(layer.layer).size());
  }
  const int columns = static_cast<int>(width);
  std::string text = absl::StrFormat("%-*s  signal to noise  operator", columns, "layer");
  for (const LayerNoise& layer : fidelity.layers) {
    absl::StrAppend(&text, absl::StrFormat("\n%-*s  %15s  %s", columns, ShownName(layer.layer),
                                           DecibelText(layer.noise), Escaped(layer.op)));
  }
  return text;
}

}  // namespace iegen::cli
