#include "backends/testing/conv_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/testing/random.h"
#include "iegen/conv2d_s8.h"
#include "iegen/depthwise_conv2d_s8.h"

namespace iegen {
namespace testing {
namespace {

// Size of the output along one axis, and the padding before it.
int32_t OutSize(int32_t size, int32_t reach, int32_t stride, bool same, int32_t* before) {
  *before = 0;
  if (!same) return (size - reach) / stride + 1;
  const int32_t out = (size + stride - 1) / stride;
  const int32_t missing = (out - 1) * stride + reach - size;
  *before = missing > 0 ? missing / 2 : 0;
  return out;
}

}  // namespace

int32_t ConvCase::in_bytes() const {
  return spec_.batch * spec_.in_height * spec_.in_width * spec_.in_channels;
}

int32_t ConvCase::out_bytes() const {
  return spec_.batch * spec_.out_height * spec_.out_width * spec_.out_channels;
}

void ConvCase::Draw(const ConvShape& shape, uint32_t seed) {
  ConvSpec& s = spec_;
  s = ConvSpec();
  sharing_ = false;
  depthwise_ = shape.depthwise;
  s.batch = shape.batch;
  s.in_height = shape.height + shape.crop, s.in_width = shape.width + shape.crop;
  s.in_channels = shape.in_channels, s.out_channels = shape.out_channels;
  s.kernel_height = shape.kernel_height, s.kernel_width = shape.kernel_width, s.groups = 1;
  s.depth_multiplier = 1;
  s.stride_h = shape.stride_h, s.stride_w = shape.stride_w;
  s.dilation_h = s.dilation_w = shape.dilation;
  s.out_height = OutSize(shape.height, (shape.kernel_height - 1) * shape.dilation + 1,
                         shape.stride_h, shape.same, &s.pad_top);
  s.out_width = OutSize(shape.width, (shape.kernel_width - 1) * shape.dilation + 1, shape.stride_w,
                        shape.same, &s.pad_left);
  if (in_bytes() > kMostBytes || out_bytes() > kMostBytes || s.out_channels > kMostChannels ||
      taps() * s.out_channels > kMostBytes) {
    printf("shape too large for the test\n");
    exit(1);
  }
  s.batches = s.batch * s.in_height * s.in_width;
  s.in_features = s.in_channels;
  s.out_features = s.out_channels;
  Random random(seed);
  for (int32_t i = 0; i < in_bytes(); ++i) in_[i] = random.Byte();
  // Every fifth filter has small weights, as trained ones do.
  const int32_t down = seed % 5 == 4 ? 4 : 0;
  for (int32_t i = 0; i < taps() * s.out_channels; ++i) {
    weights_[i] = static_cast<int8_t>(random.Byte() >> down);
  }
  s.in_zero_point = random.Byte();
  DrawStage(seed % kStages, seed);
  FoldZeroPoint();
  scratch_.Begin(0);
  if (depthwise_) {
    DepthwiseConv2dS8(s, in_, weights_, bias_, multiplier_, shift_, expected_);
  } else {
    Conv2dS8(s, in_, weights_, bias_, multiplier_, shift_, window_, expected_);
  }
}

// Scales are drawn so that most outputs lie inside the clamp: sums are about sqrt(taps) * 5400.
void ConvCase::DrawStage(uint32_t kind, uint32_t seed) {
  Random random(seed + 77777);
  int32_t n = seed % 5 == 4 ? 2 : 6;
  for (int32_t t = taps(); t > 1; t /= 4) ++n;
  const bool relu = kind == 0 || kind == 5;
  spec_.out_zero_point = relu ? -128 : random.Byte();
  spec_.act_min = kind == 2 ? random.Between(-128, 0) : -128;
  spec_.act_max = kind == 2 ? random.Between(1, 127) : 127;
  spec_.fused = spec_.right = spec_.form = spec_.offset = 0;
  for (int32_t c = 0; c < spec_.out_channels; ++c) {
    bias_[c] = random.Between(-20000, 20000);
    multiplier_[c] = random.Between(1 << 30, 0x7fffffff);
    int32_t right = random.Between(n - 1, n + 1);
    if (kind == 4) right = random.Between(-2, 3);
    if (kind == 5) right = random.Between(n + 3, 30);
    shift_[c] = static_cast<int8_t>(-right);
    if (kind == 6) {
      multiplier_[c] >>= right;
      shift_[c] = 0;
    }
  }
  for (int32_t c = 1; seed % 5 == 3 && c < spec_.out_channels; ++c) {
    multiplier_[c] = multiplier_[0], shift_[c] = shift_[0];
  }
  if (kind == 3) multiplier_[spec_.out_channels - 1] = 0;
}

void ConvCase::FoldZeroPoint() {
  for (int32_t c = 0; c < spec_.out_channels; ++c) {
    uint32_t sum = 0;
    for (int32_t k = 0; k < taps(); ++k) sum += static_cast<uint32_t>(weight(c, k));
    bias_[c] = static_cast<int32_t>(static_cast<uint32_t>(bias_[c]) -
                                    static_cast<uint32_t>(spec_.in_zero_point) * sum);
  }
}

// Where the first and the last pixel under the window of an output pixel begin, if any.
bool ConvCase::BytesUnder(int32_t pixel, int32_t* first, int32_t* last) const {
  const ConvSpec& s = spec_;
  const int32_t ox = pixel % s.out_width, row = pixel / s.out_width;
  const int32_t oy = row % s.out_height, image = row / s.out_height;
  bool some = false;
  for (int32_t ky = 0; ky < s.kernel_height; ++ky) {
    for (int32_t kx = 0; kx < s.kernel_width; ++kx) {
      const int32_t y = oy * s.stride_h - s.pad_top + ky * s.dilation_h;
      const int32_t x = ox * s.stride_w - s.pad_left + kx * s.dilation_w;
      if (y < 0 || y >= s.in_height || x < 0 || x >= s.in_width) continue;
      *last = ((image * s.in_height + y) * s.in_width + x) * s.in_channels;
      if (!some) *first = *last;
      some = true;
    }
  }
  return some;
}

// How many pixels, from the first one on, may be written before the last read of this one's window.
int32_t ConvCase::WrittenBefore(int32_t pixel, int32_t pixels) const {
  const int32_t all = spec_.batch * spec_.out_height * spec_.out_width;
  if (pixels == kSingle || (depthwise_ && pixels == 1)) return pixel;
  if (pixels == kPairs) return pixel & ~1;
  if (pixels == kTiles) {
    const int32_t width = spec_.out_width, row = pixel / width, y = row % spec_.out_height;
    const int32_t x = pixel % width / 8 * 8, first = row - y % 2;
    const bool lower = y % 2 == 1 || y + 1 < spec_.out_height;
    return x == 0 ? first * width : (lower ? first + 1 : first) * width + x;
  }
  return pixel + pixels < all ? pixel + pixels : all;
}

int32_t ConvCase::SafeDistance(int32_t pixels) const {
  const int32_t all = spec_.batch * spec_.out_height * spec_.out_width;
  int32_t distance = -in_bytes();
  for (int32_t pixel = 0; pixel < all; ++pixel) {
    int32_t first = 0, last = 0;
    if (!BytesUnder(pixel, &first, &last)) continue;
    const int32_t end = WrittenBefore(pixel, pixels);
    // Nothing is written before this one.
    if (end == 0 && (spec_.out_channels == 1 || pixels < 0)) continue;
    const int32_t ahead = end * spec_.out_channels - first;
    distance = ahead > distance ? ahead : distance;
  }
  return distance;
}

int32_t ConvCase::SafeDistanceBackward(int32_t pixels) const {
  const int32_t all = spec_.batch * spec_.out_height * spec_.out_width;
  int32_t distance = -out_bytes();
  for (int32_t pixel = 0; pixel < all; ++pixel) {
    int32_t first = 0, last = 0;
    if (!BytesUnder(pixel, &first, &last)) continue;
    const int32_t begin = pixel < pixels ? 0 : pixel - pixels + 1;  // of what may be written before
    const int32_t ahead = last + spec_.in_channels - begin * spec_.out_channels;
    distance = ahead > distance ? ahead : distance;
  }
  return distance;
}

void ConvCase::RowsUnder(int32_t begin, int32_t end, int32_t* low, int32_t* high) const {
  const ConvSpec& s = spec_;
  *low = in_bytes(), *high = 0;
  for (int32_t pixel = begin; pixel < end; ++pixel) {
    const int32_t ox = pixel % s.out_width, row = pixel / s.out_width;
    const int32_t oy = row % s.out_height, image = row / s.out_height;
    for (int32_t tap = 0; tap < s.kernel_height * s.kernel_width; ++tap) {
      const int32_t y = oy * s.stride_h - s.pad_top + tap / s.kernel_width * s.dilation_h;
      const int32_t x = ox * s.stride_w - s.pad_left + tap % s.kernel_width * s.dilation_w;
      if (y < 0 || y >= s.in_height || x < 0 || x >= s.in_width) continue;
      const int32_t at = ((image * s.in_height + y) * s.in_width + x) * s.in_channels;
      *low = at < *low ? at : *low;
      *high = at > *high ? at : *high;
    }
  }
}

int32_t ConvCase::SafeDistanceOfRows(int32_t rows, int32_t lanes, bool backward) const {
  const ConvSpec& s = spec_;
  const int32_t channels = s.in_channels, all = s.batch * s.out_height * s.out_width;
  int32_t distance = backward ? out_bytes() : -in_bytes();
  for (int32_t row = 0; row < s.batch * s.out_height;) {
    const int32_t left = s.out_height - row % s.out_height, count = left < rows ? left : rows;
    const int32_t begin = row * s.out_width, end = (row + count) * s.out_width;
    int32_t low = 0, high = 0;
    RowsUnder(begin, end, &low, &high);
    for (int32_t c = 0; c < channels; c += lanes) {
      const int32_t to = c + lanes < channels ? c + lanes : channels;
      if (backward) {
        // The last channels come first.
        const int32_t written = to < channels ? begin * channels + to : end * channels;
        if (to == channels && end == all) continue;  // nothing is written before this one
        distance = written - (high + to) < distance ? written - (high + to) : distance;
      } else {
        const int32_t written = c > 0 ? (end - 1) * channels + c : begin * channels;
        if (written != 0) distance = written - low - c > distance ? written - low - c : distance;
      }
    }
    row += count;
  }
  return distance;
}

bool ConvCase::Share(int32_t distance) {
  if (distance >= out_bytes() || distance <= -in_bytes()) return false;
  const int32_t low = distance < 0 ? distance : 0;
  const int32_t in_end = distance + in_bytes();
  int8_t* const begin = shared_.Begin((in_end > out_bytes() ? in_end : out_bytes()) - low);
  shared_in_ = begin + distance - low;
  shared_out_ = begin - low;
  memcpy(shared_in_, in_, static_cast<size_t>(in_bytes()));
  sharing_ = true;
  return true;
}

bool ConvCase::Check(const char* kernel) {
  const int8_t* out = sharing_ ? shared_out_ : out_.data();
  int32_t wrong = 0, first = -1;
  for (int32_t i = out_bytes() - 1; i >= 0; --i) {
    if (out[i] != expected_[i]) ++wrong, first = i;
  }
  const bool intact = (sharing_ ? shared_.Intact() : out_.Intact()) && scratch_.Intact();
  if (wrong == 0 && intact) return true;
  const ConvSpec& s = spec_;
  printf("%s: in %dx%dx%dx%d, filter %dx%dx%d, stride %dx%d, fused %d, form %d: ", kernel,
         static_cast<int>(s.batch), static_cast<int>(s.in_height), static_cast<int>(s.in_width),
         static_cast<int>(s.in_channels), static_cast<int>(s.out_channels),
         static_cast<int>(s.kernel_height), static_cast<int>(s.kernel_width),
         static_cast<int>(s.stride_h), static_cast<int>(s.stride_w), static_cast<int>(s.fused),
         static_cast<int>(s.form));
  if (wrong != 0) {
    printf("%d of %d bytes differ, byte %d is %d, not %d", static_cast<int>(wrong),
           static_cast<int>(out_bytes()), static_cast<int>(first), out[first], expected_[first]);
  }
  if (sharing_) printf(" with the input over the output");
  printf("%s\n", intact ? "" : "; writes outside of its memory");
  return false;
}

}  // namespace testing
}  // namespace iegen
