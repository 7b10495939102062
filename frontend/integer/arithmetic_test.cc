// Single operators on real values: what they become on integers, and bytes computed by hand from
// real value = scale * (stored - zero point).
#include "frontend/integer/arithmetic.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "ir/text/parser.h"

namespace iegen::frontend::integer {
namespace {

using Bytes = std::vector<int8_t>;

// %w makes layers, %k is 2.54, -1.28, 0.64, 0; %j the same number of stored ones, 3, -1, 0, 0.5.
constexpr char kHead[] = R"(graph @a(%a: f32[1,4], %b: f32[1,4], %c: f32[4]) {
  %w: f32[2,4] = const dense<0,0,0,0,0,0,0,0>
  %k: f32[1,4] = const dense<0x40228f5c,0xbfa3d70a,0x3f23d70a,0x00000000>
  %jq: i8[1,4] q(0.5,-2) = const dense<4,-4,-2,-1>
  %j: f32[1,4] = dequantize(%jq)
  %lq: i8[1,4] q(axis=1, 0.1, 0.05, 0.2, 0.1) = const dense<-127,-128,20,0>
  %l: f32[1,4] = dequantize(%lq)
  %o: f32[1,4] = const dense<0,0,0,0>
)";

const ir::Quant& QuantA() {
  static const auto& quant = *new ir::Quant(ir::PerTensor(0.5f, 0));
  return quant;
}
const ir::Quant& QuantB() {
  static const auto& quant = *new ir::Quant(ir::PerTensor(0.25f, 4));
  return quant;
}

// A graph whose values %a and %b are stored as integers; %c is real.
class ArithmeticTest : public testing::Test {
 protected:
  void Read(const char* body, const ir::Quant& a = QuantA(), const ir::Quant& b = QuantB()) {
    absl::StatusOr<ir::Graph> graph = ir::Parse(absl::StrCat(kHead, body, "\n  return %y\n}"));
    ASSERT_TRUE(graph.ok()) << graph.status();
    from_ = *std::move(graph);
    held_ = std::make_unique<HeldValues>(from_);
    held_->SetStored(Id("a"), held_->to().AddInput("a", {ir::ElemType::kInt8, {1, 4}, a}));
    held_->SetStored(Id("b"), held_->to().AddInput("b", {ir::ElemType::kInt8, {1, 4}, b}));
    held_->SetConstantOrigin(Id("j"), Id("jq"));
    held_->SetConstantOrigin(Id("l"), Id("lq"));
  }

  ir::ValueId Id(const std::string& name) const {
    for (size_t i = 0; i < from_.value_count(); ++i) {
      if (from_.value(static_cast<ir::ValueId>(i)).name == name) return static_cast<ir::ValueId>(i);
    }
    ADD_FAILURE() << "no value " << name;
    return 0;
  }

  const ir::Node& Maker(const std::string& name) const {
    return from_.nodes()[static_cast<size_t>(from_.Producer(Id(name)))];
  }

  // Whether the operator that gives `name` could be emitted.
  bool Binary(const std::string& name) {
    const absl::StatusOr<bool> done = ConvertBinary(Maker(name), *held_, &fused_);
    EXPECT_TRUE(done.ok()) << done.status();
    return done.ok() && *done;
  }
  bool Product(const std::string& name) {
    const absl::StatusOr<bool> done = ConvertProduct(Maker(name), *held_);
    EXPECT_TRUE(done.ok()) << done.status();
    return done.ok() && *done;
  }

  // The last operator that was emitted, and its operands.
  const ir::Node& Last() const { return held_->to().nodes().back(); }
  const ir::Value& In(size_t i) const { return held_->to().value(Last().in[i]); }
  const ir::Quant& OutQuant() const { return held_->to().type(Last().out[0]).quant; }
  size_t Emitted() const { return held_->to().nodes().size(); }

  // What the last operator gives.
  Bytes Run(const Bytes& a, const Bytes& b) const {
    ir::Graph graph = held_->to();
    graph.outputs() = Last().out;
    absl::StatusOr<Evaluator> evaluator = Evaluator::Create(std::move(graph));
    if (!evaluator.ok()) return {};
    const auto out =
        evaluator->Run({std::string(a.begin(), a.end()), std::string(b.begin(), b.end())});
    return out.ok() ? Bytes((*out)[0].begin(), (*out)[0].end()) : Bytes();
  }

