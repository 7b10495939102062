// Helium's sums and products of two tensors on the core itself, against their formulas in 64 bits.
#include <stdio.h>

#include "backends/testing/guarded.h"
#include "backends/testing/random.h"
#include "iegen/add_s8_mve.h"
#include "iegen/mul_s8_mve.h"

namespace iegen {
namespace {

struct Spec {
  int32_t d0 = 1, d1 = 1, d2 = 1, d3 = 1, d4 = 1, d5 = 1;
  int32_t a0 = 0, a1 = 0, a2 = 0, a3 = 0, a4 = 0, a5 = 1;
  int32_t b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 1;
  int32_t act_min = -128, act_max = 127;
  int32_t a_factor = 0, b_factor = 0, offset = 0, shift = 0;
  int32_t a_zero_point = 0, b_zero_point = 0, multiplier = 0, factor = 0, out_zero_point = 0;
};

constexpr int32_t kMost = 400;
testing::Guarded<kMost> a_bytes, b_bytes, out_bytes;

int64_t Sum(const Spec& s, int32_t a, int32_t b) {
  return (int64_t{a} * s.a_factor + int64_t{b} * s.b_factor + s.offset) >> s.shift;
}

int64_t Product(const Spec& s, int32_t a, int32_t b) {
  const int64_t half = int64_t{1} << 30;
  const int64_t product = int64_t{a - s.a_zero_point} * (b - s.b_zero_point);
  const int64_t first = (product * s.multiplier + half) >> 31;
  return ((first * s.factor + half) >> 31) + s.out_zero_point;
}

Spec Draw(testing::Random& random, int32_t rows, int32_t n, bool broadcast) {
  Spec s;
  s.d4 = rows, s.d5 = n, s.a4 = n, s.b4 = broadcast ? 0 : n;
  s.act_min = random.Between(-128, -20), s.act_max = random.Between(20, 127);
  s.shift = random.Between(14, 20);
  s.a_factor = random.Between(-(1 << s.shift), 1 << s.shift);
  s.b_factor = random.Between(-(1 << s.shift), 1 << s.shift);
  s.offset = random.Between(-(1 << (s.shift + 6)), 1 << (s.shift + 6));
  s.a_zero_point = random.Byte(), s.b_zero_point = random.Byte();
  s.out_zero_point = random.Byte();
  s.multiplier = random.Between(1 << 30, 0x7fffffff);
  s.factor = (1 << (31 - random.Between(4, 9))) + 1;
  return s;
}

// `place` is 0 for an output of its own, 1 for a's memory, 2 for b's.
template <class Kernel, class Formula>
bool Same(const Kernel& kernel, const Formula& formula, const Spec& s, int place,
          testing::Random& random) {
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

int TestAll() {
  int failures = 0, cases = 0;
  for (int32_t n = 1; n <= 37; ++n) {
    for (int32_t rows = 1; rows <= 3; ++rows) {
      for (int place = 0; place < 3; ++place) {
        testing::Random random(static_cast<uint32_t>(++cases));
        const Spec s = Draw(random, rows, n, place != 2 && rows == 2);
        const auto add = [](const Spec& spec, const int8_t* a, const int8_t* b, int8_t* out) {
          AddS8Mve(spec, a, b, out);
        };
        const auto mul = [](const Spec& spec, const int8_t* a, const int8_t* b, int8_t* out) {
          MulS8Mve(spec, a, b, out);
        };
        if (!Same(add, Sum, s, place, random)) ++failures;
        if (!Same(mul, Product, s, place, random)) ++failures;
      }
    }
  }
  printf("%d cases, %d failures\n", cases, failures);
  return failures;
}

}  // namespace
}  // namespace iegen

int main() { return iegen::TestAll() == 0 ? 0 : 1; }
