// ADD and SUB on int8 for cores without the DSP extension:
//   out = clamp((a * a_factor + b * b_factor + offset) >> shift)
// which the generator has found equal to the three roundings of the reference for all 65,536 pairs
// of bytes; no step leaves 32 bits.
//
// Spec members (int32_t): those of broadcast.h (a5 and b5 are 1), a_factor, b_factor, offset,
// shift, act_min, act_max.
//
// Budget: about 9 instructions an element where the clamp is that to int8 (Cortex-M3), 13 else; 19
// on M0.
#ifndef IEGEN_ADD_S8_THUMB_H_
#define IEGEN_ADD_S8_THUMB_H_

#if !defined(__thumb__)
#error "iegen/add_s8_thumb.h needs Thumb instructions, as in -mcpu=cortex-m3"
#endif

#include <stdint.h>

#include "iegen/broadcast_runs.h"
#include "iegen/requantize.h"

namespace iegen {

struct AddRunS8Thumb {
  int32_t a_factor, b_factor, offset, shift, act_min, act_max;
};

// x held within int8; one instruction where there is one.
__attribute__((always_inline)) inline int32_t SaturateS8Thumb(int32_t x) {
#if defined(__ARM_FEATURE_SAT)
  __asm__("ssat %0, #8, %0" : "+r"(x) : : "cc");
  return x;
#else
  return Clamp(x, -128, 127);
#endif
}

template <class Hold>
__attribute__((always_inline)) inline void AddElementsThumb(const AddRunS8Thumb& s, const int8_t* a,
                                                            const int8_t* b, int32_t n, int8_t* out,
                                                            const Hold& hold) {
  const int32_t a_factor = s.a_factor, b_factor = s.b_factor, offset = s.offset, shift = s.shift;
  for (const int8_t* const end = a + n; a != end;) {
    const int32_t sum = *a++ * a_factor + *b++ * b_factor + offset;
    *out++ = static_cast<int8_t>(hold(sum >> shift));
  }
}

// n elements.
__attribute__((noinline)) inline void AddRunThumb(const AddRunS8Thumb& s, const int8_t* a,
                                                  const int8_t* b, int32_t n, int8_t* out) {
  if (s.act_min == -128 && s.act_max == 127) {
    AddElementsThumb(s, a, b, n, out, SaturateS8Thumb);
  } else {
    const int32_t low = s.act_min, high = s.act_max;
    AddElementsThumb(s, a, b, n, out, [&](int32_t x) { return Clamp(x, low, high); });
  }
}

// a, b, out: as broadcast_runs.h says. out may be a or b where that one is not broadcast.
template <class Spec>
inline void AddS8Thumb(const Spec& s, const int8_t* a, const int8_t* b, int8_t* out) {
  const AddRunS8Thumb run = {s.a_factor, s.b_factor, s.offset, s.shift, s.act_min, s.act_max};
  ForEachRun(
      s,
      [&](const int8_t* x, const int8_t* y, int32_t n, int8_t* to) {
        AddRunThumb(run, x, y, n, to);
      },
      a, b, out);
}

}  // namespace iegen

#endif  // IEGEN_ADD_S8_THUMB_H_