  ir::Graph from_;
  std::unique_ptr<HeldValues> held_;
  absl::flat_hash_set<ir::ValueId> fused_;
};

// a: 5, 10, -15, 63.5; b: 0, 1, -2, 30.75.
const Bytes& A() {
  static const auto& bytes = *new Bytes{10, 20, -30, 127};
  return bytes;
}
const Bytes& B() {
  static const auto& bytes = *new Bytes{4, 8, -4, 127};
  return bytes;
}

struct ByteCase {
  const char* op;
  const char* quant;
  Bytes b, out;
};

// a is 5, 10, -15, 63.5.
TEST_F(ArithmeticTest, ResultsAreStoredAsWhatIsBehindWants) {
  const ByteCase cases[] = {
      // And 0, 1, -2, 30.75: 5, 11, -17, 94.25, the last too much.
      {"add(%a, %b)", "q(0.5,-10)", B(), {0, 12, -44, 127}},
      // 5, 9, -13 and 32.75, which is 65.5 steps: halves go away from zero.
      {"binary(%a, %b) {kind=sub}", "q(0.5,-10)", B(), {0, 8, -36, 56}},
      // 0, 10, 30, 1952.625.
      {"binary(%a, %b) {kind=mul}", "q(0.5,-10)", B(), {-10, 10, 50, 127}},
      // By 2.5, -4, 5, 30.75: 2, -2.5, -3, and 8.3 steps.
      {"binary(%a, %b) {kind=div}", "q(0.25,3)", {14, -12, 24, 127}, {11, -7, -9, 11}},
      // Of 5, 8, -12, 32.75: 25, 64, 144, 1072.5625.
      {"binary(%a, %b) {kind=squared_difference}",
       "q(4,-100)",
       {4, 12, -8, 127},
       {-94, -84, -64, 127}},
      // What is not below zero stays: 5, 10, -15 times -2, 63.5.
      {"binary(%a, %b) {kind=prelu}", "q(0.5,-10)", B(), {0, 10, 50, 117}},
  };
  for (const ByteCase& c : cases) {
    SCOPED_TRACE(c.op);
    Read(absl::StrCat("  %s: f32[1,4] = ", c.op, "\n  %y: i8[1,4] ", c.quant,
                      " = quantize(%s) {to=i8}")
             .c_str());
    ASSERT_TRUE(Binary("s"));
    EXPECT_EQ(Run(A(), c.b), c.out);
    EXPECT_EQ(OutQuant(), from_.type(Id("y")).quant);
    EXPECT_EQ(held_->Stored(Id("s")), Last().out[0]);
    EXPECT_TRUE(fused_.empty());
  }
}

// In steps of a quarter above -100: -80, -60, -160, 154 and -100, -96, -108, 23.
TEST_F(ArithmeticTest, TheGreaterAndTheSmallerAreTakenInOneScale) {
  Read(R"(
  %s: f32[1,4] = binary(%a, %b) {kind=maximum}
  %t: f32[1,4] = binary(%a, %b) {kind=minimum}
  %y: i8[1,4] q(0.25,-100) = quantize(%s) {to=i8}
  %z: i8[1,4] q(0.25,-100) = quantize(%t) {to=i8})");
  ASSERT_TRUE(Binary("s"));
  EXPECT_EQ(Run(A(), B()), (Bytes{-80, -60, -108, 127}));
  EXPECT_EQ(In(0).type.quant, ir::PerTensor(0.25f, -100));
  EXPECT_EQ(In(1).type.quant, ir::PerTensor(0.25f, -100));
  ASSERT_TRUE(Binary("t"));
  EXPECT_EQ(Run(A(), B()), (Bytes{-100, -96, -128, 23}));
}

// 5, 11, -17, 94.25, held within 0 and 6; 5, 9, -13, 32.75, held within -1 and 1.
TEST_F(ArithmeticTest, AnActivationBehindIsFused) {
  Read(R"(
  %s: f32[1,4] = add(%a, %b)
  %r: f32[1,4] = relu(%s) {kind=relu6}
  %y: i8[1,4] q(0.05,-128) = quantize(%r) {to=i8}
  %t: f32[1,4] = binary(%a, %b) {kind=sub}
  %u: f32[1,4] = relu(%t) {kind=relu_n1_to_1}
  %z: i8[1,4] q(0.25,0) = quantize(%u) {to=i8})");
  ASSERT_TRUE(Binary("s"));
  EXPECT_EQ(fused_, (absl::flat_hash_set<ir::ValueId>{Id("r")}));
  EXPECT_EQ(Run(A(), B()), (Bytes{-28, -8, -128, -8}));
  ASSERT_TRUE(Binary("t"));
  EXPECT_EQ(fused_, (absl::flat_hash_set<ir::ValueId>{Id("r"), Id("u")}));
  EXPECT_EQ(Run(A(), B()), (Bytes{4, 4, -4, 4}));
  EXPECT_EQ(Emitted(), 2u);
}

TEST_F(ArithmeticTest, SlopesHaveNoActivation) {
  Read(R"(
  %s: f32[1,4] = binary(%a, %b) {kind=prelu}
  %r: f32[1,4] = relu(%s) {kind=relu6}
  %y: i8[1,4] q(0.05,-128) = quantize(%r) {to=i8})");
  EXPECT_FALSE(Binary("s"));
  EXPECT_TRUE(fused_.empty());
  EXPECT_EQ(Emitted(), 0u);
}

// In steps of 1/16 nothing below zero is stored: 5, 10, 0, and 15.9 for 63.5.
TEST_F(ArithmeticTest, TheGreaterLeavesItsActivationToOthers) {
  Read(R"(
  %s: f32[1,4] = binary(%a, %b) {kind=maximum}
  %r: f32[1,4] = relu(%s) {kind=relu}
  %y: i8[1,4] q(0.0625,-128) = quantize(%r) {to=i8})");
  ASSERT_TRUE(Binary("s"));
  EXPECT_TRUE(fused_.empty());
  EXPECT_EQ(OutQuant(), ir::PerTensor(0.0625f, -128));
  EXPECT_EQ(Run(A(), B()), (Bytes{-48, 32, -128, 127}));
}

// 127 steps hold 2.54. The sums are 7.54, 8.72, -14.36, 63.5, the differences -2.46, -11.28, 15.64,
// -63.5.
TEST_F(ArithmeticTest, RealConstantsAreStoredAroundZero) {
  Read(R"(
  %s: f32[1,4] = add(%a, %k)
  %t: f32[1,4] = binary(%k, %a) {kind=sub}
  %y: i8[1,4] q(0.5,0) = quantize(%s) {to=i8}
  %z: i8[1,4] q(0.5,0) = quantize(%t) {to=i8})");
  ASSERT_TRUE(Binary("s"));
  EXPECT_FLOAT_EQ(In(1).type.quant.scale(), 0.02f);
  EXPECT_EQ(In(1).type.quant.zero_point(), 0);
  EXPECT_EQ(ir::ElementsOf<int8_t>(In(1)), (Bytes{127, -64, 32, 0}));
  EXPECT_EQ(Run(A(), B()), (Bytes{15, 17, -29, 127}));
  ASSERT_TRUE(Binary("t"));
  EXPECT_EQ(Run(A(), B()), (Bytes{-5, -23, 31, -127}));
}

// 8, 9, -15, 64.
TEST_F(ArithmeticTest, StoredConstantsStayAsTheyAre) {
  Read(R"(
  %s: f32[1,4] = add(%a, %j)
  %y: i8[1,4] q(1,0) = quantize(%s) {to=i8})");
  ASSERT_TRUE(Binary("s"));
  EXPECT_EQ(In(1).type.quant, ir::PerTensor(0.5f, -2));
  EXPECT_EQ(ir::ElementsOf<int8_t>(In(1)), (Bytes{4, -4, -2, -1}));
  EXPECT_EQ(Run(A(), B()), (Bytes{8, 9, -15, 64}));
}

// -12.7, -6.4, 4, 0, which makes -8, 4, -11, 64.
TEST_F(ArithmeticTest, ConstantsOfManyScalesAreStoredInOne) {
  Read(R"(
  %s: f32[1,4] = add(%a, %l)
  %y: i8[1,4] q(1,0) = quantize(%s) {to=i8})");
  ASSERT_TRUE(Binary("s"));
  EXPECT_FALSE(In(1).type.quant.per_channel());
  EXPECT_FLOAT_EQ(In(1).type.quant.scale(), 0.1f);
  EXPECT_EQ(ir::ElementsOf<int8_t>(In(1)), (Bytes{-127, -64, 40, 0}));
  EXPECT_EQ(Run(A(), B()), (Bytes{-8, 4, -11, 64}));
}

TEST_F(ArithmeticTest, ZerosChangeNothing) {
  Read(R"(
  %s: f32[1,4] = add(%a, %o)
  %t: f32[1,4] = binary(%a, %o) {kind=sub}
  %m: f32[1,4] = binary(%a, %o) {kind=mul}
  %y: i8[1,4] q(0.5,-10) = quantize(%s) {to=i8}
  %z: i8[1,4] q(0.5,-10) = quantize(%t) {to=i8}
  %v: i8[1,4] q(0.5,-10) = quantize(%m) {to=i8})");
  ASSERT_TRUE(Binary("s"));
  EXPECT_EQ(Run(A(), B()), (Bytes{0, 10, -40, 117}));
  ASSERT_TRUE(Binary("t"));
  EXPECT_EQ(Run(A(), B()), (Bytes{0, 10, -40, 117}));
  ASSERT_TRUE(Binary("m"));
  EXPECT_EQ(Run(A(), B()), (Bytes{-10, -10, -10, -10}));
}

TEST_F(ArithmeticTest, RealOperandsMakeItReal) {
  Read(R"(
  %s: f32[1,4] = add(%a, %c)
  %t: f32[1,4] = add(%c, %a)
  %m: f32[4] = mean(%c) {axes=[0], keep_dims=true}
  %y: i8[1,4] q(0.5,0) = quantize(%s) {to=i8}
  %z: i8[1,4] q(0.5,0) = quantize(%t) {to=i8}
  %v: i8[1] q(0.5,0) = quantize(%m) {to=i8})");
  EXPECT_FALSE(Binary("s"));
  EXPECT_FALSE(Binary("t"));
  EXPECT_FALSE(Product("m"));
  EXPECT_EQ(Emitted(), 0u);
}

TEST_F(ArithmeticTest, WhatNobodyWantsAsIntegersStaysReal) {
  Read(R"(
  %s: f32[1,4] = add(%a, %b)
  %m: f32[1,4] = mean(%a) {axes=[0], keep_dims=true}
  %y: f32[1,4] = binary(%s, %m) {kind=sub})");
  EXPECT_FALSE(Binary("s"));
  EXPECT_FALSE(Product("m"));
  EXPECT_EQ(Emitted(), 0u);
}

struct RangeCase {
  const char* op;
  float scale;
  int32_t zero_point;
};

class RangeTest : public ArithmeticTest {
 protected:
  // An operator of which a layer needs integers.
  void BeforeALayer(const char* op, const ir::Quant& a, const ir::Quant& b) {
    Read(absl::StrCat("  %s: f32[1,4] = ", op, "\n  %y: f32[1,2] = fully_connected(%s, %w, _)")
             .c_str(),
         a, b);
    ASSERT_TRUE(Binary("s"));
  }

