#include "frontend/tflite/importer.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/tflite/test_model.h"
#include "gtest/gtest.h"
#include "ir/text/printer.h"

namespace iegen::frontend::tflite {
namespace {

using Type = schema::TensorType;
using Builtin = schema::BuiltinOperator;
using Options = schema::BuiltinOptions;

constexpr Type kInt8 = Type::INT8;

absl::StatusOr<ir::Graph> Read(const std::string& bytes) {
  return ImportTflite(bytes, {"m.tflite"});
}

std::string TextOf(const std::string& bytes) {
  const absl::StatusOr<ir::Graph> graph = Read(bytes);
  return graph.ok() ? ir::Print(*graph) : std::string(graph.status().message());
}

std::string Ints(const std::vector<int32_t>& numbers) { return Packed(numbers); }

TEST(ImporterTest, WritesDownWhatTheFileSays) {
  // SAME over 4 with kernel 3 and stride 2 gives 2; (2 - 1) * 2 + 3 - 4 = 1 row of padding, behind.
  const absl::StatusOr<ir::Graph> graph = Read(SmallNetwork());
  ASSERT_TRUE(graph.ok()) << graph.status();
  ir::Blobs blobs;
  const std::string text = ir::Print(*graph, &blobs);
  const auto has = [&](absl::string_view part) {
    EXPECT_TRUE(absl::StrContains(text, part)) << "no " << part << " in\n" << text;
  };
  has("i8[1,4,4,2] q(0.5,-3)");
  has("i8[3,3,3,2] q(axis=0, 0.25, 0.5, 0.125)");
  has("\"conv/filter\"");
  has("i32[3] = const dense<10,-20,30>");
  has("conv2d(");
  has("stride=[2,2], dilation=[1,1], pad=[0,1,0,1], act=relu");
  has("loc(\"m.tflite\", 0, \"CONV_2D\", \"conv\")");
  has("reshape(");
  has("shape=[1,12]");
  has("softmax(");
  EXPECT_EQ(graph->inputs().size(), 1u);
  EXPECT_EQ(graph->nodes()[0].in.size(), 3u);
}

// One operator between 'x' and 'y', both int8 with scale 0.5 and zero point 1.
struct OneOperator {
  TestModel m;
  std::vector<int32_t> in;
  int32_t y = 0;

