// The parameter that kernels of this backend have beside those of the portable ones.
#ifndef IEGEN_BACKENDS_CORTEX_M_FUSED_SPEC_H_
#define IEGEN_BACKENDS_CORTEX_M_FUSED_SPEC_H_

#include <cstdint>

namespace iegen::cortex_m {

// The spec of a kernel with `fused`: both roundings by multiplication, see
// RoundsTwiceByMultiplication().
template <class Base>
struct Fused : Base {
  int32_t fused = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    Base::Fields(s, visit);
    visit("fused", s.fused);
  }
};

}  // namespace iegen::cortex_m

#endif  // IEGEN_BACKENDS_CORTEX_M_FUSED_SPEC_H_
