// Host-side fixed-point arithmetic with which the kernels' constants and tables are made: quantised
// multipliers, clamps, and the tables of LOGISTIC, TANH and SOFTMAX. Everything follows TensorFlow
// Lite's definition of the operators bit by bit (two roundings), so that a table gives the bytes
// which its arithmetic would give.
#ifndef IEGEN_BASE_FIXED_POINT_H_
#define IEGEN_BASE_FIXED_POINT_H_

#include <array>
#include <cstdint>

namespace iegen {

// multiplier * 2^(shift - 31): multiplier in [2^30, 2^31) or 0, shift > 0 is to the left.
struct QuantizedMultiplier {
  int32_t multiplier = 0;
  int32_t shift = 0;

  friend bool operator==(const QuantizedMultiplier&, const QuantizedMultiplier&) = default;
};

// The nearest pair to a real multiplier; 0 where it is below about 2^-32. `real` is finite, in
// [0, 2^31).
QuantizedMultiplier QuantizeMultiplier(double real);

// The multiplier of a convolution or fully connected layer: in_scale * weight_scale / out_scale,
// the product and quotient taken in double.
QuantizedMultiplier LinearMultiplier(float in_scale, float weight_scale, float out_scale);

// The same multiplier where rounding twice is not wanted: without a right shift, whose rounding
// would be the second, as long as the multiplier keeps 19 bits; below that the second rounding does
// less harm than the lost bits (each: one result in some ten thousand goes to the other neighbour).
QuantizedMultiplier LinearMultiplierOnce(float in_scale, float weight_scale, float out_scale);

// in_scale / out_scale, as QUANTIZE between quantised types and MEAN use it.
QuantizedMultiplier RescaleMultiplier(float in_scale, float out_scale);

// The multiplier of MEAN over `count` >= 1 elements: RescaleMultiplier with 1 / count folded in as
// TensorFlow Lite does it (an integer division that truncates).
QuantizedMultiplier MeanMultiplier(float in_scale, float out_scale, int64_t count);

// The three multipliers of ADD and SUB on int8; both inputs are shifted left by kAddLeftShift
// first.
inline constexpr int32_t kAddLeftShift = 20;
struct AddMultipliers {
  QuantizedMultiplier a, b, out;
};
AddMultipliers MakeAddMultipliers(float a_scale, float b_scale, float out_scale);

// Those of SQUARED_DIFFERENCE on int8, whose inputs are shifted left by
// kSquaredDifferenceLeftShift.
inline constexpr int32_t kSquaredDifferenceLeftShift = 7;
AddMultipliers MakeSquaredDifferenceMultipliers(float a_scale, float b_scale, float out_scale);

// a_scale / (b_scale * out_scale) of DIV on int8, taken in float32.
QuantizedMultiplier DivMultiplier(float a_scale, float b_scale, float out_scale);

// x * m.multiplier * 2^(m.shift - 31), rounded twice. Bits that a left shift pushes out of 32 are
// lost.
int32_t MultiplyByQuantizedMultiplier(int32_t x, const QuantizedMultiplier& m);

// The limits that a fused activation sets on an 8-bit output.
enum class FusedActivation { kNone, kRelu, kReluN1To1, kRelu6 };
struct ClampRange {
  int32_t min = 0;
  int32_t max = 0;

  friend bool operator==(const ClampRange&, const ClampRange&) = default;
};
// type_min, type_max: the range of the output's type. Bounds are round(bound / scale) + zero_point.
ClampRange ActivationRange(FusedActivation activation, float scale, int32_t zero_point,
                           int32_t type_min, int32_t type_max);

// Tables over the 256 values of a byte, indexed by its bits as uint8 (int8 -1 is entry 255).
using ByteTable = std::array<int8_t, 256>;

// LOGISTIC int8 to int8; the output's scale is 1/256 and its zero point -128.
ByteTable LogisticTable(float in_scale, int32_t in_zero_point);

// TANH int8 to int8; the output's scale is 1/128 and its zero point 0.
ByteTable TanhTable(float in_scale, int32_t in_zero_point);

// One end of a conversion between 8-bit types; is_signed: int8, otherwise uint8.
struct ByteQuantization {
  float scale = 1;
  int32_t zero_point = 0;
  bool is_signed = true;
};

// QUANTIZE between 8-bit types, all four combinations.
ByteTable RequantizeTable(const ByteQuantization& in, const ByteQuantization& out);

// RELU, RELU6 and RELU_N1_TO_1 as operators of their own: requantised, then held between the
// bounds.
ByteTable ReluTable(FusedActivation activation, const ByteQuantization& in,
                    const ByteQuantization& out);

// SOFTMAX int8: entry d is exp(-d * beta * in_scale) in Q0.31 as TensorFlow Lite's fixed-point
// exponential gives it, 0 where the distance is beyond what the sum counts.
std::array<int32_t, 256> SoftmaxExpTable(float in_scale, float beta);

// LOG_SOFTMAX int8: input steps to Q5.26 and back, minus the distance from which on an exponential
// is 0, and the exponentials by distance as SoftmaxExpTable() has them, in Q12.19.
struct LogSoftmaxScaling {
  QuantizedMultiplier to_q5, from_q5;
  int32_t least = 0;
  std::array<int32_t, 256> exponentials{};
};
LogSoftmaxScaling MakeLogSoftmaxScaling(float in_scale);

}  // namespace iegen

#endif  // IEGEN_BASE_FIXED_POINT_H_
