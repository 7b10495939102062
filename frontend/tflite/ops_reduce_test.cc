// What is wrong with reductions, resizes and matrix products in a file, word for word in its
// essence.
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

TestTensor Int8(const char* name, std::vector<int32_t> shape) {
  return {name, std::move(shape), Type::INT8, {0.5f}, {1}};
}

TestTensor Ints(const char* name, const std::vector<int32_t>& numbers) {
  return {name, {static_cast<int32_t>(numbers.size())}, Type::INT32, {}, {}, 0, Packed(numbers)};
}

// An operator on x and constant integers.
std::string TextOf(Builtin code, const std::vector<int32_t>& numbers, const TestTensor& y,
                   const std::vector<int32_t>& x_shape = {1, 4, 6, 2}) {
  TestModel m;
  const int32_t x = m.Add(Int8("x", x_shape)), c = m.Add(Ints("c", numbers)), out = m.Add(y);
  m.AddOperator({code, 1, {x, c}, {out}});
  const absl::StatusOr<ir::Graph> graph = ImportTflite(m.Finish({x}, {out}), {"m.tflite"});
  return graph.ok() ? ir::Print(*graph) : std::string(graph.status().message());
}

void ExpectIn(const std::string& text, const std::string& part) {
  EXPECT_TRUE(absl::StrContains(text, part)) << "no " << part << " in\n" << text;
}

TEST(OpsReduceTest, AxesAreSortedAndOnce) {
  ExpectIn(TextOf(Builtin::REDUCE_MAX, {-1, 1, 3}, Int8("y", {1, 6})), "axes=[1,3]");
  ExpectIn(TextOf(Builtin::SUM, {2}, Int8("y", {1, 4, 2})), "reduce(%x) {kind=sum, axes=[2]");
}

TEST(OpsReduceTest, AxesOutOfRangeAreNamed) {
  for (const Builtin code :
       {Builtin::MEAN, Builtin::SUM, Builtin::REDUCE_MIN, Builtin::ARG_MAX, Builtin::CUMSUM}) {
    ExpectIn(TextOf(code, {4}, Int8("y", {1})), "axis 4 is out of range for shape [1, 4, 6, 2]");
    ExpectIn(TextOf(code, {-5}, Int8("y", {1})), "axis -5 is out of range");
  }
  ExpectIn(TextOf(Builtin::ARG_MIN, {1, 2}, Int8("y", {1})), "has 2 axes, expected one");
}

TEST(OpsReduceTest, IndicesAreInt32) {
  const TestTensor y = {"y", {1, 4, 6}, Type::INT64};
  ExpectIn(TextOf(Builtin::ARG_MAX, {3}, y), "output has type int64, expected int32");
  ExpectIn(TextOf(Builtin::ARG_MAX, {3}, {"y", {1, 4, 6}, Type::INT32}), "arg_reduce(%x)");
}

TEST(OpsReduceTest, SizesOfImages) {
  const TestTensor y = Int8("y", {1, 8, 3, 2});
  ExpectIn(TextOf(Builtin::RESIZE_BILINEAR, {8, 3}, y), "size=[8,3]");
  ExpectIn(TextOf(Builtin::RESIZE_BILINEAR, {8}, y), "has 1 numbers, expected height and width");
  ExpectIn(TextOf(Builtin::RESIZE_NEAREST_NEIGHBOR, {0, 3}, y), "image size 0x3 is out of range");
  ExpectIn(TextOf(Builtin::RESIZE_NEAREST_NEIGHBOR, {-8, 3}, y), "out of range");
  ExpectIn(TextOf(Builtin::RESIZE_BILINEAR, {2000000000, 3}, y), "out of range");
  ExpectIn(
      TextOf(Builtin::RESIZE_NEAREST_NEIGHBOR, {65536, 65536}, Int8("y", {1, 65536, 65536, 2})),
      "too large");
}

std::string Product(const std::vector<int32_t>& a, const std::vector<int32_t>& b) {
  TestModel m;
  const int32_t x = m.Add(Int8("x", a)), y = m.Add(Int8("y", b)), z = m.Add(Int8("z", {2, 3, 5}));
  m.AddOperator({Builtin::BATCH_MATMUL, 1, {x, y}, {z}});
  const absl::StatusOr<ir::Graph> graph = ImportTflite(m.Finish({x, y}, {z}), {"m.tflite"});
  return graph.ok() ? ir::Print(*graph) : std::string(graph.status().message());
}

TEST(OpsReduceTest, MatricesThatDoNotFit) {
  ExpectIn(Product({2, 3, 4}, {4, 5}), "batch_matmul(%x, %y)");
  ExpectIn(Product({2, 3, 4}, {3, 5}), "the first has 4 columns, the second 3 rows");
  ExpectIn(Product({2, 3, 4}, {3, 4, 5}), "broadcast");
  ExpectIn(Product({4}, {4, 5}), "rank");
}

std::string Transposed(const std::vector<int32_t>& shape, int32_t channels, int32_t stride) {
  TestModel m;
  const int32_t s = m.Add(Ints("s", shape));
  const int32_t w = m.Add({"w",
                           {1, 2, 2, channels},
                           Type::INT8,
                           {0.5f},
                           {0},
                           0,
                           std::string(static_cast<size_t>(4 * channels), '\1')});
  const int32_t x = m.Add(Int8("x", {1, 3, 3, 2})), y = m.Add(Int8("y", {1, 6, 6, 1}));
  const auto options =
      schema::CreateTransposeConvOptions(m.fbb(), schema::Padding::SAME, stride, stride).Union();
  m.AddOperator(
      {Builtin::TRANSPOSE_CONV, 1, {s, w, x}, {y}, Options::TransposeConvOptions, options});
  const absl::StatusOr<ir::Graph> graph = ImportTflite(m.Finish({x}, {y}), {"m.tflite"});
  return graph.ok() ? ir::Print(*graph) : std::string(graph.status().message());
}

TEST(OpsReduceTest, TransposedConvolutions) {
  ExpectIn(Transposed({1, 6, 6, 1}, 2, 2), "stride=[2,2], pad=[0,0], size=[6,6]");
  ExpectIn(Transposed({1, 7, 6, 1}, 2, 2), "its shape operand says [1, 7, 6, 1]");
  ExpectIn(Transposed({1, 6, 6, 1}, 3, 2), "input has 2 channels, filter has 3");
  ExpectIn(Transposed({1, 6, 6, 1}, 2, 0), "stride 0x0 is out of range");
}

}  // namespace
}  // namespace iegen::frontend::tflite
