// Outputs by two multiplications of 32 bits, for cores without longer ones: the search for the
// constants, and the proof. Freestanding C++14: tests of kernels pack on the core itself.
#ifndef IEGEN_BACKENDS_CORTEX_M_TWO_MULTIPLIES_H_
#define IEGEN_BACKENDS_CORTEX_M_TWO_MULTIPLIES_H_

#include <stdint.h>

#include "iegen/output_s8_thumb.h"

namespace iegen {
namespace cortex_m {

// What the reference does to the sums of one channel, and which sums there are.
struct ScaledSum {
  int32_t multiplier, shift;  // shift > 0 is to the left
  int32_t zero_point, act_min, act_max;
  int32_t least, most;  // sums with their bias
};

// The output of the reference.
int32_t ReferenceOutput(const ScaledSum& s, int32_t sum);

// Constants with which OutputByTwoMultiplies() gives ReferenceOutput() for every sum from least to
// most; false where none are found.
bool FindTwoMultiplies(const ScaledSum& s, TwoMultipliesS8* constants);

}  // namespace cortex_m
}  // namespace iegen

#endif  // IEGEN_BACKENDS_CORTEX_M_TWO_MULTIPLIES_H_
