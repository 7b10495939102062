// The two functions of a recurrent cell's gates, on 16 bits: the logistic function and the
// hyperbolic tangent, by linear interpolation in one table.
//
// Both are TensorFlow Lite's reference functions bit for bit: the same table and the same steps,
// with the half below zero mirrored after rounding, which changes none of the 65,536 results.
#ifndef IEGEN_GATE_S16_H_
#define IEGEN_GATE_S16_H_

#include <stdint.h>

namespace iegen {

// 2^16 / (1 + exp(-i / 24)), rounded; some entries stand one above that, as TensorFlow Lite has
// them. The last slope is never read.
constexpr uint16_t kGateTable[256] = {
    32768, 33451, 34133, 34813, 35493, 36169, 36843, 37513, 38180, 38841, 39498, 40149, 40794,
    41432, 42064, 42688, 43304, 43912, 44511, 45102, 45683, 46255, 46817, 47369, 47911, 48443,
    48964, 49475, 49975, 50464, 50942, 51409, 51865, 52311, 52745, 53169, 53581, 53983, 54374,
    54755, 55125, 55485, 55834, 56174, 56503, 56823, 57133, 57433, 57724, 58007, 58280, 58544,
    58800, 59048, 59288, 59519, 59743, 59959, 60168, 60370, 60565, 60753, 60935, 61110, 61279,
    61441, 61599, 61750, 61896, 62036, 62172, 62302, 62428, 62549, 62666, 62778, 62886, 62990,
    63090, 63186, 63279, 63368, 63454, 63536, 63615, 63691, 63765, 63835, 63903, 63968, 64030,
    64090, 64148, 64204, 64257, 64308, 64357, 64405, 64450, 64494, 64536, 64576, 64614, 64652,
    64687, 64721, 64754, 64786, 64816, 64845, 64873, 64900, 64926, 64950, 64974, 64997, 65019,
    65039, 65060, 65079, 65097, 65115, 65132, 65149, 65164, 65179, 65194, 65208, 65221, 65234,
    65246, 65258, 65269, 65280, 65291, 65301, 65310, 65319, 65328, 65337, 65345, 65352, 65360,
    65367, 65374, 65381, 65387, 65393, 65399, 65404, 65410, 65415, 65420, 65425, 65429, 65433,
    65438, 65442, 65445, 65449, 65453, 65456, 65459, 65462, 65465, 65468, 65471, 65474, 65476,
    65479, 65481, 65483, 65485, 65488, 65489, 65491, 65493, 65495, 65497, 65498, 65500, 65501,
    65503, 65504, 65505, 65507, 65508, 65509, 65510, 65511, 65512, 65513, 65514, 65515, 65516,
    65517, 65517, 65518, 65519, 65520, 65520, 65521, 65522, 65522, 65523, 65523, 65524, 65524,
    65525, 65525, 65526, 65526, 65526, 65527, 65527, 65528, 65528, 65528, 65529, 65529, 65529,
    65529, 65530, 65530, 65530, 65530, 65531, 65531, 65531, 65531, 65531, 65532, 65532, 65532,
    65532, 65532, 65532, 65533, 65533, 65533, 65533, 65533, 65533, 65533, 65533, 65534, 65534,
    65534, 65534, 65534, 65534, 65534, 65534, 65534, 65534, 65535};

// 2^15 / (1 + exp(-x / 2^12)): x in Q3.12, the result in Q0.15 between 11 and 32757.
__attribute__((always_inline)) inline int32_t GateSigmoidS16(int32_t x) {
  const uint32_t v = static_cast<uint32_t>(3 * (x < 0 ? -x : x));
  const uint16_t* const entry = kGateTable + (v >> 9);  // at most 192: 3 * 2^15 / 2^9
  const uint32_t base = entry[0], slope = entry[1] - base;
  const int32_t r = static_cast<int32_t>((base * 512 + (v & 511) * slope + 512) >> 10);
  return x < 0 ? 32768 - r : r;
}

// 2^15 * tanh(x * 2^exponent): x on 16 bits, exponent in [-24, -9], the result in Q0.15. exponent
// -12 is Q3.12.
__attribute__((always_inline)) inline int32_t GateTanhS16(int32_t x, int32_t exponent) {
  const int32_t left = 12 + exponent;
  // Rounded before the sign is taken off: ties go up.
  const int32_t v = left < 0 ? (3 * x + (1 << (-left - 1))) >> -left : x * (3 << left);
  const uint32_t a = static_cast<uint32_t>(v < 0 ? -v : v), k = a >> 8;
  uint32_t r = 65535u * 256;
  if (k < 255) {
    const uint32_t base = kGateTable[k];
    r = base * 256 + (a & 255) * (kGateTable[k + 1] - base);
  }
  const int32_t q = static_cast<int32_t>(r - (1u << 23) + 128) >> 8;
  return v < 0 ? -q : q;
}

}  // namespace iegen

#endif  // IEGEN_GATE_S16_H_
