// Operators for which the format has no single one: written in several, and read back, they give
// the bytes that they gave before.
#include "frontend/tflite/exporter.h"

#include <algorithm>
#include <random>

#include "absl/strings/str_join.h"
#include "frontend/tflite/importer.h"
#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "ir/testing/inputs.h"
#include "ir/text/parser.h"

namespace iegen::frontend::tflite {
namespace {

struct Example {
  const char* name;
  const char* text;
  const char* ops;  // of the file, as they are read back
};

constexpr Example kExamples[] = {
    {"TransposedWithoutPadding",
     R"(graph @a(%x: i8[1,3,4,2] q(0.5,-3)) {
  %w: i8[1,2,2,2] q(0.25,0) = const dense<1,-2,3,4,-5,6,7,8>
  %b: i32[1] = const dense<100>
  %y: i8[1,6,8,1] q(1,4) = transpose_conv2d(%x, %w, %b) {stride=[2,2], size=[6,8]}
  return %y
})",
     "transpose_conv2d"},
    {"TransposedAsSamePadsIt",
     R"(graph @a(%x: i8[1,3,4,1] q(0.5,-3)) {
  %w: i8[1,3,3,1] q(0.25,0) = const dense<1,-2,3,4,-5,6,7,8,9>
  %y: i8[1,6,8,1] q(1,4) = transpose_conv2d(%x, %w) {stride=[2,2], size=[6,8]}
  return %y
})",
     "transpose_conv2d"},
    {"TransposedWithPytorchsPadding",
     R"(graph @a(%x: i8[1,3,4,1] q(0.5,-3)) {
  %w: i8[2,3,3,1] q(axis=0, 0.25, 0.125) = const dense<1,-2,3,4,-5,6,7,8,9,9,8,7,6,5,4,3,2,1>
  %b: i32[2] = const dense<100,-50>
  %y: i8[1,6,8,2] q(1,4) = transpose_conv2d(%x, %w, %b) {stride=[2,2], pad=[1,1], size=[6,8]}
  return %y
})",
     "transpose_conv2d slice"},
    {"TransposedAndClamped",
     R"(graph @a(%x: i8[1,3,4,1] q(0.5,-3)) {
  %w: i8[1,3,3,1] q(0.25,0) = const dense<1,-2,3,4,-5,6,7,8,-9>
  %y: i8[1,6,8,1] q(0.1,4) = transpose_conv2d(%x, %w) {stride=[2,2], pad=[1,1], size=[6,8], act=relu6}
  %z: i8[1,12,16,1] q(0.5,4) = transpose_conv2d(%y, %w) {stride=[2,2], size=[12,16], act=relu}
  return %z
})",
     "transpose_conv2d relu slice transpose_conv2d relu"},
    {"AnAverageThatSamePads",
     R"(graph @a(%x: i8[1,5,5,2] q(0.5,-3)) {
  %y: i8[1,5,5,2] q(0.5,-3) = pool2d(%x) {kind=average, kernel=[3,3], stride=[1,1], pad=[1,1,1,1]}
  return %y
})",
     "pool2d"},
    {"AnAverageWithPytorchsPadding",
     R"(graph @a(%x: i8[1,6,8,2] q(0.5,-3)) {
  %y: i8[1,3,4,2] q(0.5,-3) = pool2d(%x) {kind=average, kernel=[3,3], stride=[2,2], pad=[1,1,1,1]}
  return %y
})",
     "slice pool2d slice pool2d concat slice pool2d slice pool2d concat concat"},
    {"AnAverageWhoseWindowsAllDiffer",
     R"(graph @a(%x: i8[1,4,1,3] q(0.5,-3)) {
  %y: i8[1,5,1,3] q(0.5,-3) = pool2d(%x) {kind=average, kernel=[4,1], stride=[1,1], pad=[2,2,0,0], act=relu}
  return %y
})",
     ""},
    {"AGreatestWithPytorchsPadding",
     R"(graph @a(%x: i8[1,6,8,2] q(0.5,-3)) {
  %y: i8[1,3,4,2] q(0.5,-3) = pool2d(%x) {kind=max, kernel=[3,3], stride=[2,2], pad=[1,1,1,1]}
  return %y
})",
     "pad pool2d"},
    {"AQuotient",
     R"(graph @a(%x: i8[2,8] q(0.5,-3), %y: i8[1,8] q(0.25,7)) {
  %z: i8[2,8] q(0.125,2) = binary(%x, %y) {kind=div}
  return %z
})",
     "binary"},
};

class ExporterTest : public testing::TestWithParam<Example> {};

TEST_P(ExporterTest, ReadsBackAndGivesTheSameBytes) {
  const absl::StatusOr<ir::Graph> graph = ir::Parse(GetParam().text);
  ASSERT_TRUE(graph.ok()) << graph.status();
  const absl::StatusOr<std::string> file = ExportTflite(*graph);
  ASSERT_TRUE(file.ok()) << file.status();
  const absl::StatusOr<ir::Graph> again = ImportTflite(*file, {"m.tflite"});
  ASSERT_TRUE(again.ok()) << again.status();
  std::vector<std::string> ops;
  for (const ir::Node& node : again->nodes()) ops.emplace_back(ir::NameOf(node.op));
  if (GetParam().ops[0] != 0) {
    EXPECT_EQ(absl::StrJoin(ops, " "), GetParam().ops);
  }
  absl::StatusOr<Evaluator> before = Evaluator::Create(*graph);
  absl::StatusOr<Evaluator> after = Evaluator::Create(*again);
  ASSERT_TRUE(before.ok() && after.ok()) << before.status() << after.status();
  std::mt19937 random(7);
  for (int fill = 0; fill < 10; ++fill) {
    const std::vector<std::string> inputs = ir::MakeInputs(*graph, fill, random);
    EXPECT_EQ(*before->Run(inputs), *after->Run(inputs));
  }
}

INSTANTIATE_TEST_SUITE_P(Examples, ExporterTest, testing::ValuesIn(kExamples),
                         [](const auto& example) { return std::string(example.param.name); });

}  // namespace
}  // namespace iegen::frontend::tflite
