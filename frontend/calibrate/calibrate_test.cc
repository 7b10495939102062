#include "frontend/calibrate/calibrate.h"

#include <algorithm>

#include "frontend/calibrate/quantiser.h"
#include "frontend/integer/to_integers.h"
#include "gtest/gtest.h"
#include "ir/text/printer.h"

namespace iegen::frontend::calibrate {
namespace {

ir::TensorType Real(const ir::Shape& shape) { return {ir::ElemType::kFloat32, shape, {}}; }

// One dense layer with two channels, behind it a relu.
ir::Graph Dense() {
  ir::Graph graph;
  const ir::ValueId x = graph.AddInput("x", Real({1, 2}));
  const std::vector<float> weights = {1, 0.3f, -0.5f, 2}, biases = {0.1f, -0.2f};
  const ir::ValueId w = graph.AddConstant("w", Real({2, 2}), ir::BytesOf<float>(weights));
  const ir::ValueId b = graph.AddConstant("b", Real({2}), ir::BytesOf<float>(biases));
  const ir::ValueId d = graph.AddValue("d", Real({1, 2}));
  const ir::ValueId y = graph.AddValue("y", Real({1, 2}));
  graph.nodes().push_back({ir::FullyConnected{}, {x, w, b}, {d}, {}});
  graph.nodes().push_back({ir::Relu{}, {d}, {y}, {}});
  graph.outputs() = {y};
  return graph;
}

// Two samples that reach -1 and 1.55: 255 steps of 0.01.
const std::vector<Sample>& Samples() {
  static const auto& samples = *new std::vector<Sample>{{{-1, 1.55f}}, {{0.5f, 0.25f}}};
  return samples;
}

const ir::Node* FirstLayer(const ir::Graph& graph) {
  for (const ir::Node& node : graph.nodes()) {
    if (std::holds_alternative<ir::FullyConnected>(node.op)) return &node;
  }
  return nullptr;
}

TEST(CalibrateTest, QuantisesALayerAsComputedByHand) {
  Options options;
  options.ranges = RangeMethod::kMinMax;
  options.correct_biases = false;
  const absl::StatusOr<Calibration> calibration = Calibrate(Dense(), Samples(), options);
  ASSERT_TRUE(calibration.ok()) << calibration.status();
  const absl::StatusOr<ir::Graph> graph = integer::ToIntegers(calibration->quantised);
  ASSERT_TRUE(graph.ok()) << graph.status();
  const ir::Node* layer = FirstLayer(*graph);
  ASSERT_NE(layer, nullptr);

  const ir::Quant x = graph->type(layer->in[0]).quant;
  EXPECT_NEAR(x.scale(), 0.01, 1e-7);
  EXPECT_EQ(x.zero_point(), -28);  // -128 + 100
  const ir::Value& w = graph->value(layer->in[1]);
  EXPECT_NEAR(w.type.quant.scales[0], 1.0 / 127, 1e-7);
  EXPECT_NEAR(w.type.quant.scales[1], 2.0 / 127, 1e-7);
  EXPECT_EQ(ir::ElementsOf<int8_t>(w), (std::vector<int8_t>{127, 38, -32, 127}));
  // 0.1 / (0.01 / 127) = 1270; -0.2 / (0.02 / 127) = -1270.
  EXPECT_EQ(ir::ElementsOf<int32_t>(graph->value(layer->in[2])),
            (std::vector<int32_t>{1270, -1270}));
  // The activation is fused; channel 1 of the first sample is greatest: 0.5 + 3.1 - 0.2 = 3.4.
  EXPECT_EQ(std::get<ir::FullyConnected>(layer->op).act, ir::Activation::kRelu);
  EXPECT_NEAR(graph->type(layer->out[0]).quant.scale(), 3.4 / 255, 1e-6);
  EXPECT_EQ(graph->type(layer->out[0]).quant.zero_point(), -128);
}

TEST(CalibrateTest, PutsTheMeanErrorIntoTheBias) {
  const absl::StatusOr<Calibration> calibration = Calibrate(Dense(), Samples(), {});
  ASSERT_TRUE(calibration.ok()) << calibration.status();
  const absl::StatusOr<ir::Graph> graph = integer::ToIntegers(calibration->quantised);
  ASSERT_TRUE(graph.ok()) << graph.status();
  // The samples are exact in steps of 0.01; of the weights, 0.3 became 38/127 and -0.5 became
  // -64/127. The means of the samples are -0.25 and 0.9:
  //   channel 0: 0.9 * (0.3 - 38/127) = 0.000709 = 9.0 steps of 0.01/127
  //   channel 1: -0.25 * (-0.5 + 64/127) = -0.000984 = -6.25 steps of 0.02/127
  EXPECT_EQ(ir::ElementsOf<int32_t>(graph->value(FirstLayer(*graph)->in[2])),
            (std::vector<int32_t>{1279, -1276}));
}

TEST(CalibrateTest, GivesIntegersAtTheEdgesWhereWanted) {
  Options options;
  options.int8_inputs = options.int8_outputs = true;
  const absl::StatusOr<Calibration> calibration = Calibrate(Dense(), Samples(), options);
  ASSERT_TRUE(calibration.ok()) << calibration.status();
  const absl::StatusOr<ir::Graph> graph = integer::ToIntegers(calibration->quantised);
  ASSERT_TRUE(graph.ok()) << graph.status();
  ASSERT_EQ(graph->nodes().size(), 1u) << ir::Print(*graph);
  EXPECT_EQ(graph->type(graph->inputs()[0]).elem, ir::ElemType::kInt8);
  EXPECT_EQ(graph->type(graph->outputs()[0]).elem, ir::ElemType::kInt8);
  EXPECT_EQ(ir::ElementsOf<int32_t>(graph->value(graph->nodes()[0].in[2])),
            (std::vector<int32_t>{1279, -1276}));
}

TEST(CalibrateTest, TellsHowFarItIs) {
  std::vector<std::pair<size_t, size_t>> told;
  Options options;
  options.ranges = RangeMethod::kMse;
  options.correct_biases = false;
  options.progress = [&](absl::string_view step, size_t done, size_t all) {
    EXPECT_EQ(std::string(step), "measuring ranges");
    told.emplace_back(done, all);
  };
  ASSERT_TRUE(Calibrate(Dense(), Samples(), options).ok());
  ASSERT_FALSE(told.empty());
  EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
  EXPECT_EQ(told.back(), std::make_pair(size_t{4}, size_t{4}));
}

ir::Location PartOf(int32_t index, const std::string& name) {
  return {"m.onnx", {{index, "LSTM", name}}};
}

// Two steps of one layer, and a layer of another name.
TEST(CalibrateTest, StepsOfALayerGetOneRange) {
  ir::Graph graph;
  const ir::ValueId x = graph.AddInput("x", Real({1, 2}));
  std::vector<ir::ValueId> steps;
  for (const char* name : {"lstm/cell", "lstm/cell", "lstm/hidden"}) {
    steps.push_back(graph.AddValue("y", Real({1, 2})));
    graph.nodes().push_back({ir::Logistic{}, {x}, {steps.back()}, PartOf(3, name)});
  }
  graph.outputs() = steps;
  std::vector<Range> ranges = {{-9, 9}, {-1, 2}, {-3, 1}, {0, 0.5f}};
  TieSteps(graph, StoredValues(graph), &ranges);
  EXPECT_EQ(ranges, (std::vector<Range>{{-9, 9}, {-3, 2}, {-3, 2}, {0, 0.5f}}));
}

TEST(CalibrateTest, RefusesSamplesThatDoNotFit) {
  EXPECT_EQ(Calibrate(Dense(), {}, {}).status().message(),
            "error: there are no samples to calibrate with");
  EXPECT_EQ(Calibrate(Dense(), {{{1, 2, 3}}}, {}).status().message(),
            "error: input 0 has a wrong number of elements, expected 2");
}

}  // namespace
}  // namespace iegen::frontend::calibrate
