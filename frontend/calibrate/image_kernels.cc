// Pooling, resizing, rows and reductions.
#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/algorithm/container.h"
#include "frontend/calibrate/float_kernels.h"
#include "frontend/integer/scalar_functions.h"

namespace iegen::frontend::calibrate {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// First and last input row or column of the window at `out`, cut at the image.
struct Span {
  int32_t begin = 0, end = 0;
};
Span SpanOf(int32_t out, int32_t stride, int32_t pad, int32_t kernel, int32_t size) {
  const int32_t begin = out * stride - pad;
  return {std::max(begin, 0), std::min(begin + kernel, size)};
}

// Takes one pixel into the sums, or the largest values, of a window.
void AddPixel(const float* pixel, int32_t channels, bool max, float* result) {
  for (int32_t c = 0; c < channels; ++c) {
    result[c] = max ? std::max(result[c], pixel[c]) : result[c] + pixel[c];
  }
}

// Where an output pixel lies in the input: the two neighbours and how far the second is.
struct Between {
  int32_t low = 0, high = 0;
  float weight = 0;
};
Between PlaceOf(const ir::Resize& op, int32_t at, int32_t in, int32_t out) {
  float scale = static_cast<float>(in) / static_cast<float>(out);
  if (op.align_corners && out > 1) scale = static_cast<float>(in - 1) / static_cast<float>(out - 1);
  float place = static_cast<float>(at) * scale;
  if (op.half_pixel_centers) place = (static_cast<float>(at) + 0.5f) * scale - 0.5f;
  if (op.kind == ir::ResizeKind::kNearest) {
    const auto nearest = static_cast<int32_t>(
        op.align_corners ? std::round(place)
                         : std::floor(op.half_pixel_centers ? place + 0.5f : place));
    const int32_t row = std::clamp(nearest, 0, in - 1);
    return {row, row, 0};
  }
  place = std::clamp(place, 0.0f, static_cast<float>(in - 1));
  const auto low = static_cast<int32_t>(std::floor(place));
  return {low, std::min(low + 1, in - 1), place - static_cast<float>(low)};
}

}  // namespace

void RunPool2d(const ir::Pool2d& op, const FloatInputs& in, FloatTensor* out) {
  const ir::Shape &x = in[0]->shape(), &y = out->shape();
  const bool max = op.kind == ir::PoolKind::kMax;
  for (int64_t p = 0; p < y.elements(0, 3); ++p) {
    const int64_t n = p / (int64_t{y[1]} * y[2]);
    const auto row = static_cast<int32_t>(p / y[2] % y[1]), column = static_cast<int32_t>(p % y[2]);
    const Span rows = SpanOf(row, op.stride[0], op.pad[0], op.kernel[0], x[1]);
    const Span columns = SpanOf(column, op.stride[1], op.pad[2], op.kernel[1], x[2]);
    float* result = out->elements.data() + p * y[3];
    std::fill_n(result, y[3], max ? -kInfinity : 0.0f);
    for (int32_t i = rows.begin; i < rows.end; ++i) {
      for (int32_t j = columns.begin; j < columns.end; ++j) {
        AddPixel(in[0]->elements.data() + ((n * x[1] + i) * x[2] + j) * x[3], y[3], max, result);
      }
    }
    const auto count = static_cast<float>((rows.end - rows.begin) * (columns.end - columns.begin));
    for (int32_t c = 0; c < y[3]; ++c) {
      result[c] = integer::Activated(op.act, max ? result[c] : result[c] / std::max(count, 1.0f));
    }
  }
}

void RunResize(const ir::Resize& op, const FloatInputs& in, FloatTensor* out) {
  const ir::Shape &x = in[0]->shape(), &y = out->shape();
  for (int64_t p = 0; p < y.elements(0, 3); ++p) {
    const int64_t n = p / (int64_t{y[1]} * y[2]);
    const Between row = PlaceOf(op, static_cast<int32_t>(p / y[2] % y[1]), x[1], y[1]);
    const Between column = PlaceOf(op, static_cast<int32_t>(p % y[2]), x[2], y[2]);
    const auto pixel = [&](int32_t i, int32_t j) {
      return in[0]->elements.data() + ((n * x[1] + i) * x[2] + j) * x[3];
    };
    for (int32_t c = 0; c < y[3]; ++c) {
      const float top = pixel(row.low, column.low)[c] * (1 - column.weight) +
                        pixel(row.low, column.high)[c] * column.weight;
      const float bottom = pixel(row.high, column.low)[c] * (1 - column.weight) +
                           pixel(row.high, column.high)[c] * column.weight;
      out->elements[static_cast<size_t>(p * y[3] + c)] =
          top * (1 - row.weight) + bottom * row.weight;
    }
  }
}

void RunSoftmax(const FloatInputs& in, bool logarithm, FloatTensor* out) {
  const ir::Shape& x = in[0]->shape();
  const int64_t depth = x[x.rank() - 1];
  for (int64_t r = 0; r < x.elements() / depth; ++r) {
    const float* row = in[0]->elements.data() + r * depth;
    float* result = out->elements.data() + r * depth;
    const float most = *std::max_element(row, row + depth);
    double sum = 0;
    for (int64_t i = 0; i < depth; ++i) sum += std::exp(static_cast<double>(row[i] - most));
    for (int64_t i = 0; i < depth; ++i) {
      const double shifted = static_cast<double>(row[i] - most);
      result[i] = static_cast<float>(logarithm ? shifted - std::log(sum) : std::exp(shifted) / sum);
    }
  }
}

void RunReduce(Combine how, const ir::IntList& axes, const FloatInputs& in, FloatTensor* out) {
  const ir::Shape& x = in[0]->shape();
  const float start = how == Combine::kMax ? -kInfinity : how == Combine::kMin ? kInfinity : 0.0f;
  std::vector<double> sums(out->elements.size(), static_cast<double>(start));
  for (size_t n = 0; n < in[0]->elements.size(); ++n) {
    int64_t rest = static_cast<int64_t>(n), at = 0, step = 1;
    for (int i = x.rank() - 1; i >= 0; --i) {
      const int64_t index = rest % x[i];
      rest /= x[i];
      if (absl::c_linear_search(axes, i)) continue;
      at += index * step;
      step *= x[i];
    }
    double& sum = sums[static_cast<size_t>(at)];
    const auto value = static_cast<double>(in[0]->elements[n]);
    sum = how == Combine::kMax   ? std::max(sum, value)
          : how == Combine::kMin ? std::min(sum, value)
                                 : sum + value;
  }
  const double count = how == Combine::kMean ? static_cast<double>(in[0]->elements.size()) /
                                                   static_cast<double>(sums.size())
                                             : 1.0;
  for (size_t i = 0; i < sums.size(); ++i) out->elements[i] = static_cast<float>(sums[i] / count);
}

}  // namespace iegen::frontend::calibrate