  void Expect(const RangeCase& expected, const ir::Quant& a, const ir::Quant& b) {
    SCOPED_TRACE(expected.op);
    BeforeALayer(expected.op, a, b);
    EXPECT_FLOAT_EQ(OutQuant().scale(), expected.scale);
    EXPECT_EQ(OutQuant().zero_point(), expected.zero_point);
  }
};

// a: 0 to 25.5, b: 0 to 51.
TEST_F(RangeTest, IsAllThatTheOperatorCanGive) {
  constexpr RangeCase kCases[] = {
      {"add(%a, %b)", 0.3f, -128},                                // 0 to 76.5
      {"add(%a, %b) {act=relu6}", 6.0f / 255, -128},              // 0 to 6
      {"binary(%a, %b) {kind=sub}", 0.3f, 42},                    // -51 to 25.5
      {"binary(%a, %b) {kind=mul}", 5.1f, -128},                  // 0 to 1300.5
      {"binary(%a, %b) {kind=div}", 0.5f, -128},                  // 0 to 25.5 by 0.2
      {"binary(%a, %b) {kind=squared_difference}", 10.2f, -128},  // 0 to 51 times 51
      {"binary(%a, %b) {kind=maximum}", 0.2f, -128},
      {"binary(%a, %b) {kind=minimum}", 0.1f, -128},
      {"binary(%a, %b) {kind=prelu}", 0.1f, -128},
  };
  for (const RangeCase& c : kCases) {
    Expect(c, ir::PerTensor(0.1f, -128), ir::PerTensor(0.2f, -128));
  }
}

// a: -15.5 to 10, b: -20 to 31.
TEST_F(RangeTest, HasBothSigns) {
  constexpr RangeCase kCases[] = {
      {"add(%a, %b)", 0.3f, -10},                                          // -35.5 to 41
      {"binary(%a, %b) {kind=sub}", 0.3f, 27},                             // -46.5 to 30
      {"binary(%a, %b) {kind=mul}", 3.1f, 27},                             // -480.5 to 310
      {"binary(%a, %b) {kind=squared_difference}", 2162.25f / 255, -128},  // -15.5 less 31
      {"binary(%a, %b) {kind=prelu}", 3.1f, 27},                           // -480.5 to 310
  };
  for (const RangeCase& c : kCases) Expect(c, ir::PerTensor(0.1f, 27), ir::PerTensor(0.2f, -28));
}

// 10 by 1, 25.5 by 0.2, 5 by 2, 25 by 50, in steps of 0.5.
TEST_F(RangeTest, HoldsQuotientsBySmallNumbers) {
  BeforeALayer("binary(%a, %b) {kind=div}", ir::PerTensor(0.1f, -128), ir::PerTensor(0.2f, -128));
  EXPECT_EQ(Run({-28, 127, -78, 122}, {-123, -127, -118, 122}), (Bytes{-108, 127, -123, -127}));
}

// 104 steps of 0.5, or 26 on average: 52 and 13.
TEST_F(ArithmeticTest, ReductionsAreStoredAsWhatIsBehindWants) {
  Read(R"(
  %s: f32[1,1] = mean(%a) {axes=[1], keep_dims=true}
  %t: f32[1,1] = reduce(%a) {kind=sum, axes=[1], keep_dims=true}
  %y: i8[1,1] q(0.25,3) = quantize(%s) {to=i8}
  %z: i8[1,1] q(1,-5) = quantize(%t) {to=i8})");
  ASSERT_TRUE(Product("s"));
  EXPECT_EQ(Run({10, 20, 30, 44}, B()), (Bytes{55}));
  EXPECT_EQ(held_->Stored(Id("s")), Last().out[0]);
  ASSERT_TRUE(Product("t"));
  EXPECT_EQ(Run({10, 20, 30, 44}, B()), (Bytes{47}));
}

// 5, 10, -15, 0 by 0, 1, -2, 30.75: 40. By 2.54, -1.28, 0.64, 0: -9.7.
TEST_F(ArithmeticTest, MatricesAreMultiplied) {
  Read(R"(
  %s: f32[1,1] = batch_matmul(%a, %b) {adj_y=true}
  %t: f32[1,1] = batch_matmul(%a, %k) {adj_y=true}
  %y: i8[1,1] q(0.5,-10) = quantize(%s) {to=i8}
  %z: i8[1,1] q(0.1,0) = quantize(%t) {to=i8})");
  ASSERT_TRUE(Product("s"));
  EXPECT_EQ(Run({10, 20, -30, 0}, B()), (Bytes{70}));
  ASSERT_TRUE(Product("t"));
  EXPECT_EQ(Run({10, 20, -30, 0}, B()), (Bytes{-97}));
}

TEST_F(ArithmeticTest, OfMeansLayersNeedNoRange) {
  Read(R"(
  %s: f32[1,4] = mean(%b) {axes=[0], keep_dims=true}
  %y: f32[1,2] = fully_connected(%s, %w, _))");
  ASSERT_TRUE(Product("s"));
  EXPECT_EQ(OutQuant(), QuantB());
  EXPECT_EQ(Run(A(), B()), B());
}

TEST_F(ArithmeticTest, OfSumsOverAnAxisLayersNeedARange) {
  Read(R"(
  %s: f32[1,4] = reduce(%b) {kind=sum, axes=[0], keep_dims=true}
  %y: f32[1,2] = fully_connected(%s, %w, _))");
  EXPECT_FALSE(Product("s"));
  EXPECT_EQ(Emitted(), 0u);
}

TEST_F(ArithmeticTest, ReductionsHaveNoActivation) {
  Read(R"(
  %s: f32[1,1] = mean(%a) {axes=[1], keep_dims=true}
  %r: f32[1,1] = relu(%s)
  %y: i8[1,1] q(0.25,3) = quantize(%r) {to=i8})");
  EXPECT_FALSE(Product("s"));
  EXPECT_EQ(Emitted(), 0u);
}

}  // namespace
}  // namespace iegen::frontend::integer
