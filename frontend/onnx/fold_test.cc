// Constants that are computed when compiling, by the definitions of ONNX's operators.
#include "frontend/onnx/importer.h"
#include "frontend/onnx/test_model.h"
#include "gtest/gtest.h"

namespace iegen::frontend::onnx {
namespace {

// A model whose output is computed of constants alone.
class FoldTest : public testing::Test {
 protected:
  FoldTest() : model_({1}) {}

  // The output's elements, whatever their type; empty where the model is refused.
  template <class T>
  std::vector<T> Elements() {
    const std::string name = model_.graph().node(model_.graph().node_size() - 1).output(0);
    model_.Output(name);
    const absl::StatusOr<ir::Graph> graph = ImportOnnx(model_.Serialized(), {"m.onnx"});
    EXPECT_TRUE(graph.ok()) << graph.status();
    if (!graph.ok()) return {};
    const ir::Value& value = graph->value(graph->outputs()[0]);
    EXPECT_TRUE(value.constant());
    shape_ = value.type.shape;
    return ir::ElementsOf<T>(value);
  }

  std::vector<int64_t> OfIntegers(const std::string& op, const std::vector<int64_t>& a,
                                  const std::vector<int64_t>& b) {
    model_ = TestModel({1});
    model_.Integers("a", a);
    model_.Integers("b", b);
    model_.Add(op, {"a", "b"}, "y");
    return Elements<int64_t>();
  }

  std::vector<float> OfReals(const std::string& op, const std::vector<float>& a,
                             const std::vector<float>& b) {
    model_ = TestModel({1});
    model_.Floats("a", {static_cast<int64_t>(a.size())}, a);
    model_.Floats("b", {static_cast<int64_t>(b.size())}, b);
    model_.Add(op, {"a", "b"}, "y");
    return Elements<float>();
  }

  TestModel model_;
  ir::Shape shape_;
};

using Integers = std::vector<int64_t>;
using Reals = std::vector<float>;

TEST_F(FoldTest, ComputesIntegers) {
  EXPECT_EQ(OfIntegers("Add", {1, 2, 3}, {10}), (Integers{11, 12, 13}));
  EXPECT_EQ(OfIntegers("Sub", {10}, {1, 2}), (Integers{9, 8}));
  EXPECT_EQ(OfIntegers("Mul", {-3, 4}, {5, 6}), (Integers{-15, 24}));
  EXPECT_EQ(OfIntegers("Div", {7, -7, 9}, {2, 2, -1}), (Integers{3, -3, -9}));
  EXPECT_EQ(OfIntegers("Mod", {7, -7, 7}, {3, 3, -3}), (Integers{1, 2, -2}));
  EXPECT_EQ(OfIntegers("Max", {1, 5}, {3, 3}), (Integers{3, 5}));
  EXPECT_EQ(OfIntegers("Min", {1, 5}, {3, 3}), (Integers{1, 3}));
  EXPECT_EQ(OfIntegers("Pow", {2, 3}, {10, 0}), (Integers{1024, 1}));
}

TEST_F(FoldTest, TakesTheSignOfTheDividendWhereModSaysSo) {
  model_.Integers("a", {7, -7, 7, -9});
  model_.Integers("b", {3, 3, -3, 0});
  SetInt(&model_.Add("Mod", {"a", "b"}, "y"), "fmod", 1);
  EXPECT_EQ(Elements<int64_t>(), (Integers{1, -1, 1, 0}));
}

// Untrusted numbers: any answer, and no fault.
TEST_F(FoldTest, SurvivesNumbersAtTheEdge) {
  const int64_t least = std::numeric_limits<int64_t>::min();
  EXPECT_EQ(OfIntegers("Div", {least, 1}, {-1, 0}).size(), 2u);
  EXPECT_EQ(OfIntegers("Mod", {least, 1}, {-1, 0}).size(), 2u);
  EXPECT_EQ(OfIntegers("Mul", {least}, {least}).size(), 1u);
  EXPECT_EQ(OfIntegers("Pow", {least, 0}, {1000000, -1}).size(), 2u);
}

TEST_F(FoldTest, ComputesReals) {
  EXPECT_EQ(OfReals("Add", {1.5f, 2}, {0.25f}), (Reals{1.75f, 2.25f}));
  EXPECT_EQ(OfReals("Div", {1, -3}, {2, 4}), (Reals{0.5f, -0.75f}));
  EXPECT_EQ(OfReals("Pow", {2, 9}, {3, 0.5f}), (Reals{8, 3}));
  EXPECT_EQ(OfReals("Max", {1, 5}, {3, 3}), (Reals{3, 5}));
}

TEST_F(FoldTest, ComparesRealsAsSuch) {
  model_.Floats("a", {3}, {0.25f, 0.5f, 0.75f});
  model_.Floats("b", {1}, {0.5f});
  model_.Add("Less", {"a", "b"}, "y");
  EXPECT_EQ(Elements<int8_t>(), (std::vector<int8_t>{1, 0, 0}));
  model_ = TestModel({1});
  model_.Floats("a", {2}, {0.25f, 0.5f});
  model_.Floats("b", {1}, {0.5f});
  model_.Add("Equal", {"a", "b"}, "y");
  EXPECT_EQ(Elements<int8_t>(), (std::vector<int8_t>{0, 1}));
}

TEST_F(FoldTest, BroadcastsByTheRules) {
  model_.Floats("a", {2, 1, 2}, {1, 2, 3, 4});
  model_.Floats("b", {3, 1}, {10, 20, 30});
  model_.Add("Add", {"a", "b"}, "y");
  EXPECT_EQ(Elements<float>(), (Reals{11, 12, 21, 22, 31, 32, 13, 14, 23, 24, 33, 34}));
  EXPECT_EQ(shape_, (ir::Shape{2, 3, 2}));
}

TEST_F(FoldTest, ChoosesCastsAndExpands) {
  model_.Integers("five", {5});
  model_.Integers("list", {4, 5, 6});
  model_.Integers("three", {3});
  model_.Add("Greater", {"list", "five"}, "greater");
  model_.Add("Expand", {"five", "three"}, "fives");
  model_.Add("Where", {"greater", "list", "fives"}, "chosen");
  SetInt(&model_.Add("Cast", {"chosen"}, "y"), "to", 1);
  EXPECT_EQ(Elements<float>(), (Reals{5, 5, 6}));
}

TEST_F(FoldTest, ReducesLists) {
  model_.Integers("list", {4, -5, 6});
  SetInt(&model_.Add("ReduceProd", {"list"}, "y"), "keepdims", 0);
  EXPECT_EQ(Elements<int64_t>(), (Integers{-120}));
  EXPECT_EQ(shape_.rank(), 0);
}

}  // namespace
}  // namespace iegen::frontend::onnx
