// ADD and SUB of two int8 tensors with broadcasting, for cores with Helium:
//   out = clamp((a * a_factor + b * b_factor + offset) >> shift).
// The generator finds such numbers for a layer and compares all 65,536 pairs of bytes with the
// three roundings of the portable kernel; where none agree, that one is used.
//
// Spec members (int32_t): those of broadcast_runs.h, a_factor, b_factor, offset, shift, act_min,
// act_max. No sum leaves 32 bits.
//
// Budget: 9 instructions for 4 elements, the loop's own included; about 30 for a run.
#ifndef IEGEN_ADD_S8_MVE_H_
#define IEGEN_ADD_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/add_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <arm_mve.h>
#include <stdint.h>

#include "iegen/broadcast_runs.h"

namespace iegen {

struct AddRunS8Mve {
  int32_t a_factor, b_factor, offset, shift, act_min, act_max;
};

// Lanes beyond n are neither read nor written: a loop with tail predication. In assembly, because
// compilers take VMLA apart.
__attribute__((noinline)) inline void AddRunMve(const AddRunS8Mve& s, const int8_t* a,
                                                const int8_t* b, int32_t n, int8_t* out) {
  const int32x4_t a_factor = vdupq_n_s32(s.a_factor);
  const int32x4_t low = vdupq_n_s32(s.act_min), high = vdupq_n_s32(s.act_max);
  __asm__ volatile(
      "wlstp.32 lr, %[n], 2f\n"
      "1:\n"
      "vldrb.s32 q0, [%[a]], #4\n"
      "vldrb.s32 q1, [%[b]], #4\n"
      "vmlas.s32 q0, %q[a_factor], %[offset]\n"  // q0 * a_factor + offset
      "vmla.s32 q0, q1, %[b_factor]\n"           // q0 + q1 * b_factor
      "vshl.s32 q0, %[left]\n"
      "vmax.s32 q0, q0, %q[low]\n"
      "vmin.s32 q0, q0, %q[high]\n"
      "vstrb.32 q0, [%[out]], #4\n"
      "letp lr, 1b\n"
      "2:\n"
      : [a] "+l"(a), [b] "+l"(b), [out] "+l"(out)
      : [n] "r"(n), [a_factor] "w"(a_factor), [low] "w"(low), [high] "w"(high),
        [offset] "r"(s.offset), [b_factor] "r"(s.b_factor), [left] "r"(-s.shift)
      : "q0", "q1", "lr", "memory");
}

// a, b, out: as broadcast_runs.h says. out may be a or b where that one is not broadcast.
template <class Spec>
inline void AddS8Mve(const Spec& s, const int8_t* a, const int8_t* b, int8_t* out) {
  const AddRunS8Mve run = {s.a_factor, s.b_factor, s.offset, s.shift, s.act_min, s.act_max};
  ForEachRun(
      s,
      [&](const int8_t* x, const int8_t* y, int32_t n, int8_t* to) { AddRunMve(run, x, y, n, to); },
      a, b, out);
}

}  // namespace iegen

#endif  // IEGEN_ADD_S8_MVE_H_
