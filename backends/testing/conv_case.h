// Random convolutions for tests of kernels, on the host and on bare cores. The judge is the
// portable kernel conv2d_s8, which is proven against recorded vectors. Freestanding C++14.
//
//   static ConvCase c;
//   for (int32_t i = 0; i < n; ++i) {
//     c.Draw(shape, i);
//     Kernel(c.spec(), c.in(), ..., c.out());
//     if (!c.Check("kernel")) ++failures;
//   }
#ifndef IEGEN_BACKENDS_TESTING_CONV_CASE_H_
#define IEGEN_BACKENDS_TESTING_CONV_CASE_H_

#include <stdint.h>

#include "backends/testing/guarded.h"

namespace iegen {
namespace testing {

// All parameters that any convolution kernel names.
struct ConvSpec {
  int32_t batch, in_height, in_width, in_channels;
  int32_t out_height, out_width, out_channels;
  int32_t kernel_height, kernel_width, groups, depth_multiplier;
  int32_t stride_h, stride_w, dilation_h, dilation_w, pad_top, pad_left;
  int32_t in_zero_point, out_zero_point, act_min, act_max;
  int32_t fused, pairs, right, windows, form, offset, factors_once;
  int32_t batches, in_features,
      out_features;  // of filters of one pixel, as a fully connected layer
};

struct ConvShape {
  int32_t batch, height, width, in_channels, out_channels;
  int32_t kernel_height = 1, kernel_width = 1;
  int32_t stride_h = 1, stride_w = 1;
  int32_t dilation = 1;
  bool same = false;       // padded as TFLite's SAME, else not at all
  bool depthwise = false;  // with as many output channels as input channels
  int32_t crop = 0;        // more rows and columns behind the end, where no window begins
};

class ConvCase {
 public:
  static constexpr int32_t kMostBytes = 20000;   // of the input, the output or the weights
  static constexpr int32_t kMostChannels = 160;  // of the output
  static constexpr int32_t kStages = 7;          // kinds of output stages that Draw() makes

  // Draws data for a shape. `seed` also picks what follows the products: seed % kStages is 0 for
  // ReLU, 1 for outputs of both signs, 2 for a narrow clamp, 3 with a dead channel, 4 for shifts
  // that need the general form, 5 for a ReLU with great shifts, 6 for a single rounding. With every
  // fifth seed all channels have the scale of the first one.
  void Draw(const ConvShape& shape, uint32_t seed);

  const ConvSpec& spec() const { return spec_; }
  ConvSpec& spec() { return spec_; }
  // Products of an output.
  int32_t taps() const {
    return spec_.kernel_height * spec_.kernel_width * (depthwise_ ? 1 : spec_.in_channels);
  }
  bool depthwise() const { return depthwise_; }
  int32_t in_bytes() const;
  int32_t out_bytes() const;

  const int8_t* in() const { return sharing_ ? shared_in_ : in_; }
  // [out_channels, taps], of depthwise convolutions [taps, out_channels].
  const int8_t* weights() const { return weights_; }
  int32_t weight(int32_t channel, int32_t tap) const {
    return depthwise_ ? weights_[tap * spec_.out_channels + channel]
                      : weights_[channel * taps() + tap];
  }
  const int32_t* bias() const { return bias_; }  // with the input's zero point
  const int32_t* multiplier() const { return multiplier_; }
  const int8_t* shift() const { return shift_; }

  // Memory for the kernel's output and scratch, with fences.
  int8_t* out() { return sharing_ ? shared_out_ : out_.Begin(out_bytes()); }
  int8_t* scratch(int32_t bytes) { return scratch_.Begin(bytes, 0x55); }

  // How many bytes above the output the input has to begin if the kernel takes up to `pixels`
  // pixels at a time, from any pixel on, and reads the first one's window until all of them are
  // written; depthwise with one pixel it goes channel by channel. With kPairs it takes pixels 2n
  // and 2n + 1 at a time and reads the windows of both before it writes either, with kSingle the
  // same with one. Negative: that far below.
  static constexpr int32_t kPairs = -1, kSingle = -2, kTiles = -3;
  int32_t SafeDistance(int32_t pixels) const;
  // The same for kernels that take the last pixels first: how many bytes below the output.
  int32_t SafeDistanceBackward(int32_t pixels) const;
  // The same for a depthwise kernel that takes `rows` rows of outputs at a time, `lanes` channels
  // of them, whose windows it reads before it writes; `backward` takes the last rows and channels
  // first, and the input has to begin that far above the output at most.
  int32_t SafeDistanceOfRows(int32_t rows, int32_t lanes, bool backward) const;
  // Until the next Draw() or Part() the input begins `distance` bytes above the output, in the same
  // memory. False where the two would not meet.
  bool Share(int32_t distance);
  // Gives both memory of their own again.
  void Part() { sharing_ = false; }

  // Whether out() holds what the portable kernel gives and all fences stand. Prints what is wrong.
  bool Check(const char* kernel);

 private:
  void DrawStage(uint32_t kind, uint32_t seed);
  void FoldZeroPoint();
  int32_t WrittenBefore(int32_t pixel, int32_t pixels) const;
  // The first and the last pixel's first byte under a window.
  bool BytesUnder(int32_t pixel, int32_t* first, int32_t* last) const;
  // Of the channels from c on, of the pixels [begin, end): the lowest byte read, and the end of
  // them.
  void RowsUnder(int32_t begin, int32_t end, int32_t* low, int32_t* high) const;

  ConvSpec spec_;
  bool depthwise_ = false;
  int8_t in_[kMostBytes], weights_[kMostBytes], expected_[kMostBytes], window_[kMostBytes];
  int32_t bias_[kMostChannels], multiplier_[kMostChannels];
  int8_t shift_[kMostChannels];
  Guarded<kMostBytes> out_;
  Guarded<kMostBytes> scratch_;
  bool sharing_ = false;
  Guarded<2 * kMostBytes> shared_;
  int8_t *shared_in_ = nullptr, *shared_out_ = nullptr;
};

}  // namespace testing
}  // namespace iegen

#endif  // IEGEN_BACKENDS_TESTING_CONV_CASE_H_
