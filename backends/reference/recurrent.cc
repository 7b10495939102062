// lstm and svdf with portable kernels.
#include <algorithm>
#include <cmath>

#include "backends/access_order.h"
#include "backends/linear.h"
#include "backends/reference/candidates.h"
#include "base/fixed_point.h"
#include "base/status.h"
#include "iegen/lstm_s8.h"
#include "iegen/svdf_s8.h"

namespace iegen::reference {
namespace {

using ir::Lstm;
using ir::Svdf;

struct LstmSpec {
  int32_t batches = 1, steps = 1, in_features = 1, cells = 1;
  int32_t in_step = 0, in_batch = 0, out_step = 0, out_batch = 0;
  int32_t cell_exponent = -12, cell_clip = 0, hidden_zero_point = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("batches", s.batches);
    visit("steps", s.steps);
    visit("in_features", s.in_features);
    visit("cells", s.cells);
    visit("in_step", s.in_step);
    visit("in_batch", s.in_batch);
    visit("out_step", s.out_step);
    visit("out_batch", s.out_batch);
    visit("cell_exponent", s.cell_exponent);
    visit("cell_clip", s.cell_clip);
    visit("hidden_zero_point", s.hidden_zero_point);
  }
};

struct SvdfSpec {
  int32_t batches = 1, in_features = 1, units = 1, rank = 1, memory = 1;
  int32_t state_zero_point = 0, out_zero_point = 0;
  int32_t state_multiplier = 0, state_shift = 0, out_multiplier = 0, out_shift = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("batches", s.batches);
    visit("in_features", s.in_features);
    visit("units", s.units);
    visit("rank", s.rank);
    visit("memory", s.memory);
    visit("state_zero_point", s.state_zero_point);
    visit("out_zero_point", s.out_zero_point);
    visit("state_multiplier", s.state_multiplier);
    visit("state_shift", s.state_shift);
    visit("out_multiplier", s.out_multiplier);
    visit("out_shift", s.out_shift);
  }
};

// The inputs of a block of steps are read before its outputs are written.
void OrderOfLstm(const ir::Spec& spec, AccessOrder* order) {
  const auto s = FromSpec<LstmSpec>(spec);
  for (int64_t b = 0; b < s.batches; ++b) {
    for (int64_t first = 0; first < s.steps; first += kLstmBlockSteps) {
      const int64_t end = std::min<int64_t>(first + kLstmBlockSteps, s.steps);
      for (int64_t t = first; t < end; ++t) {
        const int64_t in = b * s.in_batch + t * s.in_step;
        order->Read(0, in, in + s.in_features);
      }
      for (int64_t t = first; t < end; ++t) {
        const int64_t out = b * s.out_batch + t * s.out_step;
        order->Write(out, out + s.cells);
      }
    }
  }
}

void RunLstm(const ir::Spec& spec, absl::Span<void* const> p) {
  LstmS8(FromSpec<LstmSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]), In<int32_t>(p[2]),
         In<int8_t>(p[3]), In<int32_t>(p[4]), In<int32_t>(p[5]), In<int8_t>(p[6]),
         Out<int8_t>(p[7]), Out<int16_t>(p[8]), Out<int16_t>(p[9]), Out<int8_t>(p[10]));
}

template <class State>
void RunSvdf(const ir::Spec& spec, absl::Span<void* const> p) {
  SvdfS8(FromSpec<SvdfSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]), In<int32_t>(p[2]),
         In<State>(p[3]), In<int32_t>(p[4]), Out<State>(p[5]), Out<int8_t>(p[6]));
}

constexpr Kernel kKernels[] = {
    {"lstm_s8", "LstmS8", "iegen/lstm_s8.h", RunLstm, OrderOfLstm},
    {"svdf_s8_state8", "SvdfS8", "iegen/svdf_s8.h", RunSvdf<int8_t>},
    {"svdf_s8_state16", "SvdfS8", "iegen/svdf_s8.h", RunSvdf<int16_t>},
};

// The rows of four [cells, columns] matrices: all gates of cell 0, of cell 1, ...
template <class T>
std::vector<T> Interleaved(const NodeView& node, size_t first, int32_t cells) {
  std::array<std::vector<T>, 4> gates;
  for (size_t g = 0; g < gates.size(); ++g) gates[g] = node.elements<T>(first + g);
  const auto columns = static_cast<std::ptrdiff_t>(gates[0].size()) / cells;
  std::vector<T> rows;
  for (int32_t cell = 0; cell < cells; ++cell) {
    for (const std::vector<T>& gate : gates) {
      const auto row = gate.begin() + cell * columns;
      rows.insert(rows.end(), row, row + columns);
    }
  }
  return rows;
}

