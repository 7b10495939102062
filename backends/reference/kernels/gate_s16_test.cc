#include "iegen/gate_s16.h"

#include <cmath>

#include "gtest/gtest.h"

namespace iegen {
namespace {

// CRC-32 of the table's bytes, little-endian.
uint32_t TableCrc() {
  uint32_t crc = 0xffffffffu;
  for (const uint16_t entry : kGateTable) {
    for (const uint32_t byte : {entry & 0xffu, static_cast<uint32_t>(entry >> 8)}) {
      crc ^= byte;
      for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1u) != 0 ? 0xedb88320u : 0u);
    }
  }
  return ~crc;
}

// Of the table in TensorFlow Lite.
TEST(GateS16Test, TableIsTensorFlowLites) { EXPECT_EQ(TableCrc(), 0xb84f6ab4u); }

// The table between its entries, 2^bits steps for each, in 1 / 2^(16 + bits).
int64_t Interpolated(int64_t a, int bits, int64_t largest) {
  const int64_t k = a >> bits;
  if (k >= 255) return largest << bits;
  const int64_t base = kGateTable[k], slope = kGateTable[k + 1] - base;
  return (base << bits) + (a & ((1 << bits) - 1)) * slope;
}

// The functions as TensorFlow Lite defines them: below zero the interpolated value is taken from
// one before it is rounded, half up but one below.
int64_t SlowSigmoid(int64_t x) {
  const int64_t r = Interpolated(std::abs(3 * x), 9, 32767);
  return (x >= 0 ? r + 512 : (1 << 25) - r + 511) >> 10;
}
int64_t SlowTanh(int64_t x, int exponent) {
  const int left = 12 + exponent;
  const int64_t v =
      left >= 0 ? x * (int64_t{3} << left) : (3 * x + (int64_t{1} << (-left - 1))) >> -left;
  const int64_t r = Interpolated(std::abs(v), 8, 65535);
  return (v >= 0 ? r - (1 << 23) + 128 : -r + (1 << 23) + 127) >> 8;
}

TEST(GateS16Test, SigmoidMatchesTheDefinitionForAllInputs) {
  for (int32_t x = -32768; x <= 32767; ++x) {
    ASSERT_EQ(GateSigmoidS16(x), SlowSigmoid(x)) << x;
    ASSERT_NEAR(GateSigmoidS16(x), 32768 / (1 + std::exp(-x / 4096.0)), 12) << x;
  }
}

TEST(GateS16Test, TanhMatchesTheDefinitionForAllInputs) {
  for (const int exponent : {-24, -16, -15, -14, -13, -12, -11, -10, -9}) {
    for (int32_t x = -32768; x <= 32767; ++x) {
      ASSERT_EQ(GateTanhS16(x, exponent), SlowTanh(x, exponent)) << x << ", " << exponent;
      ASSERT_NEAR(GateTanhS16(x, exponent), 32768 * std::tanh(std::ldexp(x, exponent)), 24) << x;
    }
  }
}

}  // namespace
}  // namespace iegen
