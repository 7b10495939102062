// ADD and SUB of two int8 tensors with broadcasting, for cores with the DSP extension:
//   out = clamp((a * a_factor + b * b_factor + offset) >> shift).
// The generator finds such numbers for a layer and compares all 65,536 pairs of bytes with the
// three roundings of the portable kernel; where none agree, that one is used.
//
// Spec members (int32_t): those of broadcast_runs.h, a_factor, b_factor, offset, shift. No sum
// leaves 32 bits; kAddLeastShift <= shift <= kAddMostShift, because SSAT has its shift in the code.
//
// Budget: four elements stand in a word of each input: 2 LDR, then SXTB, SXTB, MLA, MLA, SSAT and
// STRB for each; with the loop 28 instructions. About 30 for a run.
#ifndef IEGEN_ADD_S8_DSP_H_
#define IEGEN_ADD_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/add_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>
#include <string.h>

#include "iegen/broadcast_runs.h"

namespace iegen {

struct AddRunS8Dsp {
  int32_t a_factor, b_factor, offset;
};

// The byte from bit kFirst on, by one SXTB.
template <int32_t kFirst>
inline int32_t ByteOfDsp(uint32_t word) {
  return static_cast<int8_t>(word >> kFirst);
}

template <int32_t kShift>
inline int8_t AddElementDsp(const AddRunS8Dsp& s, int32_t a, int32_t b) {
  int32_t sum = a * s.a_factor + s.offset;
  sum += b * s.b_factor;
  __asm__("ssat %0, #8, %0, asr %1" : "+r"(sum) : "I"(kShift));
  return static_cast<int8_t>(sum);
}

// n elements; out may be a or b.
template <int32_t kShift>
__attribute__((noinline)) inline void AddRunDsp(const AddRunS8Dsp& run, const int8_t* a,
                                                const int8_t* b, int32_t n, int8_t* out) {
  const AddRunS8Dsp s = run;
  for (const int8_t* const end = a + (n & ~3); a != end; a += 4, b += 4, out += 4) {
    uint32_t x, y;
    memcpy(&x, a, 4);
    memcpy(&y, b, 4);
    out[0] = AddElementDsp<kShift>(s, ByteOfDsp<0>(x), ByteOfDsp<0>(y));
    out[1] = AddElementDsp<kShift>(s, ByteOfDsp<8>(x), ByteOfDsp<8>(y));
    out[2] = AddElementDsp<kShift>(s, ByteOfDsp<16>(x), ByteOfDsp<16>(y));
    out[3] = AddElementDsp<kShift>(s, ByteOfDsp<24>(x), ByteOfDsp<24>(y));
  }
  for (n &= 3; n > 0; --n) *out++ = AddElementDsp<kShift>(s, *a++, *b++);
}

constexpr int32_t kAddLeastShift = 18, kAddMostShift = 24;

using AddRunFunctionDsp = void (*)(const AddRunS8Dsp&, const int8_t*, const int8_t*, int32_t,
                                   int8_t*);

// With constant shifts, compilers keep the one that is needed.
inline AddRunFunctionDsp AddRunWithShiftDsp(int32_t shift) {
  switch (shift) {
    case 18:
      return AddRunDsp<18>;
    case 19:
      return AddRunDsp<19>;
    case 20:
      return AddRunDsp<20>;
    case 21:
      return AddRunDsp<21>;
    case 22:
      return AddRunDsp<22>;
    case 23:
      return AddRunDsp<23>;
    default:
      return AddRunDsp<24>;
  }
}

// a, b, out: as broadcast_runs.h says. out may be a or b where that one is not broadcast.
template <class Spec>
inline void AddS8Dsp(const Spec& s, const int8_t* a, const int8_t* b, int8_t* out) {
  const AddRunS8Dsp run = {s.a_factor, s.b_factor, s.offset};
  const AddRunFunctionDsp add = AddRunWithShiftDsp(s.shift);
  ForEachRun(
      s, [&](const int8_t* x, const int8_t* y, int32_t n, int8_t* to) { add(run, x, y, n, to); }, a,
      b, out);
}

}  // namespace iegen

#endif  // IEGEN_ADD_S8_DSP_H_
