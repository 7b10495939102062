// What the backend binds, run on the host by the models of its kernels, against the portable
// kernel.
#include "backends/testing/candidates.h"

#include "absl/strings/match.h"
#include "backends/testing/conv_case.h"
#include "backends/testing/conv_sweep.h"
#include "gtest/gtest.h"

namespace iegen {
namespace {

using testing::ConvCase;
using testing::ConvShape;

// Cases whose output stage a graph can say: kinds 0, 1, 3, 4 and 5.
bool SameBytes(absl::string_view target, absl::string_view kernel, const ConvShape& shape,
               uint32_t seed) {
  static auto& c = *new ConvCase;
  c.Draw(shape, seed % ConvCase::kStages == 2 ? seed + 1 : seed);
  const ir::Graph graph = absl::StartsWith(kernel, "fully_connected")
                              ? testing::FullyConnectedGraphOf(c)
                              : testing::GraphOf(c);
  const std::string in(reinterpret_cast<const char*>(c.in()), static_cast<size_t>(c.in_bytes()));
  const Candidate candidate = testing::FindCandidate(graph, target, kernel);
  if (candidate.kernel != nullptr && !candidate.applicable) {
    // Some kernels take small weights alone.
    return seed % 5 == 4 || SameBytes(target, kernel, shape, 5 * seed + 4);
  }
  const std::string out = testing::RunCandidate(graph, candidate, in);
  int8_t* const kept = c.out();
  if (out.size() != static_cast<size_t>(c.out_bytes())) {
    ADD_FAILURE() << out;
    return false;
  }
  std::copy(out.begin(), out.end(), kept);
  return c.Check(std::string(kernel).c_str());
}

template <class F>
testing::Sweep<F> SweepOf(F f) {
  return testing::Sweep<F>(f);
}

TEST(CandidatesTest, Conv1x1Dsp) {
  auto sweep = SweepOf([](const ConvShape& shape, uint32_t seed) {
    return SameBytes("cortex-m4", "conv2d_1x1_s8_dsp", shape, seed);
  });
  EXPECT_EQ(sweep.Conv1x1(), 0);
}

TEST(CandidatesTest, Conv1x1WideDsp) {
  auto sweep = SweepOf([](const ConvShape& shape, uint32_t seed) {
    return SameBytes("cortex-m4", "conv2d_1x1_wide_s8_dsp", shape, seed);
  });
  EXPECT_EQ(sweep.Conv1x1(), 0);
}

TEST(CandidatesTest, ConvWideDsp) {
  auto sweep = SweepOf([](const ConvShape& shape, uint32_t seed) {
    return SameBytes("cortex-m4", "conv2d_wide_s8_dsp", shape, seed);
  });
  EXPECT_EQ(sweep.ConvKxK(), 0);
}

TEST(CandidatesTest, Conv1x1x8Dsp) {
  auto sweep = SweepOf([](const ConvShape& shape, uint32_t seed) {
    return SameBytes("cortex-m4", "conv2d_1x1x8_s8_dsp", shape, seed);
  });
  EXPECT_EQ(sweep.ConvOfEight(), 0);
}

TEST(CandidatesTest, Conv1x1Mve) {
  auto sweep = SweepOf([](const ConvShape& shape, uint32_t seed) {
    return SameBytes("cortex-m55", "conv2d_1x1_s8_mve", shape, seed);
  });
  EXPECT_EQ(sweep.Conv1x1(), 0);
}

TEST(CandidatesTest, ConvDsp) {
  auto sweep = SweepOf([](const ConvShape& shape, uint32_t seed) {
    return SameBytes("cortex-m4", "conv2d_s8_dsp", shape, seed);
  });
  EXPECT_EQ(sweep.ConvKxK(), 0);
}

TEST(CandidatesTest, ConvWinogradDsp) {
  auto sweep = SweepOf([](const ConvShape& shape, uint32_t seed) {
    return SameBytes("cortex-m4", "conv2d_winograd_s8_dsp", shape, seed);
  });
  EXPECT_EQ(sweep.Conv3x3(), 0);
}

TEST(CandidatesTest, ConvMve) {
  auto sweep = SweepOf([](const ConvShape& shape, uint32_t seed) {
    return SameBytes("cortex-m55", "conv2d_s8_mve", shape, seed);
  });
  EXPECT_EQ(sweep.ConvKxK(), 0);
}

TEST(CandidatesTest, Conv1x1Thumb) {
  for (const absl::string_view target : {"cortex-m0", "cortex-m3"}) {
    auto sweep = SweepOf([&](const ConvShape& shape, uint32_t seed) {
      return SameBytes(target, "conv2d_s8_thumb", shape, seed);
    });
    EXPECT_EQ(sweep.Conv1x1(), 0);
  }
}

TEST(CandidatesTest, ConvThumb) {
  for (const absl::string_view target : {"cortex-m0", "cortex-m3"}) {
    auto sweep = SweepOf([&](const ConvShape& shape, uint32_t seed) {
      return SameBytes(target, "conv2d_s8_thumb", shape, seed);
    });
    EXPECT_EQ(sweep.ConvKxK(), 0);
  }
}

TEST(CandidatesTest, Depthwise3x3Thumb) {
  for (const absl::string_view target : {"cortex-m0", "cortex-m3"}) {
    auto sweep = SweepOf([&](const ConvShape& shape, uint32_t seed) {
      return SameBytes(target, "depthwise_conv2d_3x3_s8_thumb", shape, seed);
    });
    EXPECT_EQ(sweep.Depthwise3x3(), 0);
  }
}

TEST(CandidatesTest, DepthwiseDsp) {
  auto sweep = SweepOf([](const ConvShape& shape, uint32_t seed) {
    return SameBytes("cortex-m4", "depthwise_conv2d_s8_dsp", shape, seed);
  });
  EXPECT_EQ(sweep.Depthwise(4), 0);
}

TEST(CandidatesTest, Depthwise3x3Dsp) {
  auto sweep = SweepOf([](const ConvShape& shape, uint32_t seed) {
    return SameBytes("cortex-m4", "depthwise_conv2d_3x3_s8_dsp", shape, seed);
  });
  EXPECT_EQ(sweep.Depthwise3x3Quads(), 0);
}

TEST(CandidatesTest, Depthwise3x3BytesDsp) {
  auto sweep = SweepOf([](const ConvShape& shape, uint32_t seed) {
    return SameBytes("cortex-m4", "depthwise_conv2d_3x3_bytes_s8_dsp", shape, seed);
  });
  EXPECT_EQ(sweep.Depthwise3x3Quads(), 0);
}

TEST(CandidatesTest, DepthwiseMve) {
  auto sweep = SweepOf([](const ConvShape& shape, uint32_t seed) {
    return SameBytes("cortex-m55", "depthwise_conv2d_s8_mve", shape, seed);
  });
  EXPECT_EQ(sweep.Depthwise(1), 0);
}

TEST(CandidatesTest, Depthwise3x3Mve) {
  auto sweep = SweepOf([](const ConvShape& shape, uint32_t seed) {
    return SameBytes("cortex-m55", "depthwise_conv2d_3x3_s8_mve", shape, seed);
  });
  EXPECT_EQ(sweep.Depthwise(1), 0);
}

TEST(CandidatesTest, DepthwisePatchesMve) {
  auto sweep = SweepOf([](const ConvShape& shape, uint32_t seed) {
    return SameBytes("cortex-m55", "depthwise_conv2d_patches_s8_mve", shape, seed);
  });
  EXPECT_EQ(sweep.DepthwisePatches(), 0);
}

TEST(CandidatesTest, FullyConnectedThumb) {
  for (const absl::string_view target : {"cortex-m0", "cortex-m3"}) {
    auto sweep = SweepOf([&](const ConvShape& shape, uint32_t seed) {
      return SameBytes(target, "fully_connected_s8_thumb", shape, seed);
    });
    EXPECT_EQ(sweep.FullyConnected(4), 0);
  }
}

TEST(CandidatesTest, FullyConnectedDsp) {
  auto sweep = SweepOf([](const ConvShape& shape, uint32_t seed) {
    return SameBytes("cortex-m4", "fully_connected_s8_dsp", shape, seed);
  });
  EXPECT_EQ(sweep.FullyConnected(4), 0);
}

TEST(CandidatesTest, FullyConnectedMve) {
  auto sweep = SweepOf([](const ConvShape& shape, uint32_t seed) {
    return SameBytes("cortex-m55", "fully_connected_s8_mve", shape, seed);
  });
  EXPECT_EQ(sweep.FullyConnected(1), 0);
}

TEST(CandidatesTest, SaysWhyAKernelDoesNotApply) {
  static auto& c = *new ConvCase;
  c.Draw({1, 5, 5, 4, 4, 3, 3}, 0);
  const ir::Graph graph = testing::GraphOf(c);
  const Candidate candidate = testing::FindCandidate(graph, "cortex-m4", "conv2d_1x1_s8_dsp");
  ASSERT_NE(candidate.kernel, nullptr);
  EXPECT_FALSE(candidate.applicable);
  EXPECT_EQ(candidate.note, "needs a 1x1 filter, this layer has 3x3");
}

}  // namespace
}  // namespace iegen
