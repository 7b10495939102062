// What the importer makes of small models, and what it says of broken ones, word for word.
#include "frontend/onnx/importer.h"

#include "frontend/onnx/op_table.h"
#include "frontend/onnx/test_model.h"
#include "gtest/gtest.h"

namespace iegen::frontend::onnx {
namespace {

std::string MessageOf(const std::string& bytes) {
  return std::string(ImportOnnx(bytes, {"m.onnx"}).status().message());
}
std::string MessageOf(const TestModel& model) { return MessageOf(model.Serialized()); }

onnx_subset::Node& NodeNamed(TestModel* model, const std::string& name) {
  for (onnx_subset::Node& node : *model->graph().mutable_node()) {
    if (node.name() == name) return node;
  }
  ADD_FAILURE() << "no node " << name;
  return *model->graph().mutable_node(0);
}

onnx_subset::Tensor& TensorNamed(TestModel* model, const std::string& name) {
  for (onnx_subset::Tensor& tensor : *model->graph().mutable_initializer()) {
    if (tensor.name() == name) return tensor;
  }
  ADD_FAILURE() << "no tensor " << name;
  return *model->graph().mutable_initializer(0);
}

std::vector<std::string> OpsOf(const ir::Graph& graph) {
  std::vector<std::string> ops;
  for (const ir::Node& node : graph.nodes()) ops.emplace_back(ir::NameOf(node.op));
  return ops;
}

TEST(OnnxImporterTest, PutsChannelsLastInsideAndKeepsTheInterface) {
  const absl::StatusOr<ir::Graph> graph = ImportOnnx(QuantisedConv().Serialized(), {"m.onnx"});
  ASSERT_TRUE(graph.ok()) << graph.status();
  EXPECT_EQ(OpsOf(*graph),
            (std::vector<std::string>{"quantize", "dequantize", "transpose", "dequantize", "conv2d",
                                      "quantize", "dequantize", "transpose"}));
  EXPECT_EQ(graph->type(graph->inputs()[0]).shape, (ir::Shape{1, 2, 4, 4}));
  EXPECT_EQ(graph->type(graph->outputs()[0]).shape, (ir::Shape{1, 2, 4, 4}));
}

TEST(OnnxImporterTest, HasNoTransposesWhereTheInterfaceHasChannelsLast) {
  ImportOptions options{"m.onnx"};
  options.channels_last = true;
  const absl::StatusOr<ir::Graph> graph = ImportOnnx(QuantisedConv().Serialized(), options);
  ASSERT_TRUE(graph.ok()) << graph.status();
  EXPECT_EQ(OpsOf(*graph), (std::vector<std::string>{"quantize", "dequantize", "dequantize",
                                                     "conv2d", "quantize", "dequantize"}));
  EXPECT_EQ(graph->type(graph->inputs()[0]).shape, (ir::Shape{1, 4, 4, 2}));
  EXPECT_EQ(graph->type(graph->outputs()[0]).shape, (ir::Shape{1, 4, 4, 2}));
}

TEST(OnnxImporterTest, CancelsTransposesOfTheFile) {
  TestModel model({1, 5, 3, 2});
  SetInts(&model.Add("Transpose", {"x"}, "a"), "perm", {0, 2, 3, 1});
  model.Add("Relu", {"a"}, "b");
  SetInts(&model.Add("Transpose", {"b"}, "c"), "perm", {0, 3, 1, 2});
  model.Output("c");
  const absl::StatusOr<ir::Graph> graph = ImportOnnx(model.Serialized(), {"m.onnx"});
  ASSERT_TRUE(graph.ok()) << graph.status();
  EXPECT_EQ(OpsOf(*graph), (std::vector<std::string>{"relu"}));
}

// What the older exporter of PyTorch writes where a shape is known.
TEST(OnnxImporterTest, FoldsArithmeticOnShapes) {
  TestModel model({1, 2, 3, 4});
  model.Add("Shape", {"x"}, "shape");
  model.Integers("zero", {0});
  model.Integers("minus", {-1});
  model.Add("Gather", {"shape", "zero"}, "batch");
  model.Add("Concat", {"batch", "minus"}, "wanted");
  SetInt(&NodeNamed(&model, "wanted"), "axis", 0);
  model.Add("Reshape", {"x", "wanted"}, "y");
  model.Output("y");
  const absl::StatusOr<ir::Graph> graph = ImportOnnx(model.Serialized(), {"m.onnx"});
  ASSERT_TRUE(graph.ok()) << graph.status();
  EXPECT_EQ(OpsOf(*graph), (std::vector<std::string>{"reshape"}));
  EXPECT_EQ(graph->type(graph->outputs()[0]).shape, (ir::Shape{1, 24}));
}

TEST(OnnxImporterTest, RefusesWhatIsNoModel) {
  EXPECT_EQ(MessageOf("\x08\x08\x3a\xff"),
            "error: the file is no ONNX model, or it is truncated or damaged (protobuf) (m.onnx)\n"
            "  hint: fetch the file again, and check its size and hash");
  TestModel old({1, 2}, 9);
  old.Add("Relu", {"x"}, "y");
  old.Output("y");
  EXPECT_EQ(MessageOf(old),
            "unsupported: opset 9 (m.onnx)\n  opsets 11 to 22 are read\n"
            "  hint: export the model again, for example by torch.onnx.export(..., "
            "opset_version=20)");
}

TEST(OnnxImporterTest, NamesOperatorsThatAreNotRead) {
  TestModel model = QuantisedConv();
  NodeNamed(&model, "conv").set_op_type("FancyNewOp");
  EXPECT_EQ(MessageOf(model),
            "unsupported: operator 'FancyNewOp' (m.onnx, operator 3 'conv')\n"
            "  this version of iegen does not know the operator\n"
            "  hint: docs/guide/onnx.md lists those it knows");
  NodeNamed(&model, "conv").set_op_type("If");
  EXPECT_EQ(MessageOf(model),
            "unsupported: operator 'If' (m.onnx, operator 3 'conv')\n"
            "  branches of ONNX models are not read\n"
            "  hint: export the model without control flow: fixed loop counts");
}

TEST(OnnxImporterTest, ReportsAllOperatorsThatAreNotRead) {
  TestModel model = QuantisedConv();
  NodeNamed(&model, "conv").set_op_type("FancyNewOp");
  NodeNamed(&model, "y").set_op_type("OtherOp");
  std::vector<absl::Status> problems;
  EXPECT_FALSE(ImportOnnx(model.Serialized(), {"m.onnx", &problems}).ok());
  EXPECT_EQ(problems.size(), 2u);
}

TEST(OnnxImporterTest, RefusesNamesThatLeadNowhere) {
  TestModel model = QuantisedConv();
  NodeNamed(&model, "conv").set_input(0, "y");
  EXPECT_EQ(
      MessageOf(model),
      "error: input 'y' is produced by no operator before this (m.onnx, operator 3 Conv 'conv')\n"
      "  the name is missing, or the operators stand in a wrong order or in a cycle");
  model = QuantisedConv();
  model.Add("Relu", {"conv"}, "y_q");
  EXPECT_EQ(MessageOf(model),
            "error: tensor 'y_q' is produced twice (m.onnx, operator 6 Relu 'y_q')");
  model = QuantisedConv();
  model.Bytes("w_q", {1}, {1});
  EXPECT_EQ(MessageOf(model), "error: initializer 'w_q' is defined twice (m.onnx)");
}

TEST(OnnxImporterTest, RefusesTensorsThatDoNotFit) {
  TestModel model = QuantisedConv();
  TensorNamed(&model, "w_q").set_raw_data("abc");
  EXPECT_EQ(MessageOf(model),
            "error: tensor 'w_q' has 3 bytes of data, its shape needs 4 (m.onnx, operator 2 "
            "DequantizeLinear 'w')\n"
            "  it is INT8 [2, 2, 1, 1]");
  model = QuantisedConv();
  for (int i = 0; i < 4; ++i) TensorNamed(&model, "w_q").set_dims(i, int64_t{1} << 32);
  EXPECT_EQ(MessageOf(model),
            "error: dimension 4294967296 of a shape is negative or too large (m.onnx, operator 2 "
            "DequantizeLinear 'w')\n  tensor 'w_q'");
  model = QuantisedConv();
  TensorNamed(&model, "w_q").set_data_type(8);
  EXPECT_EQ(MessageOf(model),
            "unsupported: tensor 'w_q' of type STRING (m.onnx, operator 2 DequantizeLinear 'w')\n"
            "  types FLOAT, FLOAT16, DOUBLE, INT8, UINT8, INT16, INT32, INT64 and BOOL are read");
}

TEST(OnnxImporterTest, RefusesInputsWithoutASize) {
  TestModel model = QuantisedConv();
  model.graph()
      .mutable_input(0)
      ->mutable_type()
      ->mutable_tensor_type()
      ->mutable_shape()
      ->mutable_dim(2)
      ->clear_value();
  EXPECT_EQ(MessageOf(model),
            "error: dimension 2 of the shape has no fixed size (m.onnx)\n"
            "  memory is planned when compiling, so every size must be known\n"
            "  input 'x'\n"
            "  hint: export the model with a fixed input shape (without dynamic_axes)");
}

TEST(OnnxImporterTest, RefusesExternalDataOutsideOfTheFolder) {
  for (const char* location : {"/etc/passwd", "../weights.bin", "a\\b", "."}) {
    TestModel model = QuantisedConv();
    onnx_subset::Tensor& tensor = TensorNamed(&model, "w_q");
    tensor.clear_raw_data();
    tensor.set_data_location(1);
    tensor.add_external_data()->set_key("location");
    tensor.mutable_external_data(0)->set_value(location);
    ImportOptions options{"m.onnx"};
    options.folder = ::testing::TempDir();
    const absl::Status status = ImportOnnx(model.Serialized(), options).status();
    EXPECT_EQ(status.message().find("error: external data in "), 0u) << status;
    EXPECT_NE(status.message().find("only regular files in the model's own folder are"),
              std::string::npos)
        << status;
  }
}

TEST(OnnxImporterTest, RefusesQuantisationThatDoesNotFit) {
  TestModel model = QuantisedConv();
  TensorNamed(&model, "y_scale").set_float_data(0, -1);
  EXPECT_EQ(MessageOf(model),
            "error: scale -1 is not finite and positive (m.onnx, operator 4 QuantizeLinear 'y_q')");
  model = QuantisedConv();
  SetInt(&NodeNamed(&model, "w"), "block_size", 2);
  EXPECT_EQ(MessageOf(model),
            "unsupported: quantisation in blocks (m.onnx, operator 2 DequantizeLinear 'w')\n"
            "  one scale for each channel is supported");
  model = QuantisedConv();
  NodeNamed(&model, "conv").set_input(0, "x_q");
  NodeNamed(&model, "w").mutable_attribute(0)->set_i(44);
  EXPECT_EQ(MessageOf(model),
            "error: axis 44 is out of range for a tensor of 4 dimensions (m.onnx, operator 2 "
            "DequantizeLinear 'w')");
}

TEST(OnnxImporterTest, RefusesWindowsThatDoNotFit) {
  TestModel model = QuantisedConv();
  SetInts(&NodeNamed(&model, "conv"), "strides", {0, 1});
  EXPECT_EQ(
      MessageOf(model),
      "error: strides [0, 1] is out of range: 1 to 1,048,576 (m.onnx, operator 3 Conv 'conv')");
  model = QuantisedConv();
  SetInt(&NodeNamed(&model, "conv"), "group", 0);
  EXPECT_EQ(MessageOf(model),
            "error: group is 0, which does not divide 2 input and 2 output channels (m.onnx, "
            "operator 3 Conv 'conv')");
}

TEST(OnnxImporterTest, RefusesWhatOnlyTrainingDoes) {
  TestModel model({1, 4});
  model.Floats("ratio", {}, {0.5f});
  model.Bytes("mode", {}, {1});
  TensorNamed(&model, "mode").set_data_type(9);
  model.Add("Dropout", {"x", "ratio", "mode"}, "y");
  model.Output("y");
  EXPECT_EQ(MessageOf(model),
            "unsupported: Dropout in training mode (m.onnx, operator 0 'y')\n"
            "  hint: export the model after model.eval()");
}

TEST(OnnxImporterTest, RefusesArithmeticOnIntegers) {
  TestModel model({1, 4});
  model.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(2);
  model.Add("Div", {"x", "x"}, "y");
  model.Output("y");
  EXPECT_EQ(MessageOf(model),
            "unsupported: operator Div on integers (m.onnx, operator 0 'y')\n"
            "  an input's stored integers are read by DequantizeLinear and QLinear operators");
}

TEST(OnnxImporterTest, RefusesScalesThatGiveNoWholePixels) {
  TestModel model({1, 1, 4, 4});
  model.Floats("scales", {4}, {1, 1, 0.6f, 0.5f});
  onnx_subset::Node& node = model.Add("Resize", {"x", "", "scales"}, "y");
  onnx_subset::Attribute* mode = node.add_attribute();
  mode->set_name("mode");
  mode->set_type(3);
  mode->set_s("linear");
  model.Output("y");
  EXPECT_EQ(MessageOf(model),
            "unsupported: Resize by a scale of 0.6 (m.onnx, operator 0 'y')\n"
            "  it makes 2.4 of 4 pixels, no whole number\n"
            "  hint: export the model with the size of the output in place of the scale");
}

// Forty doublings, each constant: stopped before memory is.
TEST(OnnxImporterTest, LimitsWhatIsComputed) {
  TestModel model({1});
  model.Integers("two", {2});
  model.Floats("seed", {1}, {1});
  std::string last = "seed";
  for (int i = 0; i < 40; ++i) {
    const std::string next = "t" + std::to_string(i);
    model.Add("Tile", {last, "two"}, next);
    last = next;
  }
  model.Add("Add", {"x", last}, "y");
  model.Output("y");
  EXPECT_EQ(MessageOf(model),
            "error: a constant of shape [8388608] is too large to be computed (m.onnx, operator 22 "
            "Tile 't22')\n  at most 4,194,304 elements are");
}

TEST(OnnxImporterTest, FindsEveryRowByItsName) {
  std::string last;
  for (const OperatorRow& row : Operators()) {
    EXPECT_LT(last, row.name);
    EXPECT_NE(row.import, nullptr);
    EXPECT_FALSE(row.limits.empty());
    EXPECT_EQ(FindOperator(row.name), &row);
    last = std::string(row.name);
  }
}

// Bytes cut and flipped: an answer, whatever it is.
TEST(OnnxImporterTest, SurvivesDamage) {
  const std::string whole = QuantisedConv().Serialized();
  for (size_t size = 0; size < whole.size(); ++size) {
    (void)ImportOnnx(absl::string_view(whole).substr(0, size), {"m.onnx"}).ok();
  }
  for (size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    (void)ImportOnnx(damaged, {"m.onnx"}).ok();
  }
}

}  // namespace
}  // namespace iegen::frontend::onnx
