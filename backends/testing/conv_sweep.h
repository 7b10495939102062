// Shapes for tests of convolution kernels: both sides of every tile and tail boundary. Freestanding
// C++14.
#ifndef IEGEN_BACKENDS_TESTING_CONV_SWEEP_H_
#define IEGEN_BACKENDS_TESTING_CONV_SWEEP_H_

#include <stdio.h>

#include "backends/testing/conv_case.h"

namespace iegen {
namespace testing {

// Runs a kernel on what `c` holds, apart and as close over its input as it may write with `pixels`
// pixels at a time; whether both are right.
template <class Kernel>
bool RunsRight(ConvCase& c, const char* name, int32_t pixels, const Kernel& kernel) {
  kernel();
  if (!c.Check(name)) return false;
  if (!c.Share(c.SafeDistance(pixels))) return true;
  kernel();
  return c.Check(name);
}

// The same for a kernel that begins with the last pixels.
template <class Kernel>
bool RunsRightBackward(ConvCase& c, const char* name, int32_t pixels, const Kernel& kernel) {
  c.Part();
  kernel();
  if (!c.Check(name)) return false;
  if (!c.Share(-c.SafeDistanceBackward(pixels))) return true;
  kernel();
  return c.Check(name);
}

// Calls test(shape, seed), which says whether all went well, for every shape of a sweep. Prints the
// counts; the number of failures.
template <class Test>
class Sweep {
 public:
  explicit Sweep(Test test) : test_(test) {}

  // Filters of one pixel: channels against channels, then numbers of pixels, strides and batches.
  int Conv1x1() {
    const int32_t channels[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 20, 31, 32, 33, 48, 52, 64, 67};
    for (const int32_t in : channels) {
      for (const int32_t out : channels) Run({1, 1, 5, in, out});
      for (int32_t width = 1; width <= 9; ++width) Run({1, 2, width, in, 6});
    }
    for (int32_t stride = 1; stride <= 3; ++stride) {
      Run({2, 5, 7, 9, 10, 1, 1, stride, 2});
      Run({3, 6, 4, 16, 35, 1, 1, 2, stride});
    }
    Run({1, 8, 8, 128, 128});
    // Rows of four steps of 16 bytes and more.
    for (int32_t in = 60; in <= 150; in += 3) Run({1, 1, 1 + in % 4, in, 3 + in % 5});
    return Finish();
  }

  // Filters of one pixel over 8 channels to multiples of 4.
  int ConvOfEight() {
    for (int32_t out = 4; out <= 36; out += 4) {
      for (int32_t width = 1; width <= 5; ++width) Run({1 + width % 2, 2, width, 8, out});
    }
    return Finish();
  }

  // Fully connected layers, as filters of one pixel; the inputs are multiples of `step`.
  int FullyConnected(int32_t step) {
    const int32_t features[] = {1, 3, 4, 8, 12, 15, 16, 17, 20, 28, 32, 33, 48, 64, 76, 120};
    const int32_t outputs[] = {1, 2, 3, 4, 5, 8, 9, 31, 32, 33, 64, 67};
    for (const int32_t in : features) {
      if (in % step != 0) continue;
      for (const int32_t out : outputs) {
        for (int32_t batches = 1; batches <= 3; ++batches) Run({1, 1, batches, in, out});
      }
    }
    // Rows of more than one unrolled block.
    for (int32_t in = 140; in <= 420; in += 4) Run({1, 1, 1 + in % 3, in, 9});
    return Finish();
  }

  // Larger filters, with and without padding.
  int ConvKxK() {
    const int32_t channels[] = {1, 3, 4, 5, 8, 16, 17, 33};
    for (const int32_t in : channels) {
      for (const int32_t out : channels) {
        Run({1, 4, 5, in, out, 3, 3, 1, 1, 1, true});
        Run({1, 5, 6, in, out, 3, 3, 2, 2, 1, true});
      }
    }
    for (int32_t k = 1; k <= 5; ++k) {
      Run({2, 7, 6, 6, 7, k, 3, 1, 2, 1, true});
      Run({1, 7, 9, 2, 18, 2, k, 2, 1, 1, false});
      Run({1, 11, 10, 3, 5, 3, k > 3 ? 1 : k, 1, 1, 2, true});
      Run({1, 6, k + 1, 4, 4, 6, k, 1, 1, 1, false});
    }
    Run({1, 12, 10, 1, 64, 10, 4, 2, 2, 1, true});
    return Finish();
  }

  // 3x3 filters with strides of 1, 4 by 2 channels and more.
  int Conv3x3() {
    const int32_t inputs[] = {4, 8, 12, 16, 20, 28, 36};
    const int32_t outputs[] = {2, 4, 10, 16};
    for (const int32_t in : inputs) {
      for (const int32_t out : outputs) {
        Run({1, 4, 8, in, out, 3, 3, 1, 1, 1, true});
        Run({1, 5, 6, in, out, 3, 3, 1, 1, 1, false});
      }
    }
    for (int32_t size = 3; size <= 19; ++size) {
      Run({2, 3, size, 4, 2, 3, 3, 1, 1, 1, true});
      Run({1, size, 4, 4, 2, 3, 3, 1, 1, 1, false});
      Run({1, size, size, 4, 4, 3, 3, 1, 1, 1, true});
    }
    Run({1, 1, 1, 8, 6, 3, 3, 1, 1, 1, true});
    Run({1, 8, 8, 32, 32, 3, 3, 1, 1, 1, true});
    return Finish();
  }

