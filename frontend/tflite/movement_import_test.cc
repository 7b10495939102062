// Operators that move elements: what a file may say, and what it may not.
#include "absl/strings/match.h"
#include "frontend/tflite/importer.h"
#include "frontend/tflite/test_model.h"
#include "gtest/gtest.h"
#include "ir/text/printer.h"

namespace iegen::frontend::tflite {
namespace {

using Type = schema::TensorType;
using Builtin = schema::BuiltinOperator;
using Options = schema::BuiltinOptions;
using Dims = std::vector<int32_t>;

std::string TextOf(const std::string& bytes) {
  const absl::StatusOr<ir::Graph> graph = ImportTflite(bytes, {"m.tflite"});
  return graph.ok() ? ir::Print(*graph) : std::string(graph.status().message());
}

::testing::AssertionResult Has(const std::string& text, absl::string_view part) {
  if (absl::StrContains(text, part)) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "no " << part << " in\n" << text;
}

// A model of one operator with input 'x' and outputs of the same type.
struct OneOperator {
  TestModel m;
  Dims in, out;

  explicit OneOperator(const Dims& x) { in.push_back(Int8("x", x)); }
  int32_t Int8(const std::string& name, const Dims& shape) {
    return m.Add({name, shape, Type::INT8, {0.5f}, {1}});
  }
  int32_t Constant(const Dims& shape, const std::vector<int32_t>& numbers) {
    return m.Add({"c", shape, Type::INT32, {}, {}, 0, Packed(numbers)});
  }
  OneOperator& With(const std::vector<int32_t>& numbers) {
    in.push_back(Constant({static_cast<int32_t>(numbers.size())}, numbers));
    return *this;
  }
  OneOperator& To(const Dims& shape) {
    out.push_back(Int8("y", shape));
    return *this;
  }
  std::string Text(Builtin code, Options type = Options::NONE,
                   flatbuffers::Offset<void> options = {}) {
    m.AddOperator({code, 1, in, out, type, options});
    return TextOf(m.Finish({0}, out));
  }
  std::string StridedSlice(int32_t begin_mask, int32_t end_mask, int32_t ellipsis, int32_t shrink) {
    return Text(
        Builtin::STRIDED_SLICE, Options::StridedSliceOptions,
        schema::CreateStridedSliceOptions(m.fbb(), begin_mask, end_mask, ellipsis, 0, shrink)
            .Union());
  }
};

TEST(MovementImportTest, MasksOfStridedSlice) {
  EXPECT_TRUE(
      Has(OneOperator({4, 5}).With({1, 9}).With({2, 0}).With({1, -2}).To({1, 3}).StridedSlice(2, 2,
                                                                                              0, 0),
          "slice(%x) {begin=[1,4], size=[1,3], stride=[1,-2]}"));
  EXPECT_TRUE(Has(
      OneOperator({4, 5}).With({-1, 0}).With({0, 5}).With({1, 1}).To({5}).StridedSlice(0, 0, 0, 1),
      "slice(%x) {begin=[3,0], size=[1,5], stride=[1,1]}"));
}

TEST(MovementImportTest, SlicesThatCannotBe) {
  EXPECT_TRUE(Has(OneOperator({4}).With({2}).With({2}).With({1}).To({1}).StridedSlice(0, 0, 0, 0),
                  "the slice from 2 to 2 in steps of 1 is empty"));
  EXPECT_TRUE(Has(OneOperator({4}).With({0}).With({2}).With({0}).To({2}).StridedSlice(0, 0, 0, 0),
                  "a stride of STRIDED_SLICE is zero"));
  EXPECT_TRUE(
      Has(OneOperator({4}).With({0, 1}).With({2}).With({1}).To({2}).StridedSlice(0, 0, 0, 0),
          "begin of STRIDED_SLICE has 2 numbers"));
  EXPECT_TRUE(Has(OneOperator({4}).With({0}).With({2}).With({1}).To({2}).StridedSlice(0, 0, 1, 0),
                  "unsupported: STRIDED_SLICE with an ellipsis or a new axis"));
  EXPECT_TRUE(Has(OneOperator({4}).With({9}).With({1}).With({1}).To({1}).StridedSlice(0, 0, 0, 1),
                  "is empty"));
  EXPECT_TRUE(Has(OneOperator({4}).With({3}).With({2}).To({2}).Text(Builtin::SLICE),
                  "a slice of 2 elements from 3 in steps of 1 leaves dimension 0"));
  EXPECT_TRUE(Has(OneOperator({4}).With({INT32_MIN}).With({INT32_MAX}).To({2}).Text(Builtin::SLICE),
                  "leaves dimension 0"));
}

TEST(MovementImportTest, AxesOutOfRange) {
  OneOperator split({4, 6});
  split.in = {split.Constant({}, {2}), split.in[0]};
  EXPECT_TRUE(
      Has(split.To({4, 3}).To({4, 3}).Text(Builtin::SPLIT), "axis 2 of SPLIT is out of range"));
  OneOperator concat({4, 6});
  EXPECT_TRUE(
      Has(concat.To({4, 6}).Text(Builtin::CONCATENATION, Options::ConcatenationOptions,
                                 schema::CreateConcatenationOptions(concat.m.fbb(), -3).Union()),
          "axis -3 of CONCATENATION is out of range"));
  EXPECT_TRUE(Has(OneOperator({4, 6}).With({0, 0}).To({4, 6}).Text(Builtin::TRANSPOSE),
                  "[0, 0] is no permutation"));
  EXPECT_TRUE(Has(OneOperator({4, 6}).With({0, -2}).To({4, 6}).Text(Builtin::REVERSE_V2),
                  "REVERSE_V2 names axis -2 twice"));
}

TEST(MovementImportTest, ShapesThatDoNotFit) {
  OneOperator concat({4, 6});
  concat.in.push_back(concat.Int8("z", {3, 5}));
  concat.m.AddOperator({Builtin::CONCATENATION,
                        1,
                        concat.in,
                        {concat.Int8("y", {7, 6})},
                        Options::ConcatenationOptions,
                        schema::CreateConcatenationOptions(concat.m.fbb(), 0).Union()});
  EXPECT_TRUE(Has(TextOf(concat.m.Finish({0, 1}, {2})),
                  "cannot concatenate int8 [4, 6] and int8 [3, 5] along axis 0"));
  EXPECT_TRUE(Has(OneOperator({3}).With({2, 4}).To({2, 4}).Text(Builtin::BROADCAST_TO),
                  "do not broadcast"));
  EXPECT_TRUE(Has(OneOperator({4}).With({4}).With({0, 0}).To({4}).Text(Builtin::SPACE_TO_BATCH_ND),
                  "with 1 block sizes"));
  OneOperator depth({1, 2, 2, 6});
  EXPECT_TRUE(Has(depth.To({1, 4, 4, 1})
                      .Text(Builtin::DEPTH_TO_SPACE, Options::DepthToSpaceOptions,
                            schema::CreateDepthToSpaceOptions(depth.m.fbb(), 2).Union()),
                  "DEPTH_TO_SPACE of 6 elements in blocks of 4 leaves a rest"));
  EXPECT_TRUE(Has(OneOperator({4}).With({3, 4}).With({0}).To({3}).To({1}).Text(Builtin::SPLIT_V),
                  "the parts of SPLIT_V have 7 elements"));
}

TEST(MovementImportTest, ConstantIndicesOutOfRange) {
  OneOperator gather({4, 6});
  gather.With({0, 4});
  EXPECT_TRUE(Has(gather.To({2, 6}).Text(Builtin::GATHER, Options::GatherOptions,
                                         schema::CreateGatherOptions(gather.m.fbb()).Union()),
                  "index 4 of GATHER is out of range"));
  OneOperator nd({4, 6});
  nd.in.push_back(nd.Constant({1, 2}, {3, -1}));
  EXPECT_TRUE(Has(nd.To({1}).Text(Builtin::GATHER_ND), "index -1 of GATHER_ND is out of range"));
}

TEST(MovementImportTest, OptionsMustBeThere) {
  EXPECT_TRUE(
      Has(OneOperator({4}).To({4}).Text(Builtin::CONCATENATION), "CONCATENATION has no options"));
  EXPECT_TRUE(Has(OneOperator({4}).To({1, 4}).Text(Builtin::PACK), "PACK has no options"));
}

TEST(MovementImportTest, MoreInputsThanAKernelTakes) {
  OneOperator concat({1, 2});
  concat.in.assign(19, concat.in[0]);
  const std::string text =
      concat.To({1, 38}).Text(Builtin::CONCATENATION, Options::ConcatenationOptions,
                              schema::CreateConcatenationOptions(concat.m.fbb(), 1).Union());
  EXPECT_TRUE(Has(text, "i8[1,16] q(0.5,1) = concat(%x, %x, %x, %x, %x, %x, %x, %x) {axis=1}"));
  EXPECT_TRUE(Has(text, "i8[1,6] q(0.5,1) = concat(%x, %x, %x) {axis=1}"));
}

// RESHAPE of x to the shape [SHAPE(x)[1], SHAPE(x)[0]].
TEST(MovementImportTest, ShapesThatTheModelComputesAreKnown) {
  TestModel m;
  const int32_t x = m.Add({"x", {2, 3}, Type::INT8, {0.5f}, {1}});
  const int32_t y = m.Add({"y", {3, 2}, Type::INT8, {0.5f}, {1}});
  const int32_t shape = m.Add({"shape", {2}, Type::INT32});
  const int32_t turned = m.Add({"turned", {2}, Type::INT32});
  const int32_t zero = m.Add({"zero", {1}, Type::INT32, {}, {}, 0, Packed<int32_t>({0})});
  m.AddOperator({Builtin::SHAPE, 1, {x}, {shape}});
  m.AddOperator({Builtin::REVERSE_V2, 1, {shape, zero}, {turned}});
  m.AddOperator({Builtin::RESHAPE, 1, {x, turned}, {y}});
  const std::string text = TextOf(m.Finish({x}, {y}));
  EXPECT_TRUE(Has(text, "reshape(%x) {shape=[3,2]}"));
  EXPECT_FALSE(absl::StrContains(text, "slice"));
}

}  // namespace
}  // namespace iegen::frontend::tflite
