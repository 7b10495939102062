#include "frontend/integer/scalar_functions.h"

#include <cmath>
#include <limits>

#include "gtest/gtest.h"

namespace iegen::frontend::integer {
namespace {

TEST(StoredByteTest, RoundsTiesToEvenAndHoldsTheRange) {
  const ir::Quant quant = ir::PerTensor(0.5f, -3);
  EXPECT_EQ(StoredByte(quant, 0), -3);
  EXPECT_EQ(StoredByte(quant, 0.25f), -3);  // half a step: to the even number of steps
  EXPECT_EQ(StoredByte(quant, 0.75f), -1);
  EXPECT_EQ(StoredByte(quant, -0.75f), -5);
  EXPECT_EQ(StoredByte(quant, 1e30f), 127);
  EXPECT_EQ(StoredByte(quant, -std::numeric_limits<float>::infinity()), -128);
  EXPECT_EQ(StoredByte(quant, std::numeric_limits<float>::quiet_NaN()), -3);
}

TEST(QuantOfRangeTest, HoldsTheRangeAndZero) {
  const ir::Quant both = QuantOfRange(-1, 1.55f);
  EXPECT_NEAR(both.scale(), 0.01f, 1e-8f);
  EXPECT_EQ(both.zero_point(), -28);
  const ir::Quant above = QuantOfRange(2, 5.1f);  // zero is taken in
  EXPECT_NEAR(above.scale(), 0.02f, 1e-8f);
  EXPECT_EQ(above.zero_point(), -128);
  const ir::Quant below = QuantOfRange(-2.55f, -1);
  EXPECT_NEAR(below.scale(), 0.01f, 1e-8f);
  EXPECT_EQ(below.zero_point(), 127);
  EXPECT_GT(QuantOfRange(0, 0).scale(), 0);
}

TEST(ByteFunctionTest, IsIndexedByTheBitsOfTheByte) {
  const ir::Quant quant = ir::PerTensor(0.25f, 4);
  const ByteFunction values = Identity(quant);
  EXPECT_EQ(values[4], 0);
  EXPECT_EQ(values[127], 30.75f);
  EXPECT_EQ(values[128], -33);  // the byte -128
  EXPECT_EQ(values[255], -1.25f);
  const std::array<int8_t, 256> table = TableOf(values, ir::PerTensor(0.5f, 0));
  EXPECT_EQ(table[127], 62);  // 61.5 steps
  EXPECT_EQ(table[128], -66);
  EXPECT_EQ(table[4], 0);
}

TEST(UnaryOfTest, AreTheFunctions) {
  const auto of = [](ir::UnaryKind kind, float x, float alpha = 0) {
    ir::Unary op;
    op.kind = kind;
    op.alpha = alpha;
    return UnaryOf(op, x).value_or(12345);
  };
  EXPECT_EQ(of(ir::UnaryKind::kAbs, -2.5f), 2.5f);
  EXPECT_NEAR(of(ir::UnaryKind::kElu, -1), std::exp(-1.0f) - 1, 1e-7f);
  EXPECT_EQ(of(ir::UnaryKind::kHardSwish, -4), 0);
  EXPECT_EQ(of(ir::UnaryKind::kHardSwish, 0), 0);
  EXPECT_NEAR(of(ir::UnaryKind::kHardSwish, 1), 4.0f / 6, 1e-7f);
  EXPECT_EQ(of(ir::UnaryKind::kHardSwish, 5), 5);
  EXPECT_EQ(of(ir::UnaryKind::kLeakyRelu, -2, 0.25f), -0.5f);
  EXPECT_EQ(of(ir::UnaryKind::kLeakyRelu, 2, 0.25f), 2);
  EXPECT_EQ(of(ir::UnaryKind::kNeg, 3), -3);
  EXPECT_EQ(of(ir::UnaryKind::kRsqrt, 4), 0.5f);
  EXPECT_NEAR(of(ir::UnaryKind::kTanh, 0.5f), 0.4621172f, 1e-6f);
  EXPECT_EQ(of(ir::UnaryKind::kCeil, 1.25f), 2);
  EXPECT_EQ(of(ir::UnaryKind::kFloor, -1.25f), -2);
  EXPECT_EQ(of(ir::UnaryKind::kRound, 2.5f), 2);
  EXPECT_EQ(of(ir::UnaryKind::kSqrt, 9), 3);
  EXPECT_EQ(of(ir::UnaryKind::kSquare, -3), 9);
  EXPECT_EQ(*UnaryOf(ir::Relu{ir::Activation::kReluN1To1}, -7), -1);
  EXPECT_NEAR(*UnaryOf(ir::Logistic{}, 2), 0.8807971f, 1e-6f);
  EXPECT_FALSE(UnaryOf(ir::Reshape{}, 1).has_value());
}

TEST(BinaryOfTest, AreTheFunctionsWithTheirActivation) {
  const auto of = [](ir::BinaryKind kind, float a, float b) {
    return *BinaryOf(ir::Binary{kind, ir::Activation::kNone}, a, b);
  };
  EXPECT_EQ(of(ir::BinaryKind::kSub, 2, 5), -3);
  EXPECT_EQ(of(ir::BinaryKind::kMul, 2, 5), 10);
  EXPECT_EQ(of(ir::BinaryKind::kDiv, 2, 5), 0.4f);
  EXPECT_EQ(of(ir::BinaryKind::kMaximum, 2, 5), 5);
  EXPECT_EQ(of(ir::BinaryKind::kMinimum, 2, 5), 2);
  EXPECT_EQ(of(ir::BinaryKind::kSquaredDifference, 2, 5), 9);
  EXPECT_EQ(of(ir::BinaryKind::kPrelu, -2, 0.5f), -1);
  EXPECT_EQ(of(ir::BinaryKind::kPrelu, 2, 0.5f), 2);
  EXPECT_EQ(*BinaryOf(ir::Add{ir::Activation::kRelu6}, 4, 5), 6);
  EXPECT_EQ(*BinaryOf(ir::Binary{ir::BinaryKind::kSub, ir::Activation::kRelu}, 4, 5), 0);
  EXPECT_FALSE(BinaryOf(ir::Reshape{}, 1, 2).has_value());
}

}  // namespace
}  // namespace iegen::frontend::integer
