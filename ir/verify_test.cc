// Each rule of the verifier has one graph that breaks it and the words that must say so.
#include "ir/verify.h"

#include "gtest/gtest.h"
#include "ir/text/parser.h"

namespace iegen::ir {
namespace {

struct Broken {
  const char *text, *message;
};

class VerifyTest : public testing::TestWithParam<Broken> {};

TEST_P(VerifyTest, SaysWhatIsWrong) {
  const absl::StatusOr<Graph> graph = Parse(GetParam().text);
  ASSERT_TRUE(graph.ok()) << graph.status();
  const absl::Status status = Verify(*graph, Stage::kImported);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.message(), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, VerifyTest,
    testing::Values(
        Broken{"graph @a(%x: i8[1,0]) {\n return %x }",
               "error: shape [1, 0] is empty: a dimension is zero\n  tensor 'x'"},
        Broken{"graph @a(%x: i8[70000,70000]) {\n return %x }",
               "error: shape [70000, 70000] is negative or too large\n"
               "  a tensor may have 2,147,483,647 bytes\n  tensor 'x'"},
        Broken{"graph @a(%x: i8[2] q(0,0)) {\n return %x }",
               "error: scale 0 is not finite and positive\n  tensor 'x'"},
        Broken{"graph @a(%x: i8[2] q(0.5,128)) {\n return %x }",
               "error: zero point 128 is outside the range of int8\n  tensor 'x'"},
        Broken{"graph @a(%x: i8[3] q(axis=0, 0.5, 0.5)) {\n return %x }",
               "error: 2 scales along axis 0 do not fit shape [3]\n  tensor 'x'"},
        Broken{"graph @a() {\n %c: i8[3] = const dense<1,2>\n return %c }",
               "error: constant has 2 bytes, its shape [3] needs 3\n  tensor 'c'"},
        Broken{"graph @a(%x: i8[2] q(0.5,0)) {\n %y: i8[2] q(0.5,0) = add(%x)\n return %y }",
               "error: add has 1 inputs, expected 2 to 2"},
        Broken{"graph @a(%x: i8[2] q(0.5,0)) {\n %y: i8[2] q(0.5,0) = add(%x, _)\n return %y }",
               "error: input 1 of add is missing"},
        Broken{"graph @a(%x: i8[2] q(0.5,0)) {\n %y: i8[3] q(0.5,0) = add(%x, %x)\n return %y }",
               "error: output has shape [3], expected [2]"},
        Broken{"graph @a(%x: i8[2] q(0.5,0)) {\n %y: i8[2] q(0.5,0) = dequantize(%x)\n return %y }",
               "error: output has type int8, expected float32"},
        Broken{"graph @a(%x: u8[2] q(0.5,0)) {\n %y: u8[2] q(0.5,0) = add(%x, %x)\n"
               " loc(\"m.tflite\", 7, \"ADD\", \"a/b\") return %y }",
               "unsupported: first input of type uint8 (m.tflite, operator 7 ADD 'a/b')\n"
               "  type uint8 is not supported here, int8 or int32 or float32 is"},
        Broken{"graph @a(%x: i8[2]) {\n assign_variable(%x, %x) return %x }",
               "error: tensor 'x' is written by assign_variable, but it is no variable"},
        Broken{"graph @a(%x: i8[2]) {\n %y: i8[2] = read_variable(%x) return %y }",
               "error: tensor 'x' is read by read_variable, but it is no variable"},
        Broken{"graph @a(%x: i8[2]) {\n %v: i8[2] = variable fill<0>\n"
               " update_variable(%v, %x) {at=1} %y: i8[2] = read_variable(%v) return %y }",
               "error: 2 elements of int8 at 1 are no part of a variable of 2 elements of int8"},
        Broken{"graph @a(%x: i8[2]) {\n %v: i8[4] = variable\n"
               " update_variable(%v, %x) {at=0} return %x }",
               "error: variable 'v' is read before it is written\n"
               "  no operator before this one, and no CALL_ONCE, gives it a value"},
        Broken{"graph @a(%x: i8[2]) {\n %v: i8[2] = variable fill<0>\n"
               " shift_variable(%v) {by=2} return %x }",
               "error: a variable of 2 elements can't be shifted by 2"},
        Broken{"graph @a() {\n %v: i8[2] q(1,0) = variable fill<0>\n"
               " %y: i8[2] q(1,0) = add(%v, %v) return %y }",
               "error: variable 'v' is an operand of add"},
        Broken{"graph @a() {\n %v: i8[2] = variable %y: i8[2] = read_variable(%v) return %y }",
               "error: variable 'v' is read before it is written\n"
               "  no operator before this one, and no CALL_ONCE, gives it a value"},
        Broken{"graph @a() {\n %v: i8[2] = variable dense<1> %y: i8[2] = read_variable(%v)"
               " return %y }",
               "error: initial value has 1 bytes, its shape [2] needs 2\n  tensor 'v'"},
        Broken{"graph @a(%x: i8[3]) {\n %v: i8[2] = variable assign_variable(%v, %x) return %x }",
               "error: the variable is int8 [2], its value int8 [3]"},
        Broken{"graph @a(%c: i8[1]) {\n if_begin(%c) if_else() if_end() return %c }",
               "error: the condition is int8 [1], expected one bool"},
        Broken{"graph @a(%x: i8[2], %c: bool[]) {\n if_begin(%c)"
               " %y: i8[2] = reshape(%x) {shape=[2]} if_else() if_end() return %y }",
               "error: a graph output is produced by no operator"},
        Broken{"graph @a(%c: bool[]) {\n loop_begin() loop_end() return %c }",
               "internal: loop_end stands where none can stand"},
        Broken{"graph @a(%c: bool[]) {\n if_begin(%c) if_end() return %c }",
               "internal: if_end stands where none can stand"},
        Broken{"graph @a(%c: bool[]) {\n if_begin(%c) if_else() return %c }",
               "internal: a branch or a loop has no end"}));

TEST(VerifyTest, AValueMustBeWrittenBeforeItIsRead) {
  Graph graph;
  const TensorType type{ElemType::kInt8, {2}, PerTensor(1.0f / 256, -128)};
  const ValueId x = graph.AddInput("x", type), y = graph.AddValue("y", type);
  const ValueId z = graph.AddValue("z", type);
  graph.nodes() = {{Softmax{}, {y}, {z}, {}}, {Softmax{}, {x}, {y}, {}}};
  graph.outputs() = {z};
  EXPECT_EQ(Verify(graph, Stage::kImported).message(),
            "error: tensor 'y' is read before any operator has produced it");
  graph.nodes() = {{Softmax{}, {x}, {y}, {}}, {Softmax{}, {x}, {y}, {}}};
  EXPECT_EQ(Verify(graph, Stage::kImported).message(), "error: tensor 'y' is produced twice");
}

}  // namespace
}  // namespace iegen::ir
