// What the packing functions of this backend ask of a filter.
#ifndef IEGEN_BACKENDS_CORTEX_M_PACKED_FILTER_H_
#define IEGEN_BACKENDS_CORTEX_M_PACKED_FILTER_H_

#include <stdint.h>

#include "backends/dense_filter.h"

namespace iegen {
namespace cortex_m {

// Byte (row, k) of the filter, 0 outside of it.
inline uint32_t ByteOf(const DenseFilter& filter, int32_t row, int32_t k) {
  if (row >= filter.channels || k >= filter.taps) return 0;
  return static_cast<uint8_t>(filter.weights[row * filter.taps + k]);
}

inline bool ClampsNegative(const DenseFilter& filter) {
  return filter.act_min == filter.zero_point;
}

}  // namespace cortex_m
}  // namespace iegen

#endif  // IEGEN_BACKENDS_CORTEX_M_PACKED_FILTER_H_
