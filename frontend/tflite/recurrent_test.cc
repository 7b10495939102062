// What is read, and what is refused by name, of the layers that keep a state.
#include "absl/strings/match.h"
#include "frontend/tflite/importer.h"
#include "frontend/tflite/test_model.h"
#include "gtest/gtest.h"
#include "ir/text/printer.h"

namespace iegen::frontend::tflite {
namespace {

using Activation = schema::ActivationFunctionType;
using Builtin = schema::BuiltinOperator;
using Options = schema::BuiltinOptions;
using Type = schema::TensorType;

std::string TextOf(const std::string& bytes) {
  const absl::StatusOr<ir::Graph> graph = ImportTflite(bytes, {"m.tflite"});
  return graph.ok() ? ir::Print(*graph) : std::string(graph.status().message());
}

// An LSTM of two cells over three steps of one feature, with what a test changes about it.
struct LstmFile {
  TestModel m;
  std::vector<int32_t> in = std::vector<int32_t>(24, -1);
  Activation activation = Activation::TANH;
  float cell_clip = 10;

  LstmFile() {
    in[0] = m.Add({"x", {1, 3, 1}, Type::INT8, {0.5f}, {1}});
    for (size_t gate = 0; gate < 4; ++gate) {
      in[1 + gate] = Constant("w", {2, 1}, Type::INT8, 2);
      in[5 + gate] = Constant("r", {2, 2}, Type::INT8, 4);
      in[12 + gate] = Constant("b", {2}, Type::INT32, 8);
    }
    in[18] = Variable("hidden", Type::INT8, 0.0078125f, -5);
    in[19] = Variable("cell", Type::INT16, 0.00048828125f, 0);
  }
  int32_t Constant(const std::string& name, std::vector<int32_t> shape, Type type, size_t bytes) {
    return m.Add({name, std::move(shape), type, {0.25f}, {0}, 0, std::string(bytes, '\1')});
  }
  int32_t Variable(const std::string& name, Type type, float scale, int64_t zero_point) {
    TestTensor tensor{name, {1, 2}, type, {scale}, {zero_point}};
    tensor.is_variable = true;
    return m.Add(tensor);
  }
  std::string Text() {
    const int32_t y = m.Add({"y", {1, 3, 2}, Type::INT8, {0.0078125f}, {-5}});
    m.AddOperator(
        {Builtin::UNIDIRECTIONAL_SEQUENCE_LSTM,
         1,
         in,
         {y},
         Options::UnidirectionalSequenceLSTMOptions,
         schema::CreateUnidirectionalSequenceLSTMOptions(m.fbb(), activation, cell_clip).Union()});
    return TextOf(m.Finish({in[0]}, {y}));
  }
};

TEST(LstmTest, StateBeginsAtItsZeroPoint) {
  const std::string text = LstmFile().Text();
  for (absl::string_view part :
       {"%hidden: i8[1,2] q(0.0078125,-5) = variable fill<-5>",
        "%cell: i16[1,2] q(0.00048828125,0) = variable fill<0>", "%y: i8[1,3,2]", "lstm(%x, ",
        ", %hidden, %cell) {time_major=false, cell_clip=10}"}) {
    EXPECT_TRUE(absl::StrContains(text, part)) << "no " << part << " in\n" << text;
  }
}

TEST(LstmTest, OtherKindsAreRefusedByName) {
  struct Kind {
    size_t input;
    absl::string_view text;
  };
  for (const Kind& kind : {Kind{10, "unsupported: LSTM with peephole connections"},
                           Kind{16, "unsupported: LSTM with a projection"},
                           Kind{21, "unsupported: LSTM with layer normalisation"}}) {
    LstmFile file;
    file.in[kind.input] = file.Constant("extra", {2}, Type::INT8, 2);
    const std::string text = file.Text();
    EXPECT_TRUE(absl::StartsWith(text, kind.text)) << text;
  }
  LstmFile coupled;
  coupled.in[1] = coupled.in[5] = coupled.in[12] = -1;
  EXPECT_TRUE(absl::StrContains(coupled.Text(), "coupled to the forget gate (CIFG)"));
  LstmFile relu;
  relu.activation = Activation::RELU;
  EXPECT_TRUE(absl::StrContains(relu.Text(), "unsupported: LSTM with the activation RELU"));
}

TEST(LstmTest, WrongOperandsAreNamed) {
  LstmFile no_bias;
  no_bias.in[13] = -1;
  EXPECT_TRUE(absl::StrContains(no_bias.Text(),
                                "input 13 of UNIDIRECTIONAL_SEQUENCE_LSTM, a bias, "
                                "is missing"));
  LstmFile no_state;
  no_state.in[18] = -1;
  EXPECT_TRUE(absl::StrContains(no_state.Text(), "the hidden state, is missing"));
  LstmFile constant_state;
  constant_state.in[18] = constant_state.Constant("h", {1, 2}, Type::INT8, 2);
  EXPECT_TRUE(absl::StrContains(constant_state.Text(),
                                "the hidden state of UNIDIRECTIONAL_SEQUENCE_LSTM is no variable"));
  LstmFile coarse;
  coarse.in[19] = coarse.Variable("cell", Type::INT16, 0.01f, 0);
  EXPECT_TRUE(absl::StrContains(coarse.Text(), "cell state with scale 0.01"));
  LstmFile short_matrix;
  short_matrix.in[6] = short_matrix.Constant("r", {2, 1}, Type::INT8, 2);
  EXPECT_TRUE(absl::StrContains(short_matrix.Text(),
                                "recurrent weights of the forget gate has "
                                "shape [2, 1], expected [2, 2]"));
  LstmFile wide;
  wide.in[0] = wide.m.Add({"x16", {1, 3, 1}, Type::INT16, {0.5f}, {0}});
  EXPECT_TRUE(absl::StrContains(wide.Text(), "int16")) << wide.Text();
}

// An SVDF of two units of rank 1 with a memory of 3.
std::string SvdfText(Type state, bool bias, int32_t rank) {
  TestModel m;
  const auto bytes = state == Type::INT8 ? 6u : 12u;
  const int32_t x = m.Add({"x", {1, 4}, Type::INT8, {0.5f}, {1}});
  const int32_t w = m.Add({"w", {2, 4}, Type::INT8, {0.25f}, {0}, 0, std::string(8, '\1')});
  const int32_t t = m.Add({"t", {2, 3}, state, {0.25f}, {0}, 0, std::string(bytes, '\1')});
  const int32_t b = m.Add({"b", {2}, Type::INT32, {0.5f}, {0}, 0, std::string(8, '\1')});
  TestTensor tensor{"state", {1, 6}, state, {0.5f}, {0}};
  tensor.is_variable = true;
  const int32_t s = m.Add(tensor);
  const int32_t y = m.Add({"y", {1, 2}, Type::INT8, {0.5f}, {3}});
  m.AddOperator({Builtin::SVDF,
                 3,
                 {x, w, t, bias ? b : -1, s},
                 {y},
                 Options::SVDFOptions,
                 schema::CreateSVDFOptions(m.fbb(), rank).Union()});
  return TextOf(m.Finish({x}, {y}));
}

TEST(SvdfTest, ReadsBothStatesAndNamesWhatIsWrong) {
  EXPECT_TRUE(absl::StrContains(SvdfText(Type::INT16, true, 1), "svdf(%x, %w, %t, %b, %state)"));
  EXPECT_TRUE(absl::StrContains(SvdfText(Type::INT8, true, 1), "%state: i8[1,6]"));
  EXPECT_TRUE(absl::StrContains(SvdfText(Type::INT8, false, 1), "SVDF without a bias"));
  EXPECT_TRUE(absl::StrContains(SvdfText(Type::INT8, true, 0),
                                "2 filters do not divide into units "
                                "of rank 0"));
}

}  // namespace
}  // namespace iegen::frontend::tflite
