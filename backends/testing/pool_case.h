// What the tests of pooling kernels on a core have in common: shapes, fenced memory, the judgement.
#ifndef IEGEN_BACKENDS_TESTING_POOL_CASE_H_
#define IEGEN_BACKENDS_TESTING_POOL_CASE_H_

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "backends/testing/guarded.h"
#include "backends/testing/random.h"

namespace iegen {
namespace testing {

struct PoolSpec {
  int32_t batch, in_height, in_width, channels, out_height, out_width;
  int32_t kernel_height, kernel_width, stride_h, stride_w, pad_top, pad_left, act_min, act_max;
};

class PoolCases {
 public:
  // Draws the next input, or fills it with `extreme` where that is not 0, and every third time a
  // clamp into `s`.
  const int8_t* Draw(PoolSpec* s, int32_t extreme) {
    Random random(static_cast<uint32_t>(++cases_));
    const int32_t count = s->batch * s->in_height * s->in_width * s->channels;
    int8_t* const in = in_.Begin(count);
    for (int32_t i = 0; i < count; ++i) {
      in[i] = extreme == 0 ? random.Byte() : static_cast<int8_t>(extreme);
    }
    s->act_min = cases_ % 3 == 0 ? random.Between(-128, 0) : -128;
    s->act_max = cases_ % 3 == 0 ? random.Between(1, 127) : 127;
    return in;
  }

  // Runs `kernel`(s, in, out), which must give the bytes of `portable` and write nothing else.
  template <class Portable, class Kernel>
  void Check(const PoolSpec& s, const int8_t* in, const char* name, const Portable& portable,
             const Kernel& kernel) {
    const int32_t bytes = s.batch * s.out_height * s.out_width * s.channels;
    portable(s, in, expected_);
    int8_t* const out = out_.Begin(bytes);
    kernel(s, in, out);
    const bool intact = out_.Intact();
    if (intact && memcmp(out, expected_, static_cast<size_t>(bytes)) == 0) return;
    ++failures_;
    printf("%s, %d channels, filter %dx%d: %s\n", name, static_cast<int>(s.channels),
           static_cast<int>(s.kernel_height), static_cast<int>(s.kernel_width),
           intact ? "other bytes" : "writes outside");
  }

  // Prints how it went; what main() returns.
  int Finish() const {
    printf("%d cases, %d failures\n", cases_, failures_);
    return failures_ == 0 ? 0 : 1;
  }

 private:
  static constexpr int32_t kMost = 20000;
  Guarded<kMost> in_, out_;
  int8_t expected_[kMost];
  int cases_ = 0, failures_ = 0;
};

}  // namespace testing
}  // namespace iegen

#endif  // IEGEN_BACKENDS_TESTING_POOL_CASE_H_
