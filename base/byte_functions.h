// Functions of one int8 value as tables of 256 bytes, bit by bit as TensorFlow Lite defines them.
// Those of LOGISTIC, TANH, RELU and QUANTIZE are in fixed_point.h.
#ifndef IEGEN_BASE_BYTE_FUNCTIONS_H_
#define IEGEN_BASE_BYTE_FUNCTIONS_H_

#include "base/fixed_point.h"

namespace iegen {

// Both sides are int8.
struct ByteEnds {
  float in_scale = 1;
  int32_t in_zero_point = 0;
  float out_scale = 1;
  int32_t out_zero_point = 0;
};

ByteTable AbsTable(const ByteEnds& q);

// x >= 0 ? x : exp(x) - 1, in float32.
ByteTable EluTable(const ByteEnds& q);

// x * min(6, max(0, x + 3)) / 6, in 16-bit fixed point.
ByteTable HardSwishTable(const ByteEnds& q);

// x >= 0 ? x : alpha * x.
ByteTable LeakyReluTable(float alpha, const ByteEnds& q);

// 1 / sqrt(x); entries of values that are not positive are 127.
ByteTable RsqrtTable(const ByteEnds& q);

// 1 / sqrt(x) of an integer x >= 2, as a multiplier with a shift: Newton's method in Q3.
QuantizedMultiplier InverseSqrt(int32_t x);

}  // namespace iegen

#endif  // IEGEN_BASE_BYTE_FUNCTIONS_H_
