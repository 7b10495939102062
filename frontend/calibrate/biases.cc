#include "frontend/calibrate/biases.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/status.h"
#include "frontend/calibrate/float_evaluator.h"
#include "frontend/calibrate/parallel.h"
#include "frontend/calibrate/quantiser.h"
#include "frontend/integer/linear.h"
#include "frontend/integer/scalar_functions.h"

namespace iegen::frontend::calibrate {
namespace {

using ir::ValueId;

// Elements of activations that may be alive at a time, in all samples together: 1 GB.
constexpr int64_t kMostElements = int64_t{1} << 28;

// What nobody reads after each node.
std::vector<std::vector<ValueId>> LastReads(const ir::Graph& graph) {
  std::vector<size_t> last(graph.value_count(), 0);
  for (size_t i = 0; i < graph.nodes().size(); ++i) {
    for (ValueId id : graph.nodes()[i].in) {
      if (id != ir::kNoValue) last[static_cast<size_t>(id)] = i;
    }
  }
  std::vector<std::vector<ValueId>> reads(graph.nodes().size());
  for (size_t i = 0; i < graph.nodes().size(); ++i) {
    for (ValueId id : graph.nodes()[i].in) {
      const bool ends =
          id != ir::kNoValue && !graph.value(id).constant() && last[static_cast<size_t>(id)] == i;
      if (ends) reads[i].push_back(id);
    }
  }
  return reads;
}

// Elements of all values that are alive at the busiest node.
int64_t PeakElements(const ir::Graph& graph) {
  const std::vector<std::vector<ValueId>> last_reads = LastReads(graph);
  int64_t live = 0, peak = 1;
  for (ValueId id : graph.inputs()) live += graph.type(id).shape.elements();
  for (size_t i = 0; i < graph.nodes().size(); ++i) {
    live += graph.type(graph.nodes()[i].out[0]).shape.elements();
    peak = std::max(peak, live);
    for (ValueId id : last_reads[i]) live -= graph.type(id).shape.elements();
  }
  return peak;
}

// What a graph takes for a sample: the stored integers where an input is int8.
Sample InputsFor(const ir::Graph& graph, Sample sample) {
  for (size_t i = 0; i < std::min(sample.size(), graph.inputs().size()); ++i) {
    const ir::TensorType& type = graph.type(graph.inputs()[i]);
    if (type.elem != ir::ElemType::kInt8) continue;
    for (float& element : sample[i]) {
      element = static_cast<float>(integer::StoredByte(type.quant, element));
    }
  }
  return sample;
}

// Runs a graph node by node over all samples at once.
class Batch {
 public:
  static absl::StatusOr<Batch> Create(const ir::Graph& graph, absl::Span<const Sample> samples) {
    IEGEN_ASSIGN_OR_RETURN(const FloatEvaluator evaluator, FloatEvaluator::Create(graph));
    Batch batch;
    batch.last_reads_ = LastReads(graph);
    batch.evaluators_.assign(samples.size(), evaluator);
    for (size_t i = 0; i < samples.size(); ++i) {
      IEGEN_RETURN_IF_ERROR(batch.evaluators_[i].SetInputs(InputsFor(graph, samples[i])));
    }
    return batch;
  }

  // Runs all nodes up to this one.
  absl::Status RunUntil(size_t last) {
    const size_t first = std::exchange(next_, last + 1);
    return ParallelFor(evaluators_.size(),
                       [&](size_t, size_t sample) {
                         for (size_t node = first; node <= last; ++node) {
                           IEGEN_RETURN_IF_ERROR(evaluators_[sample].RunNode(node));
                           for (ValueId id : last_reads_[node]) evaluators_[sample].Forget(id);
                         }
                         return absl::OkStatus();
                       },
                       {});
  }

  // Of each channel, the last dimension, over all samples.
  std::vector<double> ChannelMeans(ValueId id) const {
    const ir::Shape& shape = evaluators_[0].graph().type(id).shape;
    std::vector<double> sums(static_cast<size_t>(shape[shape.rank() - 1]), 0.0);
    for (const FloatEvaluator& evaluator : evaluators_) {
      const std::vector<float>& elements = evaluator.Elements(id);
      for (size_t i = 0; i < elements.size(); ++i) {
        sums[i % sums.size()] += static_cast<double>(elements[i]);
      }
    }
    const int64_t places = shape.elements() / static_cast<int64_t>(sums.size());
    for (double& sum : sums) sum /= static_cast<double>(places) * Samples();
    return sums;
  }

