// From sums to outputs on cores without the DSP extension: the rounding of the reference kernels in
// forms that the generator has proven for all sums of the layer. Portable, because the host runs it
// as well.
#ifndef IEGEN_OUTPUT_S8_THUMB_H_
#define IEGEN_OUTPUT_S8_THUMB_H_

#include <stdint.h>

#include "iegen/requantize.h"

namespace iegen {

// What all channels of a layer have in common.
struct StageS8Thumb {
  int32_t form;  // 0, 1: multiplier and shift, 2: two multiplications of 32 bits
  int32_t zero_point, act_min, act_max;

  // Words of the stage for a channel: two start values and the words of OutputS8Thumb.
  int32_t words() const { return form == 2 ? 8 : 4; }
};

// What form 2 holds for a channel. A product of 32 by 32 bits takes a Cortex-M0 four
// multiplications; but outputs have 8 bits, and a sum outside of [low, high] gives the same output
// as the nearer end. Inside, the sum has about 20 bits, and
//   (sum * factor + ((sum >> 6) * fraction >> 10) + offset - (sum < 0 ? tilt : 0)) >> 23
// with factor + fraction / 65536 = 2^23 * scale has the steps of the reference at the same sums.
// The generator compares both sides of each of the 255 steps at most; zero point, rounding and
// clamp are in the constants.
struct TwoMultipliesS8 {
  int32_t low, high, factor, fraction, offset, tilt;
};

inline int8_t OutputByTwoMultiplies(const TwoMultipliesS8& c, int32_t sum) {
  const int32_t x = Clamp(sum, c.low, c.high);
  const uint32_t fine = static_cast<uint32_t>(((x >> 6) * c.fraction) >> 10);
  const uint32_t tilt = static_cast<uint32_t>((x >> 31) & c.tilt);
  const uint32_t scaled = static_cast<uint32_t>(x) * static_cast<uint32_t>(c.factor) + fine;
  return static_cast<int8_t>(
      static_cast<int32_t>(scaled + static_cast<uint32_t>(c.offset) - tilt) >> 23);
}

// One output; `words` are those of the channel after its start values.
inline int8_t OutputS8Thumb(const StageS8Thumb& s, int32_t sum, const int32_t* words) {
  if (s.form == 2) {
    return OutputByTwoMultiplies({words[0], words[1], words[2], words[3], words[4], words[5]}, sum);
  }
  const int32_t multiplier = static_cast<int32_t>(static_cast<uint32_t>(words[0]) >> 1);
  const OutputRangeS8 range(s.zero_point, s.act_min, s.act_max);
  return range.Output(MultiplyByQuantizedMultiplier(sum, multiplier, -words[1]));
}

}  // namespace iegen

#endif  // IEGEN_OUTPUT_S8_THUMB_H_