// bias[r] -= zero_point * sum of row r, modulo 2^32.
void FoldZeroPoint(const std::vector<int8_t>& matrix, int32_t zero_point,
                   std::vector<int32_t>* bias) {
  const size_t columns = matrix.size() / bias->size();
  for (size_t r = 0; r < bias->size(); ++r) {
    uint32_t sum = 0;
    for (size_t k = 0; k < columns; ++k) sum += static_cast<uint32_t>(matrix[r * columns + k]);
    const uint32_t offset = static_cast<uint32_t>(zero_point) * sum;
    (*bias)[r] = static_cast<int32_t>(static_cast<uint32_t>((*bias)[r]) - offset);
  }
}

// TensorFlow Lite takes the product of two scales in float32 before it goes on in double.
double Product(const ir::TensorType& a, const ir::TensorType& b) {
  return static_cast<double>(a.quant.scale() * b.quant.scale());
}

struct Scales {
  std::vector<int32_t> multipliers;
  std::vector<int8_t> shifts;

  void Add(double real) {
    const QuantizedMultiplier m = QuantizeMultiplier(real);
    multipliers.push_back(m.multiplier);
    shifts.push_back(static_cast<int8_t>(m.shift));
  }
};

// In the order of LstmLayerS8.
Scales LstmScales(const NodeView& node) {
  constexpr double kGateSteps = 4096;  // pre-activations are in steps of 2^-12
  const ir::TensorType& hidden = node.in(Lstm::kHidden);
  Scales scales;
  for (size_t g = 0; g < 4; ++g) {
    scales.Add(Product(node.in(0), node.in(Lstm::kWeights + g)) * kGateSteps);
  }
  for (size_t g = 0; g < 4; ++g) {
    scales.Add(Product(hidden, node.in(Lstm::kRecurrent + g)) * kGateSteps);
  }
  scales.Add(std::ldexp(1.0, -30) / static_cast<double>(hidden.quant.scale()));
  return scales;
}

// The clip in steps of the cell state, rounded towards zero.
int32_t ClipOf(const NodeView& node) {
  const float steps = node.op<Lstm>().cell_clip / node.in(Lstm::kCell).quant.scale();
  return static_cast<int32_t>(std::min(steps, 32767.0f));
}

absl::StatusOr<LstmSpec> LstmSpecOf(const NodeView& node) {
  const ir::Shape& x = node.in_shape(0);
  const bool time_major = node.op<Lstm>().time_major;
  LstmSpec s;
  s.batches = x[time_major ? 1 : 0], s.steps = x[time_major ? 0 : 1];
  s.in_features = x[2], s.cells = node.out_shape()[2];
  s.in_step = (time_major ? s.batches : 1) * s.in_features;
  s.in_batch = (time_major ? 1 : s.steps) * s.in_features;
  s.out_step = (time_major ? s.batches : 1) * s.cells;
  s.out_batch = (time_major ? 1 : s.steps) * s.cells;
  IEGEN_ASSIGN_OR_RETURN(s.cell_exponent, ir::CellExponent(node.in(Lstm::kCell).quant.scale()));
  s.cell_clip = ClipOf(node);
  s.hidden_zero_point = node.in(Lstm::kHidden).quant.zero_point();
  return s;
}

absl::StatusOr<BoundCall> BindLstm(const NodeView& node) {
  IEGEN_ASSIGN_OR_RETURN(const LstmSpec s, LstmSpecOf(node));
  const std::vector<int8_t> weights = Interleaved<int8_t>(node, Lstm::kWeights, s.cells);
  const std::vector<int8_t> recurrent = Interleaved<int8_t>(node, Lstm::kRecurrent, s.cells);
  std::vector<int32_t> bias = Interleaved<int32_t>(node, Lstm::kBias, s.cells);
  std::vector<int32_t> recurrent_bias(bias.size(), 0);
  FoldZeroPoint(weights, node.in(0).quant.zero_point(), &bias);
  FoldZeroPoint(recurrent, s.hidden_zero_point, &recurrent_bias);
  const Scales scales = LstmScales(node);
  CallBuilder call(s);
  call.Input(node, 0);
  call.Constant("weights", ir::ElemType::kInt8, weights);
  call.Constant("bias", ir::ElemType::kInt32, bias);
  call.Constant("recurrent", ir::ElemType::kInt8, recurrent);
  call.Constant("recurrent_bias", ir::ElemType::kInt32, recurrent_bias);
  call.Constant("multipliers", ir::ElemType::kInt32, scales.multipliers);
  call.Constant("shifts", ir::ElemType::kInt8, scales.shifts);
  call.Input(node, Lstm::kHidden);
  call.Input(node, Lstm::kCell);
  call.Scratch(LstmS8ScratchBytes(s), ir::ElemType::kInt16);
  call.Output(node);
  return call.Take();
}

