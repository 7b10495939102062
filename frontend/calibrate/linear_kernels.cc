// Convolutions as products with the matrix of all windows.
#include <algorithm>

#include "Eigen/Core"
#include "frontend/calibrate/float_kernels.h"
#include "frontend/integer/scalar_functions.h"

namespace iegen::frontend::calibrate {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using In = Eigen::Map<const Matrix>;
using Out = Eigen::Map<Matrix>;

void AddBias(const FloatInputs& in, ir::Activation act, FloatTensor* out) {
  const bool has_bias = in.size() > 2 && in[2] != nullptr;
  const auto channels = static_cast<size_t>(out->shape()[out->shape().rank() - 1]);
  for (size_t i = 0; i < out->elements.size(); ++i) {
    const float bias = has_bias ? in[2]->elements[i % channels] : 0.0f;
    out->elements[i] = integer::Activated(act, out->elements[i] + bias);
  }
}

// Runs `visit(tap, input element or -1)` over the window of one output pixel.
template <class Op, class F>
void VisitWindow(const Op& op, const ir::Shape& x, const ir::Shape& window, const ir::Int2& pixel,
                 F visit) {
  for (int32_t i = 0; i < window[1]; ++i) {
    const int32_t y = pixel[0] * op.stride[0] - op.pad[0] + i * op.dilation[0];
    for (int32_t j = 0; j < window[2]; ++j) {
      const int32_t column = pixel[1] * op.stride[1] - op.pad[2] + j * op.dilation[1];
      const bool inside = y >= 0 && y < x[1] && column >= 0 && column < x[2];
      visit(i * window[2] + j, inside ? (int64_t{y} * x[2] + column) * x[3] : int64_t{-1});
    }
  }
}

// A row for each pixel of the output `y`: the values of its window in the channels from `image` on,
// as many as the filters `w` have; 0 outside of the image, which is of shape `x`.
std::vector<float> WindowsOf(const ir::Conv2d& op, const float* image, const ir::Shape& x,
                             const ir::Shape& w, const ir::Shape& y) {
  const int64_t pixels = int64_t{y[1]} * y[2];
  std::vector<float> windows(static_cast<size_t>(pixels * w.elements(1, 4)));
  for (int64_t p = 0; p < pixels; ++p) {
    float* row = windows.data() + p * w.elements(1, 4);
    const ir::Int2 pixel{static_cast<int32_t>(p / y[2]), static_cast<int32_t>(p % y[2])};
    VisitWindow(op, x, w, pixel, [&](int32_t tap, int64_t at) {
      if (at >= 0) std::copy_n(image + at, w[3], row + int64_t{tap} * w[3]);
    });
  }
  return windows;
}

}  // namespace

void RunConv2d(const ir::Conv2d& op, const FloatInputs& in, FloatTensor* out) {
  const ir::Shape &x = in[0]->shape(), &w = in[1]->shape(), &y = out->shape();
  const int32_t groups = x[3] / w[3], per_group = w[0] / groups;
  const int64_t taps = w.elements(1, 4), pixels = int64_t{y[1]} * y[2];
  for (int32_t n = 0; n < x[0]; ++n) {
    const float* image = in[0]->elements.data() + n * x.elements(1, 4);
    Out result(out->elements.data() + n * y.elements(1, 4), pixels, y[3]);
    for (int32_t g = 0; g < groups; ++g) {
      const std::vector<float> windows = WindowsOf(op, image + g * w[3], x, w, y);
      const In rows(windows.data(), pixels, taps);
      const In filter(in[1]->elements.data() + g * per_group * taps, per_group, taps);
      result.middleCols(g * per_group, per_group).noalias() = rows * filter.transpose();
    }
  }
  AddBias(in, op.act, out);
}

