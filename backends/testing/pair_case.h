// Random sums and products of two tensors for the tests of kernels on bare cores. Freestanding
// C++14.
#ifndef IEGEN_BACKENDS_TESTING_PAIR_CASE_H_
#define IEGEN_BACKENDS_TESTING_PAIR_CASE_H_

#include <stdio.h>

#include "backends/testing/guarded.h"
#include "backends/testing/random.h"

namespace iegen {
namespace testing {

// All parameters that these kernels name.
struct PairSpec {
  int32_t d0 = 1, d1 = 1, d2 = 1, d3 = 1, d4 = 1, d5 = 1;
  int32_t a0 = 0, a1 = 0, a2 = 0, a3 = 0, a4 = 0, a5 = 1;
  int32_t b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 1;
  int32_t act_min = -128, act_max = 127;
  int32_t a_factor = 0, b_factor = 0, offset = 0, shift = 0;
  int32_t a_zero_point = 0, b_zero_point = 0, multiplier = 0, factor = 0, out_zero_point = 0;
};

// What iegen/add_s8_*.h compute, in 64 bits and without the clamp.
inline int64_t PairSumOf(const PairSpec& s, int32_t a, int32_t b) {
  return (int64_t{a} * s.a_factor + int64_t{b} * s.b_factor + s.offset) >> s.shift;
}

// No sum leaves 32 bits.
inline PairSpec DrawPairs(Random& random, int32_t rows, int32_t n, bool broadcast, int32_t shift) {
  PairSpec s;
  s.d4 = rows, s.d5 = n, s.a4 = n, s.b4 = broadcast ? 0 : n;
  s.act_min = random.Between(-128, -20), s.act_max = random.Between(20, 127);
  s.shift = shift;
  const int32_t one = 1 << (shift < 22 ? shift : 22);
  s.a_factor = random.Between(-one, one);
  s.b_factor = random.Between(-one, one);
  s.offset = random.Between(-64 * one, 64 * one);
  s.a_zero_point = random.Byte(), s.b_zero_point = random.Byte();
  s.out_zero_point = random.Byte();
  s.multiplier = random.Between(1 << 30, 0x7fffffff);
  s.factor = (1 << (31 - random.Between(4, 9))) + 1;
  return s;
}

// `place` is 0 for an output of its own, 1 for a's memory, 2 for b's.
template <class Kernel, class Formula>
bool SamePairs(const Kernel& kernel, const Formula& formula, const PairSpec& s, int place,
               Random& random) {
  constexpr int32_t kMost = 400;
  static Guarded<kMost> a_bytes, b_bytes, out_bytes;
  const int32_t count = s.d4 * s.d5, b_count = s.b4 == 0 ? s.d5 : count;
  int8_t* const a = a_bytes.Begin(count);
  int8_t* const b = b_bytes.Begin(b_count);
  int8_t* const own = out_bytes.Begin(count);
  int8_t expected[kMost];
  for (int32_t i = 0; i < count; ++i) a[i] = random.Byte();
  for (int32_t i = 0; i < b_count; ++i) b[i] = random.Byte();
  for (int32_t i = 0; i < count; ++i) {
    const int64_t value = formula(s, a[i], b[i % b_count]);
    expected[i] = static_cast<int8_t>(value < s.act_min   ? s.act_min
                                      : value > s.act_max ? s.act_max
                                                          : value);
  }
  int8_t* const out = place == 0 ? own : place == 1 ? a : b;
  kernel(s, a, b, out);
  const bool intact = a_bytes.Intact() && b_bytes.Intact() && out_bytes.Intact();
  if (intact && memcmp(out, expected, static_cast<size_t>(count)) == 0) return true;
  printf("%d rows of %d, place %d: %s\n", static_cast<int>(s.d4), static_cast<int>(s.d5), place,
         intact ? "other bytes" : "writes outside");
  return false;
}

// Calls test(rows, n, broadcast, place, random), which says whether all went well, for runs of 1 to
// 37 elements. Returns the number of failures.
template <class Test>
int SweepPairs(const Test& test) {
  int failures = 0, cases = 0;
  for (int32_t n = 1; n <= 37; ++n) {
    for (int32_t rows = 1; rows <= 3; ++rows) {
      for (int place = 0; place < 3; ++place) {
        Random random(static_cast<uint32_t>(++cases));
        if (!test(rows, n, place != 2 && rows == 2, place, random)) ++failures;
      }
    }
  }
  printf("%d cases, %d failures\n", cases, failures);
  return failures;
}

}  // namespace testing
}  // namespace iegen

#endif  // IEGEN_BACKENDS_TESTING_PAIR_CASE_H_
