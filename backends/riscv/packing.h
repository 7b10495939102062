// Constants of the kernels of this backend, packed on the host and, in tests of the kernels, on the
// core itself. Freestanding C++14.
#ifndef IEGEN_BACKENDS_RISCV_PACKING_H_
#define IEGEN_BACKENDS_RISCV_PACKING_H_

#include <stdint.h>

#include "backends/dense_filter.h"

namespace iegen {
namespace riscv {

// Whether every channel's shift is to the right, by at least 1.
bool ShiftsRight(const DenseFilter& filter);

// The constants as iegen/gemm_s8_rvv.h reads them: channels * taps bytes, 3 * channels words.
// `right` as ShiftsRight().
void PackRvvWeights(const DenseFilter& filter, int8_t* bytes);
void PackRvvStage(const DenseFilter& filter, bool right, int32_t* words);

}  // namespace riscv
}  // namespace iegen

#endif  // IEGEN_BACKENDS_RISCV_PACKING_H_
