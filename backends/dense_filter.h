// A dense filter and what follows its products, as the packing functions of every backend take it.
// Freestanding C++14: tests of kernels pack on the core itself.
#ifndef IEGEN_BACKENDS_DENSE_FILTER_H_
#define IEGEN_BACKENDS_DENSE_FILTER_H_

#include <stdint.h>

namespace iegen {

// bias has the input's zero point folded in; multiplier and shift are those of the reference
// kernels, one of each a channel (positive shift to the left).
struct DenseFilter {
  const int8_t* weights;  // [channels, taps]
  int32_t channels, taps;
  const int32_t* bias;
  const int32_t* multiplier;
  const int8_t* shift;
  int32_t zero_point, act_min, act_max;  // of the output
};

}  // namespace iegen

#endif  // IEGEN_BACKENDS_DENSE_FILTER_H_
