#include "base/byte_functions.h"

#include <cmath>
#include <functional>

#include "gtest/gtest.h"

namespace iegen {
namespace {

// Each entry is within `steps` of the function in real numbers: they round two times. The bytes
// themselves are recorded in tests/conformance.
void ExpectNear(const ByteTable& table, const ByteEnds& q, double steps,
                const std::function<double(double)>& function) {
  for (int value = -128; value < 128; ++value) {
    const double x = static_cast<double>(q.in_scale) * (value - q.in_zero_point);
    const double y = function(x) / static_cast<double>(q.out_scale) + q.out_zero_point;
    const double held = std::fmin(127, std::fmax(-128, y));
    EXPECT_NEAR(table[static_cast<uint8_t>(value)], held, steps) << value;
  }
}

constexpr ByteEnds kEnds = {0.05f, 10, 0.04f, -20};

TEST(ByteFunctionsTest, AreTheirFunctions) {
  ExpectNear(AbsTable(kEnds), kEnds, 0.8, [](double x) { return std::fabs(x); });
  ExpectNear(EluTable(kEnds), kEnds, 0.8, [](double x) { return x < 0 ? std::expm1(x) : x; });
  ExpectNear(HardSwishTable(kEnds), kEnds, 1,
             [](double x) { return x * std::fmin(6, std::fmax(0, x + 3)) / 6; });
  ExpectNear(LeakyReluTable(-0.3f, kEnds), kEnds, 0.8,
             [](double x) { return x < 0 ? -0.3 * x : x; });
  constexpr ByteEnds kPositive = {0.02f, -128, 0.1f, -128};
  ExpectNear(RsqrtTable(kPositive), kPositive, 0.8,
             [](double x) { return x > 0 ? 1 / std::sqrt(x) : 1e9; });
}

TEST(ByteFunctionsTest, AbsWithoutRescalingIsExact) {
  constexpr ByteEnds kSame = {0.05f, 10, 0.05f, -20};
  EXPECT_EQ(AbsTable(kSame)[static_cast<uint8_t>(-100)], 90);
}

TEST(ByteFunctionsTest, InverseSqrt) {
  for (const int32_t x : {2, 3, 4, 100, 255, 65536, 1 << 27, (1 << 29) - 1, 2147483647}) {
    const QuantizedMultiplier m = InverseSqrt(x);
    EXPECT_NEAR(std::ldexp(m.multiplier, m.shift - 31) * std::sqrt(x), 1, 2e-6) << x;
  }
}

}  // namespace
}  // namespace iegen
