#include "bench/plot.h"

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

namespace iegen::bench {
namespace {

// Half of the peer's instructions: half of the bar's 270 pixels.
TEST(PlotTest, BarsAreInProportion) {
  const std::string svg = PlotSvg(std::vector<PlotBar>{{"kws", "cortex-m4", 3850000, 7700000}});
  EXPECT_TRUE(absl::StrContains(svg, "width=\"135.0\"")) << svg;
  EXPECT_TRUE(absl::StrContains(svg, ">3.85 M<"));
  EXPECT_TRUE(absl::StrContains(svg, ">7.70 M<"));
  EXPECT_TRUE(absl::StrContains(svg, ">2.0x<"));
}

TEST(PlotTest, ModelsArePanelsAndUnknownPeersAreLeftOut) {
  const std::string svg = PlotSvg(std::vector<PlotBar>{
      {"kws", "cortex-m4", 10, 20}, {"kws", "cortex-m55", 10, 0}, {"ad", "cortex-m4", 10, 20}});
  EXPECT_FALSE(absl::StrContains(svg, "cortex-m55"));
  EXPECT_TRUE(absl::StrContains(svg, ">kws<"));
  EXPECT_TRUE(absl::StrContains(svg, ">ad<"));
}

// More than the peer needs: the bar ends where the peer's does, the number tells.
TEST(PlotTest, BarsStayInTheirLine) {
  const std::string svg = PlotSvg(std::vector<PlotBar>{{"kws", "cortex-m4", 4000, 1000}});
  EXPECT_TRUE(absl::StrContains(svg, ">0.2x<")) << svg;
  EXPECT_FALSE(absl::StrContains(svg, "width=\"1080.0\""));
}

}  // namespace
}  // namespace iegen::bench
