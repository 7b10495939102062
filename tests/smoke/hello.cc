// Start-up on every board: static constructors, .data, printf, and the vector unit where there is
// one.
#include <stdint.h>
#include <stdio.h>
#if defined(__ARM_FEATURE_MVE)
#include <arm_mve.h>
#elif defined(__riscv_vector)
#include <riscv_vector.h>
#endif

namespace {

struct Init {
  int value;
  Init() : value(41) {}
};

constexpr int kSize = 64;
Init init;
int8_t a[kSize], b[kSize];

int32_t Dot() {
  int32_t sum = 0;
#if defined(__ARM_FEATURE_MVE)
  for (int i = 0; i < kSize; i += 16) sum = vmladavaq_s8(sum, vld1q_s8(a + i), vld1q_s8(b + i));
#elif defined(__riscv_vector)
  for (size_t i = 0; i < kSize;) {
    const size_t vl = __riscv_vsetvl_e8m4(kSize - i);
    const vint16m8_t product =
        __riscv_vwmul_vv_i16m8(__riscv_vle8_v_i8m4(a + i, vl), __riscv_vle8_v_i8m4(b + i, vl), vl);
    const vint32m1_t zero = __riscv_vmv_s_x_i32m1(sum, 1);
    sum = __riscv_vmv_x_s_i32m1_i32(__riscv_vwredsum_vs_i16m8_i32m1(product, zero, vl));
    i += vl;
  }
#else
  for (int i = 0; i < kSize; ++i) sum += a[i] * b[i];
#endif
  return sum;
}

}  // namespace

int main() {
  int32_t want = 0;
  for (int i = 0; i < kSize; ++i) {
    a[i] = static_cast<int8_t>(i - 32);
    b[i] = static_cast<int8_t>(3 - i);
    want += a[i] * b[i];
  }
  const int32_t got = Dot();
  printf("dot=%ld want=%ld init=%d\n", static_cast<long>(got), static_cast<long>(want),
         ++init.value);
  return got == want && init.value == 42 ? 0 : 3;
}