  void AddToChannels(ValueId id, const std::vector<float>& addends) {
    for (FloatEvaluator& evaluator : evaluators_) {
      std::vector<float>& elements = evaluator.MutableElements(id);
      for (size_t i = 0; i < elements.size(); ++i) elements[i] += addends[i % addends.size()];
    }
  }

 private:
  double Samples() const { return static_cast<double>(evaluators_.size()); }

  std::vector<FloatEvaluator> evaluators_;
  std::vector<std::vector<ValueId>> last_reads_;
  size_t next_ = 0;
};

bool HasFloatBias(const ir::Graph& graph, const ir::Node& node) {
  return integer::IsLinear(node.op) && graph.value(node.in[2]).constant() &&
         graph.type(node.in[2]).elem == ir::ElemType::kFloat32;
}

// The layers of a graph in their order, as indices of nodes; not the steps of a recurrent layer,
// which share one bias.
std::vector<size_t> LayersOf(const ir::Graph& graph) {
  std::map<Part, std::vector<size_t>> nodes_of;
  for (size_t i = 0; i < graph.nodes().size(); ++i) {
    const ir::Node& node = graph.nodes()[i];
    if (!HasFloatBias(graph, node)) continue;
    Part part = PartOf(node);
    if (part.index < 0) part.index = -1 - static_cast<int32_t>(i);  // one of its own
    nodes_of[part].push_back(i);
  }
  std::vector<size_t> layers;
  for (const auto& [part, nodes] : nodes_of) {
    if (nodes.size() == 1) layers.push_back(nodes[0]);
  }
  std::sort(layers.begin(), layers.end());
  return layers;
}

// A bias of its own for each layer, because equal ones may be shared.
void AddToBias(ir::Graph* graph, size_t node, const std::vector<float>& addends) {
  const ir::Value old = graph->value(graph->nodes()[node].in[2]);
  std::vector<float> bias = ir::ElementsOf<float>(old);
  for (size_t c = 0; c < bias.size(); ++c) bias[c] += addends[c];
  graph->nodes()[node].in[2] = graph->AddConstant(old.name, old.type, ir::BytesOf<float>(bias));
}

}  // namespace

void AddMissingBiases(ir::Graph* graph) {
  for (ir::Node& node : graph->nodes()) {
    const bool has = node.in.size() > 2 && node.in[2] != ir::kNoValue;
    if (!integer::IsLinear(node.op) || has) continue;
    const ir::Shape& out = graph->type(node.out[0]).shape;
    const int32_t channels = out[out.rank() - 1];
    const std::vector<float> zeros(static_cast<size_t>(channels), 0.0f);
    node.in.resize(3, ir::kNoValue);
    node.in[2] = graph->AddConstant("bias", {ir::ElemType::kFloat32, {channels}, {}},
                                    ir::BytesOf<float>(zeros));
  }
}

absl::Status CorrectBiases(const ir::Graph& real, absl::Span<const Sample> samples,
                           const Progress& progress, ir::Graph* quantised) {
  const int64_t each = PeakElements(real) + PeakElements(*quantised);
  const int64_t most = std::max<int64_t>(kMostElements / each, 1);
  samples = samples.subspan(0, std::min(samples.size(), static_cast<size_t>(most)));
  IEGEN_ASSIGN_OR_RETURN(Batch real_batch, Batch::Create(real, samples));
  IEGEN_ASSIGN_OR_RETURN(Batch batch, Batch::Create(*quantised, samples));
  const std::vector<size_t> real_layers = LayersOf(real), layers = LayersOf(*quantised);
  for (size_t i = 0; i < layers.size(); ++i) {
    IEGEN_RETURN_IF_ERROR(real_batch.RunUntil(real_layers[i]));
    IEGEN_RETURN_IF_ERROR(batch.RunUntil(layers[i]));
    const std::vector<double> wanted = real_batch.ChannelMeans(real.nodes()[real_layers[i]].out[0]);
    const ValueId out = quantised->nodes()[layers[i]].out[0];
    const std::vector<double> given = batch.ChannelMeans(out);
    std::vector<float> addends;
    for (size_t c = 0; c < given.size(); ++c) {
      addends.push_back(static_cast<float>(wanted[c] - given[c]));
    }
    batch.AddToChannels(out, addends);
    AddToBias(quantised, layers[i], addends);
    if (progress) progress("correcting biases", i + 1, layers.size());
  }
  return absl::OkStatus();
}

}  // namespace iegen::frontend::calibrate