void RunDepthwiseConv2d(const ir::DepthwiseConv2d& op, const FloatInputs& in, FloatTensor* out) {
  const ir::Shape &x = in[0]->shape(), &w = in[1]->shape(), &y = out->shape();
  const int32_t multiplier = y[3] / x[3];
  std::fill(out->elements.begin(), out->elements.end(), 0.0f);
  for (int64_t p = 0; p < y.elements(0, 3); ++p) {
    const int64_t n = p / (int64_t{y[1]} * y[2]), rest = p % (int64_t{y[1]} * y[2]);
    const ir::Int2 pixel{static_cast<int32_t>(rest / y[2]), static_cast<int32_t>(rest % y[2])};
    const float* image = in[0]->elements.data() + n * x.elements(1, 4);
    float* result = out->elements.data() + p * y[3];
    VisitWindow(op, x, w, pixel, [&](int32_t tap, int64_t at) {
      if (at < 0) return;
      const float* filter = in[1]->elements.data() + int64_t{tap} * y[3];
      for (int32_t c = 0; c < y[3]; ++c) result[c] += image[at + c / multiplier] * filter[c];
    });
  }
  AddBias(in, op.act, out);
}

void RunTransposeConv2d(const ir::TransposeConv2d& op, const FloatInputs& in, FloatTensor* out) {
  const ir::Shape &x = in[0]->shape(), &w = in[1]->shape(), &y = out->shape();
  std::fill(out->elements.begin(), out->elements.end(), 0.0f);
  for (int64_t p = 0; p < x.elements(0, 3); ++p) {
    const int64_t n = p / (int64_t{x[1]} * x[2]), rest = p % (int64_t{x[1]} * x[2]);
    const float* pixel = in[0]->elements.data() + p * x[3];
    for (int32_t tap = 0; tap < w[1] * w[2]; ++tap) {
      const int64_t row = rest / x[2] * op.stride[0] + tap / w[2] - op.pad[0];
      const int64_t column = rest % x[2] * op.stride[1] + tap % w[2] - op.pad[1];
      if (row < 0 || row >= y[1] || column < 0 || column >= y[2]) continue;
      float* result = out->elements.data() + ((n * y[1] + row) * y[2] + column) * y[3];
      for (int32_t o = 0; o < y[3]; ++o) {
        const float* filter =
            in[1]->elements.data() + (int64_t{o} * w[1] * w[2] + tap) * int64_t{w[3]};
        for (int32_t c = 0; c < x[3]; ++c) result[o] += pixel[c] * filter[c];
      }
    }
  }
  AddBias(in, op.act, out);
}

void RunFullyConnected(const ir::FullyConnected& op, const FloatInputs& in, FloatTensor* out) {
  const ir::Shape& w = in[1]->shape();
  const int64_t rows = in[0]->shape().elements() / w[1];
  const In x(in[0]->elements.data(), rows, w[1]);
  const In filter(in[1]->elements.data(), w[0], w[1]);
  Out(out->elements.data(), rows, w[0]).noalias() = x * filter.transpose();
  AddBias(in, op.act, out);
}

void RunBatchMatMul(const ir::BatchMatMul& op, const FloatInputs& in, FloatTensor* out) {
  const ir::Shape &a = in[0]->shape(), &b = in[1]->shape(), &y = out->shape();
  const int rank = y.rank();
  const int64_t rows = y[rank - 2], columns = y[rank - 1];
  const int64_t a_size = a.elements(a.rank() - 2, a.rank());
  const int64_t b_size = b.elements(b.rank() - 2, b.rank());
  const int64_t depth = a_size / rows;
  // Place of a matrix in an operand whose dimensions before the last two are broadcast.
  const auto place = [&](const ir::Shape& shape, int64_t batch) {
    int64_t at = 0, step = 1;
    for (int i = rank - 3; i >= 0; --i) {
      const int64_t index = batch % y[i];
      batch /= y[i];
      const int axis = i - (rank - shape.rank());
      if (axis < 0) continue;
      at += shape[axis] == 1 ? 0 : index * step;
      step *= shape[axis];
    }
    return at;
  };
  for (int64_t n = 0; n < y.elements(0, rank - 2); ++n) {
    const float* x = in[0]->elements.data() + place(a, n) * a_size;
    const float* z = in[1]->elements.data() + place(b, n) * b_size;
    const Matrix left =
        op.adj_x ? Matrix(In(x, depth, rows).transpose()) : Matrix(In(x, rows, depth));
    const Matrix right =
        op.adj_y ? Matrix(In(z, columns, depth).transpose()) : Matrix(In(z, depth, columns));
    Out(out->elements.data() + n * rows * columns, rows, columns).noalias() = left * right;
  }
}

}  // namespace iegen::frontend::calibrate
