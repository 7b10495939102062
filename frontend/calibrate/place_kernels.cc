// Values at their places, and values that move.
#include <algorithm>
#include <cmath>

#include "frontend/calibrate/float_kernels.h"
#include "frontend/integer/scalar_functions.h"

namespace iegen::frontend::calibrate {
namespace {

// The place in the input of each output element: a start and a step for each output dimension.
struct Walk {
  int64_t start = 0;
  std::vector<int64_t> steps;
};

// Runs `visit(output element, input element)` over all output elements.
template <class F>
void Visit(const ir::Shape& out, const Walk& walk, F visit) {
  const int rank = out.rank();
  std::vector<int32_t> index(static_cast<size_t>(rank), 0);
  int64_t at = walk.start;
  for (int64_t n = 0; n < out.elements(); ++n) {
    visit(n, at);
    for (int i = rank - 1; i >= 0; --i) {
      const auto k = static_cast<size_t>(i);
      at += walk.steps[k];
      if (++index[k] < out[i]) break;
      at -= walk.steps[k] * out[i];
      index[k] = 0;
    }
  }
}

Walk Broadcast(const ir::Shape& from, const ir::Shape& to) {
  Walk walk;
  const int more = to.rank() - from.rank();
  for (int i = 0; i < to.rank(); ++i) {
    const int axis = i - more;
    const bool walks = axis >= 0 && from[axis] != 1;
    walk.steps.push_back(walks ? from.elements(axis + 1, from.rank()) : 0);
  }
  return walk;
}

void Copy(const FloatTensor& in, const Walk& walk, FloatTensor* out) {
  Visit(out->shape(), walk, [&](int64_t n, int64_t at) {
    out->elements[static_cast<size_t>(n)] = in.elements[static_cast<size_t>(at)];
  });
}

// Copies `in` to where each of its elements goes: the walk is over the output.
void Scatter(const FloatTensor& in, const Walk& walk, FloatTensor* out) {
  Visit(in.shape(), walk, [&](int64_t n, int64_t at) {
    out->elements[static_cast<size_t>(at)] = in.elements[static_cast<size_t>(n)];
  });
}

// Steps of a tensor's own dimensions.
Walk Dense(const ir::Shape& shape) { return Broadcast(shape, shape); }

size_t ChannelOf(const ir::TensorType& type, int64_t n) {
  if (!type.quant.per_channel()) return 0;
  const int64_t inner = type.shape.elements(type.quant.axis + 1, type.shape.rank());
  return static_cast<size_t>(n / inner) % type.quant.scales.size();
}

}  // namespace

void RunBinary(const ir::Op& op, const FloatInputs& in, FloatTensor* out) {
  std::vector<float>& result = out->elements;
  Copy(*in[0], Broadcast(in[0]->shape(), out->shape()), out);
  Visit(out->shape(), Broadcast(in[1]->shape(), out->shape()), [&](int64_t n, int64_t at) {
    float& value = result[static_cast<size_t>(n)];
    value = *integer::BinaryOf(op, value, in[1]->elements[static_cast<size_t>(at)]);
  });
}

void RunQuantize(const FloatInputs& in, FloatTensor* out) {
  const ir::IntRange range = ir::RangeOf(out->type.elem);
  const float scale = out->type.quant.scale();
  const auto zero = static_cast<float>(out->type.quant.zero_point());
  const auto low = static_cast<float>(range.low), high = static_cast<float>(range.high);
  const ir::Quant& from = in[0]->type.quant;
  for (size_t i = 0; i < out->elements.size(); ++i) {
    float value = in[0]->elements[i];
    if (from.quantised()) value = (value - static_cast<float>(from.zero_point())) * from.scale();
    const float steps = std::nearbyint(value / scale) + zero;
    out->elements[i] = std::clamp(steps, low, high);
  }
}

void RunDequantize(const FloatInputs& in, FloatTensor* out) {
  const ir::TensorType& type = in[0]->type;
  for (size_t i = 0; i < out->elements.size(); ++i) {
    const size_t c = ChannelOf(type, static_cast<int64_t>(i));
    out->elements[i] =
        (in[0]->elements[i] - static_cast<float>(type.quant.zero_points[c])) * type.quant.scales[c];
  }
}

void RunConcat(const ir::Concat& op, const FloatInputs& in, FloatTensor* out) {
  Walk walk = Dense(out->shape());
  for (const FloatTensor* part : in) {
    Walk steps = Dense(out->shape());
    steps.start = walk.start;
    Scatter(*part, steps, out);
    walk.start += part->shape()[op.axis] * out->shape().elements(op.axis + 1, out->shape().rank());
  }
}

void RunGather(const ir::Gather& op, const FloatInputs& in, FloatTensor* out) {
  const ir::Shape& x = in[0]->shape();
  const int64_t inner = x.elements(op.axis + 1, x.rank());
  size_t next = 0;
  for (int64_t o = 0; o < x.elements(0, op.axis); ++o) {
    for (float index : in[1]->elements) {
      const int64_t from = (o * x[op.axis] + static_cast<int64_t>(index)) * inner;
      std::copy_n(in[0]->elements.begin() + from, inner,
                  out->elements.begin() + static_cast<int64_t>(next));
      next += static_cast<size_t>(inner);
    }
  }
}

void RunPad(const ir::Pad& op, const FloatInputs& in, FloatTensor* out) {
  const float value = in.size() > 1 && in[1] != nullptr ? in[1]->elements[0] : 0.0f;
  std::fill(out->elements.begin(), out->elements.end(), value);
  Walk walk = Dense(out->shape());
  for (size_t i = 0; i < op.before.size(); ++i) walk.start += op.before[i] * walk.steps[i];
  Scatter(*in[0], walk, out);
}

void RunMirrorPad(const ir::MirrorPad& op, const FloatInputs& in, FloatTensor* out) {
  const ir::Shape &x = in[0]->shape(), &y = out->shape();
  const int edge = op.mode == ir::MirrorMode::kReflect ? 0 : 1;
  for (int64_t n = 0; n < y.elements(); ++n) {
    int64_t rest = n, from = 0;
    for (int i = y.rank() - 1; i >= 0; --i) {
      int64_t at = rest % y[i] - op.before[static_cast<size_t>(i)];
      rest /= y[i];
      if (at < 0) at = -at - edge;
      if (at >= x[i]) at = 2 * int64_t{x[i]} - 2 - at + edge;
      from += at * x.elements(i + 1, x.rank());
    }
    out->elements[static_cast<size_t>(n)] = in[0]->elements[static_cast<size_t>(from)];
  }
}

void RunSlice(const ir::Slice& op, const FloatInputs& in, FloatTensor* out) {
  Walk walk = Dense(in[0]->shape());
  for (size_t i = 0; i < op.begin.size(); ++i) {
    // Dense() gives dimensions of size 1 no step.
    walk.start += op.begin[i] * walk.steps[i];
    walk.steps[i] *= op.stride[i];
  }
  Copy(*in[0], walk, out);
}

void RunTranspose(const ir::Transpose& op, const FloatInputs& in, FloatTensor* out) {
  const Walk dense = Dense(in[0]->shape());
  Walk walk;
  for (int32_t axis : op.perm) walk.steps.push_back(dense.steps[static_cast<size_t>(axis)]);
  Copy(*in[0], walk, out);
}

void RunBroadcastTo(const FloatInputs& in, FloatTensor* out) {
  Copy(*in[0], Broadcast(in[0]->shape(), out->shape()), out);
}

}  // namespace iegen::frontend::calibrate
