// Rings against figures worked out by hand.
#include "passes/streaming/row_schedule.h"

#include "gtest/gtest.h"

namespace iegen::streaming {
namespace {

// Builds problems tensor by tensor; tensor 0 is given.
class Layers {
 public:
  Layers(int32_t height, int32_t row_bytes) {
    problem_.tensors.push_back({row_bytes, -1, false, 0});
    heights_.push_back(height);
  }

  // A window of `reach` rows every `stride` rows, `above` of them above the image.
  int Window(int in, int32_t reach, int32_t stride, int32_t above, int32_t rows, int32_t bytes) {
    ir::RowInput form{0, Height(in), RowBytes(in), stride, 1, -above, reach - 1 - above};
    return Add({{{in, form}}, 0, rows}, bytes);
  }
  // "Same" 3x3 or 1x1 filters.
  int Same(int in, int32_t reach) {
    return Window(in, reach, 1, reach / 2, Height(in), RowBytes(in));
  }
  int Sum(int a, int b) { return Add({{{a, Row(a)}, {b, Row(b)}}, 0, Height(a)}, RowBytes(a)); }

  RowSchedule Schedule() {
    problem_.tensors.back().kept = true;
    return ScheduleRows(problem_);
  }
  std::vector<int32_t> Rows() { return Schedule().rows; }
  int64_t Bytes() {
    const RowSchedule schedule = Schedule();
    int64_t bytes = 0;
    for (size_t t = 0; t < schedule.rows.size(); ++t) {
      bytes += int64_t{schedule.rows[t]} * problem_.tensors[t].row_bytes;
    }
    return bytes;
  }
  void Keep(int tensor) { problem_.tensors[static_cast<size_t>(tensor)].kept = true; }

 private:
  int32_t Height(int t) const { return heights_[static_cast<size_t>(t)]; }
  int32_t RowBytes(int t) const { return problem_.tensors[static_cast<size_t>(t)].row_bytes; }
  ir::RowInput Row(int t) const { return {0, Height(t), RowBytes(t), 1, 1, 0, 0}; }
  int Add(RowNode node, int32_t bytes) {
    const int tensor = static_cast<int>(problem_.tensors.size());
    node.output = tensor;
    problem_.tensors.push_back({bytes, static_cast<int>(problem_.nodes.size()), false, 0});
    heights_.push_back(node.rows);
    problem_.nodes.push_back(std::move(node));
    return tensor;
  }

  RowProblem problem_;
  std::vector<int32_t> heights_;
};

using Numbers = std::vector<int32_t>;

TEST(RowScheduleTest, AChainRunsAsSoonAsRowsAreThere) {
  Layers l(4, 1);
  const int a = l.Same(0, 3);
  l.Same(a, 3);
  const RowSchedule schedule = l.Schedule();
  EXPECT_EQ(schedule.order, (Numbers{0, 0, 1, 0, 1, 0, 1, 1}));
  EXPECT_EQ(schedule.rows, (Numbers{0, 3, 0}));
}

TEST(RowScheduleTest, AWindowOfOneRowKeepsOne) {
  Layers l(8, 1);
  const int a = l.Same(0, 3);
  const int b = l.Same(a, 1);
  l.Same(b, 1);
  EXPECT_EQ(l.Rows(), (Numbers{0, 1, 1, 0}));
}

TEST(RowScheduleTest, ASkipWaitsUntilTheMainPathHasCaughtUp) {
  Layers l(16, 1);
  const int a = l.Same(0, 3);
  const int b = l.Same(a, 3);
  const int c = l.Same(b, 3);
  const int d = l.Same(c, 3);
  l.Sum(d, a);
  // Row y of the sum needs rows up to y + 1 of c, y + 2 of b, y + 3 of a, and y of a itself.
  EXPECT_EQ(l.Rows(), (Numbers{0, 4, 3, 3, 1, 0}));
}

TEST(RowScheduleTest, TheShorterPathFirst) {
  Layers l(32, 1);
  const int a = l.Same(0, 3);
  const int b = l.Window(a, 3, 2, 0, 16, 1);
  const int c = l.Same(b, 3);
  const int shortcut = l.Window(a, 1, 2, 0, 16, 1);
  l.Sum(c, shortcut);
  // After the shortcut has made its row, row 2y of a goes: three rows, and one of the shortcut.
  EXPECT_EQ(l.Rows(), (Numbers{0, 3, 3, 1, 1, 0}));
}

TEST(RowScheduleTest, RowsThatNobodyNeedsAreNotMade) {
  Layers l(9, 1);
  const int a = l.Same(0, 3);
  l.Window(a, 1, 4, 0, 2, 1);  // rows 0 and 4 of 9
  const RowSchedule schedule = l.Schedule();
  EXPECT_EQ(schedule.order, (Numbers{0, 1, 0, 0, 0, 0, 1}));
}

TEST(RowScheduleTest, WhatIsKeptIsComplete) {
  Layers l(4, 1);
  const int a = l.Same(0, 3);
  const int b = l.Window(a, 1, 4, 0, 1, 1);
  l.Keep(a);
  static_cast<void>(b);
  EXPECT_EQ(l.Schedule().order, (Numbers{0, 1, 0, 0, 0}));
}

TEST(RowScheduleTest, UpsampledRowsAreReadAgain) {
  RowProblem p;
  p.tensors = {{1, -1, false, 0}, {1, 0, false, 0}, {1, 1, true, 0}};
  p.nodes = {{{{0, {0, 4, 1, 1, 1, 0, 0}}}, 1, 4}, {{{1, {0, 4, 1, 1, 2, 0, 0}}}, 2, 8}};
  const RowSchedule schedule = ScheduleRows(p);
  EXPECT_EQ(schedule.order, (Numbers{0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1}));
  EXPECT_EQ(schedule.rows[1], 1);
}

// The keyword spotter DS-CNN of MLPerf Tiny: 49 x 10, a filter of 10 x 4, then four pairs of 3x3
// depthwise and 1x1 layers on 25 x 5 x 64. Sums of the pooling (256 bytes) come on top.
TEST(RowScheduleTest, KeywordSpotting) {
  Layers l(49, 10);
  int t = l.Window(0, 10, 2, 4, 25, 320);
  for (int i = 0; i < 4; ++i) t = l.Same(l.Same(t, 3), 1);
  l.Window(t, 1, 1, 0, 25, 0);
  EXPECT_EQ(l.Bytes(), 5696 - 256);
}

// The ResNet of MLPerf Tiny: 32 x 32 x 3, three stages of two 3x3 layers with a skip.
TEST(RowScheduleTest, ImageClassification) {
  Layers l(32, 96);
  int t = l.Window(0, 3, 1, 1, 32, 512);
  t = l.Sum(l.Same(l.Same(t, 3), 3), t);
  for (int32_t rows : {16, 8}) {
    const int main = l.Same(l.Window(t, 3, 2, 0, rows, 512), 3);
    t = l.Sum(main, l.Window(t, 1, 2, 0, rows, 512));
  }
  l.Window(t, 1, 1, 0, 8, 0);
  // 15,680 bytes in all, less the input, the sums and the pooled output.
  EXPECT_EQ(l.Bytes(), 15680 - 3072 - 256 - 64);
}

}  // namespace
}  // namespace iegen::streaming