  // Depthwise 3x3 filters of multiples of 4 channels with strides of 1 and 2.
  int Depthwise3x3Quads() {
    for (int32_t height = 1; height <= 9; ++height) {
      for (int32_t width = 1; width <= 14; ++width) {
        const int32_t channels = 4 * (1 + (height + width) % 3);
        Run({1, height, width, channels, channels, 3, 3, 1, 1, 1, true, true});
        Run({1, height, width, channels, channels, 3, 3, 2, 2, 1, true, true});
        if (height < 3 || width < 3) continue;
        Run({2, height, width, channels, channels, 3, 3, 1, 1, 1, false, true});
        Run({2, height, width, channels, channels, 3, 3, 2, 2, 1, false, true});
      }
    }
    Run({1, 5, 31, 4, 4, 3, 3, 2, 2, 1, true, true});
    Run({1, 4, 26, 8, 8, 3, 3, 1, 1, 1, true, true});
    return Finish();
  }

  // Depthwise 3x3 filters of different heights and widths, steps 1 and 2 down.
  int Depthwise3x3() {
    for (int32_t height = 1; height <= 30; ++height) {
      const int32_t width = 1 + height % 6, channels = 1 + height % 3;
      Run({1, height, width, channels, channels, 3, 3, 1, 1, 1, true, true});
      Run({1, height, width, channels, channels, 3, 3, 2, 2, 1, true, true});
      if (height < 3) continue;
      Run({2, height, width + 2, channels, channels, 3, 3, 1, 2, 1, false, true});
      Run({1, height, width + 2, channels, channels, 3, 3, 2, 1, 1, false, true});
      Run({1, height, width + 2, channels, channels, 3, 3, 2, 3, 1, true, true});
    }
    const int32_t more[] = {4, 5, 16, 33};
    for (const int32_t channels : more) {
      Run({1, 15, 11, channels, channels, 3, 3, 1, 1, 1, true, true});
      Run({1, 15, 11, channels, channels, 3, 3, 2, 2, 1, true, true});
    }
    return Finish();
  }

  // Depthwise 3x3 filters with strides of 1 and at least two columns of outputs, and with steps of
  // 2 to the right and at least four.
  int DepthwisePatches() {
    const int32_t channels[] = {1, 7, 8, 15, 16, 17, 33};
    for (int32_t width = 2; width <= 14; ++width) {
      for (const int32_t c : channels) Run({1, 3, width, c, c, 3, 3, 1, 1, 1, true, true});
      Run({2, 1 + width % 4, width, 8, 8, 3, 3, 1, 1, 1, true, true});
      if (width < 4) continue;
      for (const int32_t c : channels) Run({2, 4, width, c, c, 3, 3, 1, 1, 1, false, true});
      Run({1, 5, width, 8, 8, 3, 3, 1, 1, 1, false, true});
    }
    for (int32_t width = 7; width <= 34; ++width) {
      for (const int32_t c : channels) Run({1, 4, width, c, c, 3, 3, 2, 2, 1, true, true});
      Run({2, 5, width + 2, 16, 16, 3, 3, 1 + width % 3, 2, 1, false, true});
      Run({2, 5, width + 2, 8, 8, 3, 3, 1 + width % 3, 2, 1, false, true});
    }
    for (int32_t height = 1; height <= 9; ++height) {
      Run({1, height, 6, 24, 24, 3, 3, 1, 1, 1, true, true});
    }
    return Finish();
  }

  // Depthwise filters; the channels are multiples of `step`.
  int Depthwise(int32_t step) {
    const int32_t channels[] = {1, 2, 3, 4, 7, 8, 12, 15, 16, 17, 20, 28, 31, 32, 33, 48, 64, 68};
    for (const int32_t c : channels) {
      if (c % step != 0) continue;
      for (int32_t stride = 1; stride <= 2; ++stride) {
        Run({1, 5, 6, c, c, 3, 3, stride, stride, 1, true, true});
        Run({2, 6, 5, c, c, 3, 3, stride, 1, 1, false, true});
        Run({1, 7, 6, c, c, 3, 2, stride, 2, 2, true, true});
      }
      for (int32_t k = 1; k <= 5; ++k) Run({1, 6, 5, c, c, k, 1 + k / 2, 1, 1, 1, true, true});
    }
    return Finish();
  }

 private:
  void Run(const ConvShape& shape) {
    RunOnce(shape);
    // Filters of one pixel have as many outputs as inputs.
    if (shape.kernel_height * shape.kernel_width == 1 || cases_ % 2 == 0) return;
    ConvShape cropped = shape;
    cropped.crop = 1 + cases_ % 4;
    RunOnce(cropped);
  }
  void RunOnce(const ConvShape& shape) {
    // Every kind of output stage in turn.
    if (!test_(shape, static_cast<uint32_t>(cases_++))) ++failures_;
  }
  int Finish() {
    printf("%d shapes, %d failures\n", cases_, failures_);
    return failures_;
  }

  Test test_;
  int cases_ = 0, failures_ = 0;
};

template <class Test>
Sweep<Test> MakeSweep(Test test) {
  return Sweep<Test>(test);
}

}  // namespace testing
}  // namespace iegen

#endif  // IEGEN_BACKENDS_TESTING_CONV_SWEEP_H_
