// iegen/conv2d_1x1_s8_dsp.h with weights of two bytes: faster, for twice the flash.
#ifndef IEGEN_CONV2D_1X1_WIDE_S8_DSP_H_
#define IEGEN_CONV2D_1X1_WIDE_S8_DSP_H_

#if !defined(__ARM_FEATURE_DSP)
#error "iegen/conv2d_1x1_wide_s8_dsp.h needs a core with the DSP extension, as in -mcpu=cortex-m4"
#endif

#include <stdint.h>

#include "iegen/conv2d_1x1_s8_dsp.h"
#include "iegen/gemm_wide_s8_dsp.h"

namespace iegen {

// As Conv2d1x1S8Dsp; weights packed as iegen/gemm_wide_s8_dsp.h has them.
template <class Spec>
__attribute__((noinline)) inline void Conv2d1x1WideS8Dsp(const Spec& s, const int8_t* in,
                                                         const int32_t* weights, int32_t* scratch,
                                                         int8_t* out) {
  Conv2d1x1PairsDsp<HalfwordsDsp>(s, in, weights, scratch, out);
}

}  // namespace iegen

#endif  // IEGEN_CONV2D_1X1_WIDE_S8_DSP_H_