  OneOperator(std::vector<int32_t> x_shape, std::vector<int32_t> y_shape) {
    in.push_back(m.Add({"x", std::move(x_shape), kInt8, {0.5f}, {1}}));
    y = m.Add({"y", std::move(y_shape), kInt8, {0.5f}, {1}});
  }
  void Constant(const std::vector<int32_t>& shape, const std::vector<int32_t>& numbers) {
    in.push_back(m.Add({"c", shape, Type::INT32, {}, {}, 0, Ints(numbers)}));
  }
  std::string Text(Builtin code, Options type = Options::NONE,
                   flatbuffers::Offset<void> options = {}) {
    m.AddOperator({code, 1, in, {y}, type, options});
    return TextOf(m.Finish({in[0]}, {y}));
  }
};

::testing::AssertionResult Has(const std::string& text, absl::string_view part) {
  if (absl::StrContains(text, part)) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "no " << part << " in\n" << text;
}

TEST(ImporterTest, PoolsHaveExplicitPadding) {
  OneOperator max({1, 5, 7, 2}, {1, 3, 3, 2});
  EXPECT_TRUE(Has(
      max.Text(Builtin::MAX_POOL_2D, Options::Pool2DOptions,
               schema::CreatePool2DOptions(max.m.fbb(), schema::Padding::SAME, 3, 2, 4, 3).Union()),
      // rows: 3 * 2 - 2 + 3 - 5 = 2; columns: 2 * 3 + 4 - 7 = 3, the odd one behind
      "pool2d(%x) {kind=max, kernel=[3,4], stride=[2,3], pad=[1,1,1,2], act=none}"));
  OneOperator average({1, 5, 7, 2}, {1, 2, 2, 2});
  EXPECT_TRUE(
      Has(average.Text(Builtin::AVERAGE_POOL_2D, Options::Pool2DOptions,
                       schema::CreatePool2DOptions(average.m.fbb(), schema::Padding::VALID, 3, 2, 4,
                                                   3, schema::ActivationFunctionType::RELU6)
                           .Union()),
          "kind=average, kernel=[3,4], stride=[2,3], pad=[0,0,0,0], act=relu6"));
}

TEST(ImporterTest, MeanSortsItsAxes) {
  OneOperator mean({2, 3, 4, 5}, {2, 1, 1, 5});
  mean.Constant({3}, {-2, 1, 2});
  EXPECT_TRUE(Has(mean.Text(Builtin::MEAN, Options::ReducerOptions,
                            schema::CreateReducerOptions(mean.m.fbb(), true).Union()),
                  "mean(%x) {axes=[1,2], keep_dims=true}"));
  OneOperator wrong({2, 3}, {2});
  wrong.Constant({1}, {2});
  EXPECT_TRUE(Has(wrong.Text(Builtin::MEAN), "error: axis 2 is out of range for shape [2, 3]"));
}

TEST(ImporterTest, PadReadsPairs) {
  OneOperator pad({1, 4, 4, 2}, {1, 7, 4, 4});
  pad.Constant({4, 2}, {0, 0, 1, 2, 0, 0, 2, 0});
  EXPECT_TRUE(Has(pad.Text(Builtin::PAD), "pad(%x) {before=[0,1,0,2], after=[0,2,0,0]}"));
}

TEST(ImporterTest, ReshapeTakesItsShapeWhereItFindsIt) {
  OneOperator constant({2, 6}, {3, 4});
  constant.Constant({2}, {3, -1});
  EXPECT_TRUE(Has(constant.Text(Builtin::RESHAPE), "reshape(%x) {shape=[3,4]}"));
  OneOperator options({2, 6}, {3, 4});
  const std::vector<int32_t> shape = {-1, 4};
  EXPECT_TRUE(Has(options.Text(Builtin::RESHAPE, Options::ReshapeOptions,
                               schema::CreateReshapeOptionsDirect(options.m.fbb(), &shape).Union()),
                  "reshape(%x) {shape=[3,4]}"));
  OneOperator nowhere({2, 6}, {3, 4});
  EXPECT_TRUE(Has(nowhere.Text(Builtin::RESHAPE), "reshape(%x) {shape=[3,4]}"));
}

TEST(ImporterTest, ReluFamilyStaysApart) {
  for (auto [code, kind] : {std::pair(Builtin::RELU, "relu"), std::pair(Builtin::RELU6, "relu6"),
                            std::pair(Builtin::RELU_N1_TO_1, "relu_n1_to_1")}) {
    OneOperator relu({1, 9}, {1, 9});
    EXPECT_TRUE(Has(relu.Text(code), absl::StrCat("relu(%x) {kind=", kind, "}")));
  }
}

TEST(ImporterTest, EdgesMayBeFloat) {
  TestModel m;
  const int32_t x = m.Add({"x", {1, 4}, Type::FLOAT32});
  const int32_t a = m.Add({"a", {1, 4}, kInt8, {0.5f}, {1}});
  const int32_t b = m.Add({"b", {1, 4}, kInt8, {1.0f / 256}, {-128}});
  const int32_t y = m.Add({"y", {1, 4}, Type::FLOAT32});
  m.AddOperator({Builtin::QUANTIZE, 1, {x}, {a}});
  m.AddOperator({Builtin::LOGISTIC, 1, {a}, {b}});
  m.AddOperator({Builtin::DEQUANTIZE, 1, {b}, {y}});
  const std::string text = TextOf(m.Finish({x}, {y}));
  EXPECT_TRUE(Has(text, "quantize(%x) {to=i8}"));
  EXPECT_TRUE(Has(text, "f32[1,4] = dequantize(%b)"));
}

TEST(ImporterTest, ABatchOfMinusOneIsOne) {
  OneOperator relu({-1, 4, 4, 2}, {-1, 4, 4, 2});
  EXPECT_TRUE(Has(relu.Text(Builtin::RELU), "%x: i8[1,4,4,2] q(0.5,1)"));
}

// Fully connected layers are laid out as the file declares their outputs.
TEST(ImporterTest, FullyConnectedMayKeepRank) {
  TestModel m;
  const int32_t x = m.Add({"x", {1, 1, 1, 4}, kInt8, {0.5f}, {1}});
  const int32_t w = m.Add({"w", {2, 4}, kInt8, {0.5f}, {0}, 3, "abcdefgh"});
  const int32_t y = m.Add({"y", {1, 1, 1, 2}, kInt8, {0.5f}, {1}});
  // Odd but common: no options, bias -1, a channel axis on a single scale.
  m.AddOperator({Builtin::FULLY_CONNECTED, 4, {x, w, -1}, {y}});
  const std::string text = TextOf(m.Finish({x}, {y}));
  EXPECT_TRUE(Has(text, "i8[1,2] q(0.5,1) = fully_connected(%x, %w) {keep_dims=false, act=none}"));
  EXPECT_TRUE(Has(text, "reshape(%y_"));
}

TEST(ImporterTest, NamesAreMadeIdentifiersAndKept) {
  TestModel m;
  const int32_t x = m.Add({"*/ first;last/name", {4}, kInt8, {0.5f}, {1}});
  const int32_t y = m.Add({"last/name", {4}, kInt8, {0.5f}, {1}});
  m.AddOperator({Builtin::RELU, 1, {x}, {y}});
  const absl::StatusOr<ir::Graph> graph = Read(m.Finish({x}, {y}));
  ASSERT_TRUE(graph.ok()) << graph.status();
  EXPECT_EQ(graph->value(graph->inputs()[0]).name, "last_name");
  EXPECT_EQ(graph->value(graph->inputs()[0]).original, "*/ first;last/name");
  EXPECT_NE(graph->value(graph->outputs()[0]).name, "last_name");
  EXPECT_EQ(graph->value(graph->outputs()[0]).original, "last/name");
}

TEST(ImporterTest, TensorsOfOneBufferShareItsBytes) {
  TestModel m;
  const int32_t x = m.Add({"x", {4}, kInt8, {0.5f}, {1}});
  const int32_t c = m.Add({"c", {4}, kInt8, {0.5f}, {1}, 0, "abcd"});
  const int32_t y = m.Add({"y", {4}, kInt8, {0.5f}, {1}});
  m.AddOperator({Builtin::ADD, 2, {x, c}, {y}});
  // Constants, inputs and doubles among the outputs are legal.
  const absl::StatusOr<ir::Graph> graph = Read(m.Finish({x}, {y, c, x, y}));
  ASSERT_TRUE(graph.ok()) << graph.status();
  EXPECT_EQ(graph->outputs().size(), 4u);
  EXPECT_EQ(graph->outputs()[0], graph->outputs()[3]);
  EXPECT_EQ(*graph->value(graph->outputs()[1]).data, "abcd");
}

TEST(ImporterTest, UnusedTensorsAreNotLookedAt) {
  TestModel m;
  const int32_t x = m.Add({"x", {4}, kInt8, {0.5f}, {1}});
  const int32_t y = m.Add({"y", {4}, kInt8, {0.5f}, {1}});
  m.Add({"words", {-7, 0}, Type::STRING});
  m.AddOperator({Builtin::RELU, 1, {x}, {y}});
  EXPECT_TRUE(Read(m.Finish({x}, {y})).ok());
}

TEST(ImporterTest, ListsEveryProblemInTheOrderOfTheFile) {
  TestModel m;
  const int32_t x = m.Add({"x", {1, 4}, kInt8, {0.5f}, {1}});
  const int32_t a = m.Add({"a", {1, 4}, kInt8, {0.5f}, {1}});
  const int32_t b = m.Add({"b", {1, 4}, kInt8, {-1.0f}, {1}});
  const int32_t c = m.Add({"c", {1, 4}, kInt8, {0.5f}, {1}});
  const int32_t y = m.Add({"y", {1, 5}, kInt8, {0.5f}, {1}});
  m.AddOperator({Builtin::UNIQUE, 1, {x}, {a}});
  m.AddOperator({Builtin::RELU, 1, {a}, {b}});
  m.AddOperator({Builtin::RELU, 1, {b}, {c}});  // 'b' is reported once
  m.AddOperator({Builtin::UNIQUE, 1, {c}, {}});
  m.AddOperator({Builtin::RELU, 1, {c}, {y}});
  std::vector<absl::Status> problems;
  const std::string bytes = m.Finish({x}, {y});
  const absl::Status first = ImportTflite(bytes, {"m.tflite", &problems}).status();
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_EQ(problems[0], first);
  EXPECT_EQ(problems[0].message(),
            "unsupported: operator UNIQUE, version 1 (m.tflite, operator 0 'a')\n"
            "  its output size depends on the data, and every size must be known when compiling\n"
            "  there are 2 of them: the others are 3\n"
            "  hint: end the model before this operator: in Keras, tf.keras.Model(m.input, "
            "m.get_layer('logits').output)");
  EXPECT_EQ(problems[1].message(),
            "error: tensor 'b': scale -1 is not finite and positive (m.tflite, operator 1 RELU "
            "'b')");
  EXPECT_EQ(problems[2].message(),
            "error: output has shape [1, 5], expected [1, 4] (m.tflite, operator 4 RELU 'y')\n"
            "  inputs 'c' int8 [1, 4]; output 'y' int8 [1, 5]");
}

TEST(ImporterTest, AFloatModelGetsOneMessage) {
  TestModel m;
  const int32_t x = m.Add({"x", {1, 4}, Type::FLOAT32});
  const int32_t a = m.Add({"a", {1, 4}, Type::FLOAT32});
  const int32_t y = m.Add({"y", {1, 4}, Type::FLOAT32});
  m.AddOperator({Builtin::RELU, 1, {x}, {a}});
  m.AddOperator({Builtin::UNIQUE, 1, {a}, {y}});
  std::vector<absl::Status> problems;
  const std::string bytes = m.Finish({x}, {y});
  EXPECT_FALSE(ImportTflite(bytes, {"m.tflite", &problems}).ok());
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].message(),
            "error: the model is not quantised (m.tflite)\n"
            "  2 of 2 operators work on float32; the first is operator 0 RELU 'a'\n"
            "  hint: --calibration=samples.npy quantises it here (docs/guide/calibration.md); or "
            "set converter.optimizations, representative_dataset and "
            "target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]; "
            "docs/guide/quantise.md has the ten lines");
  EXPECT_TRUE(absl::StartsWith(problems[1].message(), "unsupported: operator UNIQUE, version 1"));
}

