// The parameter that kernels of this backend have beside those of the portable ones.
#ifndef IEGEN_BACKENDS_RISCV_RIGHT_SPEC_H_
#define IEGEN_BACKENDS_RISCV_RIGHT_SPEC_H_

#include <cstdint>

namespace iegen::riscv {

// The spec of a kernel with `right`: all shifts are to the right, see ShiftsRight().
template <class Base>
struct Right : Base {
  int32_t right = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    Base::Fields(s, visit);
    visit("right", s.right);
  }
};

}  // namespace iegen::riscv

#endif  // IEGEN_BACKENDS_RISCV_RIGHT_SPEC_H_
