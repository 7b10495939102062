// MUL of two int8 tensors with broadcasting, for cores with Helium:
//   y = ((a - za) * (b - zb) * multiplier + 2^30) >> 31,
//   out = clamp(((y * factor + 2^30) >> 31) + zo).
// With factor 2^(31 - n) + 1 that is a shift by n that rounds half away from zero, as
// iegen/gemm_s8_mve.h explains; the generator compares all 65,536 pairs of bytes with the portable
// kernel, which is used where they differ.
//
// Spec members (int32_t): those of broadcast_runs.h, a_zero_point, b_zero_point, multiplier,
// factor, out_zero_point, act_min, act_max.
//
// Budget: 11 instructions for 4 elements, the loop's own included; about 30 for a run.
#ifndef IEGEN_MUL_S8_MVE_H_
#define IEGEN_MUL_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/mul_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <arm_mve.h>
#include <stdint.h>

#include "iegen/broadcast_runs.h"

namespace iegen {

struct MulRunS8Mve {
  int32_t a_zero_point, b_zero_point, multiplier, factor, out_zero_point, act_min, act_max;
};

// Lanes beyond n are neither read nor written: a loop with tail predication.
__attribute__((noinline)) inline void MulRunMve(const MulRunS8Mve& s, const int8_t* a,
                                                const int8_t* b, int32_t n, int8_t* out) {
  const int32x4_t factor = vdupq_n_s32(s.factor);
  const int32x4_t low = vdupq_n_s32(s.act_min), high = vdupq_n_s32(s.act_max);
  __asm__ volatile(
      "wlstp.32 lr, %[n], 2f\n"
      "1:\n"
      "vldrb.s32 q0, [%[a]], #4\n"
      "vldrb.s32 q1, [%[b]], #4\n"
      "vsub.i32 q0, q0, %[a_zero_point]\n"
      "vsub.i32 q1, q1, %[b_zero_point]\n"
      "vmul.i32 q0, q0, q1\n"
      "vqrdmulh.s32 q0, q0, %[multiplier]\n"
      "vqrdmlash.s32 q0, %q[factor], %[out_zero_point]\n"
      "vmax.s32 q0, q0, %q[low]\n"
      "vmin.s32 q0, q0, %q[high]\n"
      "vstrb.32 q0, [%[out]], #4\n"
      "letp lr, 1b\n"
      "2:\n"
      : [a] "+l"(a), [b] "+l"(b), [out] "+l"(out)
      : [n] "r"(n), [factor] "w"(factor), [low] "w"(low), [high] "w"(high),
        [a_zero_point] "r"(s.a_zero_point), [b_zero_point] "r"(s.b_zero_point),
        [multiplier] "r"(s.multiplier), [out_zero_point] "r"(s.out_zero_point)
      : "q0", "q1", "lr", "memory");
}

// a, b, out: as broadcast_runs.h says. out may be a or b where that one is not broadcast.
template <class Spec>
inline void MulS8Mve(const Spec& s, const int8_t* a, const int8_t* b, int8_t* out) {
  const MulRunS8Mve run = {s.a_zero_point,   s.b_zero_point, s.multiplier, s.factor,
                           s.out_zero_point, s.act_min,      s.act_max};
  ForEachRun(
      s,
      [&](const int8_t* x, const int8_t* y, int32_t n, int8_t* to) { MulRunMve(run, x, y, n, to); },
      a, b, out);
}

}  // namespace iegen

#endif  // IEGEN_MUL_S8_MVE_H_