// One filter too few in the bias: what an operator on integers must keep, one on real values must.
TEST(ImporterTest, AFloatModelKeepsTheRulesOfTheIntegerOperators) {
  TestModel m;
  const int32_t x = m.Add({"x", {1, 4}, Type::FLOAT32});
  const std::vector<float> weights(12, 0.5f), biases = {1, 2};
  const int32_t w = m.Add({"w", {3, 4}, Type::FLOAT32, {}, {}, 0, Packed(weights)});
  const int32_t b = m.Add({"b", {2}, Type::FLOAT32, {}, {}, 0, Packed(biases)});
  const int32_t y = m.Add({"y", {1, 3}, Type::FLOAT32});
  m.AddOperator({Builtin::FULLY_CONNECTED, 1, {x, w, b}, {y}});
  const absl::Status status = ImportFloatTflite(m.Finish({x}, {y}), {"m.tflite"}).status();
  EXPECT_EQ(status.message(),
            "error: bias has 2 elements, expected 3 (one per output channel); its shape is [2] "
            "(m.tflite, operator 0 FULLY_CONNECTED 'y')\n"
            "  inputs 'x' float32 [1, 4], 'w' float32 [3, 4], 'b' float32 [2]; output 'y' float32 "
            "[1, 3]");
}

TEST(ImporterTest, AnActivationOfAFloatModelIsAnOperatorOfItsOwn) {
  TestModel m;
  const int32_t x = m.Add({"x", {1, 4}, Type::FLOAT32});
  const int32_t y = m.Add({"y", {1, 4}, Type::FLOAT32});
  const auto options =
      schema::CreateAddOptions(m.fbb(), schema::ActivationFunctionType::RELU6).Union();
  m.AddOperator({Builtin::ADD, 1, {x, x}, {y}, schema::BuiltinOptions::AddOptions, options});
  const absl::StatusOr<ir::Graph> graph = ImportFloatTflite(m.Finish({x}, {y}), {"m.tflite"});
  ASSERT_TRUE(graph.ok()) << graph.status();
  ASSERT_EQ(graph->nodes().size(), 2u);
  EXPECT_EQ(std::get<ir::Add>(graph->nodes()[0].op).act, ir::Activation::kNone);
  EXPECT_EQ(std::get<ir::Relu>(graph->nodes()[1].op).kind, ir::Activation::kRelu6);
  EXPECT_EQ(graph->nodes()[1].out, graph->outputs());
}

