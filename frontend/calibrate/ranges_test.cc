#include "frontend/calibrate/ranges.h"

#include <cmath>

#include "gtest/gtest.h"
#include "ir/text/parser.h"

namespace iegen::frontend::calibrate {
namespace {

TEST(HistogramTest, PutsValuesIntoEqualParts) {
  Histogram histogram{{-1, 3}};
  histogram.Add(-1);
  histogram.Add(3);
  histogram.Add(1);
  histogram.Add(INFINITY);
  EXPECT_EQ(histogram.counts[0], 1u);
  EXPECT_EQ(histogram.counts[Histogram::kBins - 1], 1u);
  EXPECT_EQ(histogram.counts[Histogram::kBins / 2], 1u);
  EXPECT_NEAR(histogram.Center(0), -1 + 2.0 / Histogram::kBins, 1e-9);
}

TEST(RangesTest, PercentileLeavesOutThatShareOnEachSide) {
  Histogram histogram{{0, static_cast<float>(Histogram::kBins)}};
  for (size_t i = 0; i < Histogram::kBins; ++i) histogram.counts[i] = 10;
  // One percent of 2048 parts is 20.48 parts.
  const Range range = PercentileRange(histogram, 99);
  EXPECT_FLOAT_EQ(range.low, 0);  // zero stays within
  EXPECT_FLOAT_EQ(range.high, 2028);
}

TEST(RangesTest, LeastErrorCutsALoneOutlier) {
  Histogram histogram{{0, 100}};
  for (int i = 0; i < 100000; ++i) histogram.Add(static_cast<float>(i % 100) / 100);
  histogram.Add(100);
  const Range range = LeastErrorRange(histogram);
  EXPECT_EQ(range.low, 0);
  // With 100 the step is 0.39 and the values near 0..1 lose 0.0128 each on average; cutting the one
  // value to 50 loses 2500 once and saves three quarters of 1280.
  EXPECT_LT(range.high, 100);
}

TEST(RangesTest, LeastErrorKeepsWhatIsEvenlyUsed) {
  Histogram histogram{{-2, 6}};
  for (uint64_t& count : histogram.counts) count = 1;
  const Range range = LeastErrorRange(histogram);
  EXPECT_NEAR(range.low, -2, 0.05);
  EXPECT_NEAR(range.high, 6, 0.13);
}

TEST(RangesTest, MeasuresFromTheLeastToTheGreatestOfAllSamples) {
  const absl::StatusOr<ir::Graph> graph = ir::Parse(R"(
graph @m(%x: f32[1,2]) {
  %y: f32[1,2] = relu(%x) {kind=relu}
  return %y
})");
  ASSERT_TRUE(graph.ok()) << graph.status();
  const std::vector<Sample> samples = {{{1, -3}}, {{0.5f, 2}}, {{NAN, 1}}};
  const absl::StatusOr<std::vector<Range>> ranges =
      MeasureRanges(*graph, samples, {true, true}, {});
  ASSERT_TRUE(ranges.ok()) << ranges.status();
  EXPECT_EQ((*ranges)[0], (Range{-3, 2}));
  EXPECT_EQ((*ranges)[1], (Range{0, 2}));
}

}  // namespace
}  // namespace iegen::frontend::calibrate