SvdfSpec SvdfSpecOf(const NodeView& node) {
  const ir::TensorType &x = node.in(0), &state = node.in(Svdf::kState);
  const QuantizedMultiplier in = QuantizeMultiplier(static_cast<double>(
      x.quant.scale() * node.in(Svdf::kWeights).quant.scale() / state.quant.scale()));
  const QuantizedMultiplier out = QuantizeMultiplier(static_cast<double>(
      state.quant.scale() * node.in(Svdf::kTime).quant.scale() / node.out().quant.scale()));
  SvdfSpec s;
  s.batches = x.shape[0], s.in_features = x.shape[1];
  s.units = node.out_shape()[1], s.rank = node.op<Svdf>().rank;
  s.memory = node.in_shape(Svdf::kTime)[1];
  s.state_zero_point = state.quant.zero_point();
  s.out_zero_point = node.out().quant.zero_point();
  s.state_multiplier = in.multiplier, s.state_shift = in.shift;
  s.out_multiplier = out.multiplier, s.out_shift = out.shift;
  return s;
}

// The bias of a unit, less what the zero point of an 8-bit state adds to its time weights' sums.
std::vector<int32_t> SvdfBias(const NodeView& node) {
  std::vector<int32_t> bias = node.elements<int32_t>(Svdf::kBias);
  if (node.in(Svdf::kState).elem != ir::ElemType::kInt8) return bias;
  FoldZeroPoint(node.elements<int8_t>(Svdf::kTime), node.in(Svdf::kState).quant.zero_point(),
                &bias);
  return bias;
}

absl::StatusOr<BoundCall> BindSvdf(const NodeView& node) {
  const SvdfSpec s = SvdfSpecOf(node);
  std::vector<int32_t> features_bias(static_cast<size_t>(s.units * s.rank), 0);
  FoldZeroPoint(node.elements<int8_t>(Svdf::kWeights), node.in(0).quant.zero_point(),
                &features_bias);
  CallBuilder call(s);
  call.Input(node, 0);
  call.Input(node, Svdf::kWeights);
  call.Constant("weights_bias", ir::ElemType::kInt32, features_bias);
  call.Input(node, Svdf::kTime);
  call.Constant("bias", ir::ElemType::kInt32, SvdfBias(node));
  call.Input(node, Svdf::kState);
  call.Output(node);
  return call.Take();
}

}  // namespace

Offer OfferLstm(const NodeView& node, const Target& target) {
  constexpr int64_t kPerCell = 380;  // eight scalings, five functions, the rest of a step
  const int64_t cells = node.out_shape()[2], outputs = node.out_shape().elements();
  const int64_t features = node.in_shape(0)[2];
  const Cost cost{MacCost(target, MacsOf(node), 0) + kPerCell * outputs, 3400,
                  4 * cells * (cells + features + 8) + 45};
  return {{&kKernels[0], cost, "portable, any shape", true, 0, false, BindLstm}};
}

Offer OfferSvdf(const NodeView& node, const Target& target) {
  constexpr int64_t kMove = 2;  // of a value in the state
  const ir::TensorType& state = node.in(Svdf::kState);
  const int64_t filters = node.in_shape(Svdf::kWeights)[0] * node.in_shape(0)[0];
  const Cost cost{MacCost(target, MacsOf(node), filters + node.out_shape().elements()) +
                      kMove * state.shape.elements(),
                  700,
                  node.in(Svdf::kWeights).bytes() + node.in(Svdf::kTime).bytes() + 8 * filters};
  const Kernel* kernel = &kKernels[state.elem == ir::ElemType::kInt8 ? 1 : 2];
  return {{kernel, cost, "portable, any shape", true, 0, false, BindSvdf}};
}

absl::Span<const Kernel> RecurrentKernels() { return kKernels; }

}  // namespace iegen::reference