TEST(ImporterTest, CalibrationIsForFloatModelsAlone) {
  TestModel m;
  const int32_t x = m.Add({"x", {1, 4}, kInt8, {0.5f}, {1}});
  const int32_t y = m.Add({"y", {1, 4}, kInt8, {0.5f}, {1}});
  m.AddOperator({Builtin::RELU, 1, {x}, {y}});
  EXPECT_EQ(ImportFloatTflite(m.Finish({x}, {y}), {"m.tflite"}).status().message(),
            "error: calibration data for a model that is quantised already (m.tflite)\n"
            "  hint: leave --calibration out");
}

TEST(ImporterTest, AFloatOperatorInsideIsNamedWithItsNeighbours) {
  TestModel m;
  const int32_t x = m.Add({"x", {1, 1, 1, 4}, kInt8, {0.5f}, {1}});
  const int32_t a = m.Add({"a", {1, 1, 1, 4}, kInt8, {0.5f}, {1}});
  const int32_t b = m.Add({"b", {1, 1, 1, 4}, Type::FLOAT32});
  const int32_t c = m.Add({"head/Mean", {1, 1, 1, 4}, Type::FLOAT32});
  const int32_t y = m.Add({"y", {1, 1, 1, 4}, kInt8, {0.5f}, {1}});
  m.AddOperator({Builtin::RELU, 1, {x}, {a}});
  const auto options =
      schema::CreatePool2DOptions(m.fbb(), schema::Padding::VALID, 1, 1, 1, 1).Union();
  m.AddOperator({Builtin::DEQUANTIZE, 1, {a}, {b}});
  m.AddOperator(
      {Builtin::AVERAGE_POOL_2D, 1, {b}, {c}, schema::BuiltinOptions::Pool2DOptions, options});
  m.AddOperator({Builtin::QUANTIZE, 1, {c}, {y}});
  EXPECT_EQ(TextOf(m.Finish({x}, {y})),
            "error: AVERAGE_POOL_2D works on float32 inside an int8 model (m.tflite, operator 2 "
            "'head/Mean')\n"
            "  it stands between DEQUANTIZE (operator 1) and QUANTIZE (operator 3)\n"
            "  hint: the converter fell back because supported_ops also allows float: leave only "
            "TFLITE_BUILTINS_INT8 and convert again");
}

}  // namespace
}  // namespace iegen::frontend::tflite
