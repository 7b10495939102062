// The kernels that move elements, each against its definition: one index after another.
#include <string.h>

#include <numeric>
#include <vector>

#include "gtest/gtest.h"
#include "iegen/concat_rows.h"
#include "iegen/gather.h"
#include "iegen/gather_nd.h"
#include "iegen/mirror_pad.h"
#include "iegen/strided_copy.h"
#include "iegen/update_slice.h"

namespace iegen {
namespace {

using Bytes = std::vector<int8_t>;

// 1, 2, 3, ...
Bytes Counted(size_t n) {
  Bytes bytes(n);
  std::iota(bytes.begin(), bytes.end(), int8_t{1});
  return bytes;
}

struct CopySpec {
  int32_t base, d0, d1, d2, d3, d4, d5, s0, s1, s2, s3, s4, s5, run;
};

Bytes Copied(const CopySpec& s, const Bytes& in) {
  Bytes out(static_cast<size_t>(s.d0 * s.d1 * s.d2 * s.d3 * s.d4 * s.d5 * s.run));
  StridedCopy(s, in.data(), out.data());
  return out;
}

TEST(StridedCopyTest, TransposesSingleBytes) {
  const CopySpec s = {0, 1, 1, 1, 1, 3, 2, 0, 0, 0, 0, 1, 3, 1};
  EXPECT_EQ(Copied(s, Counted(6)), (Bytes{1, 4, 2, 5, 3, 6}));
}

TEST(StridedCopyTest, GoesBackwardsAndRepeats) {
  const CopySpec backwards = {4, 1, 1, 1, 1, 1, 3, 0, 0, 0, 0, 0, -2, 1};
  EXPECT_EQ(Copied(backwards, Counted(6)), (Bytes{5, 3, 1}));
  const CopySpec repeated = {1, 1, 1, 1, 1, 2, 2, 0, 0, 0, 0, 0, 2, 2};
  EXPECT_EQ(Copied(repeated, Counted(5)), (Bytes{2, 3, 4, 5, 2, 3, 4, 5}));
}

TEST(StridedCopyTest, AllSixLoops) {
  const CopySpec s = {0, 2, 2, 2, 2, 2, 2, 3, 6, 12, 24, 48, 96, 3};
  Bytes in(192), expected;
  for (size_t i = 0; i < in.size(); ++i) in[i] = static_cast<int8_t>(i);
  for (int i = 0; i < 64; ++i) {
    const int32_t at = (i >> 5 & 1) * 3 + (i >> 4 & 1) * 6 + (i >> 3 & 1) * 12 + (i >> 2 & 1) * 24 +
                       (i >> 1 & 1) * 48 + (i & 1) * 96;
    for (int32_t k = 0; k < 3; ++k) expected.push_back(in[static_cast<size_t>(at + k)]);
  }
  EXPECT_EQ(Copied(s, in), expected);
}

struct ConcatSpec {
  int32_t rows, b0, b1, b2, b3, b4, b5, b6, b7;
};

TEST(ConcatRowsTest, PutsRowsBehindEachOther) {
  const ConcatSpec s = {2, 1, 2, 0, 5, 0, 0, 0, 1};
  const Bytes a = {1, 2}, b = {3, 4, 5, 6}, c = Counted(10), d = {-1, -2};
  Bytes out(18);
  ConcatRows(s, a.data(), b.data(), nullptr, c.data(), nullptr, nullptr, nullptr, d.data(),
             out.data());
  EXPECT_EQ(out, (Bytes{1, 3, 4, 1, 2, 3, 4, 5, -1, 2, 5, 6, 6, 7, 8, 9, 10, -2}));
}

TEST(ConcatRowsTest, LeavesWhatStandsInItsPlace) {
  const ConcatSpec s = {1, 2, 3, 0, 0, 0, 0, 0, 0};
  Bytes out = {1, 2, 9, 9, 9};
  const Bytes b = {3, 4, 5};
  ConcatRows(s, out.data(), b.data(), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
             out.data());
  EXPECT_EQ(out, (Bytes{1, 2, 3, 4, 5}));
}

struct GatherSpec {
  int32_t batches, outer, size, places, run;
};

TEST(GatherTest, TakesBlocksOfEachBatch) {
  const GatherSpec s = {2, 1, 3, 2, 2};
  const std::vector<int32_t> indices = {2, 0, 1, 1};
  Bytes out(8);
  Gather(s, Counted(12).data(), indices.data(), out.data());
  EXPECT_EQ(out, (Bytes{5, 6, 1, 2, 9, 10, 9, 10}));
}

TEST(GatherTest, NeverReadsOutside) {
  const GatherSpec s = {1, 2, 2, 4, 1};
  const std::vector<int32_t> indices = {-1, 2, INT32_MIN, INT32_MAX};
  Bytes out(8);
  Gather(s, Counted(4).data(), indices.data(), out.data());
  EXPECT_EQ(out, (Bytes{1, 2, 1, 2, 3, 4, 3, 4}));
}

struct GatherNdSpec {
  int32_t places, depth, z0, z1, z2, z3, z4, z5, t0, t1, t2, t3, t4, t5, run;
};

TEST(GatherNdTest, FollowsAllNumbersAndNeverReadsOutside) {
  const GatherNdSpec s = {3, 2, 2, 3, 1, 1, 1, 1, 6, 2, 0, 0, 0, 0, 2};
  const std::vector<int32_t> indices = {1, 2, 0, 1, -5, 99};
  Bytes out(6);
  GatherNd(s, Counted(12).data(), indices.data(), out.data());
  EXPECT_EQ(out, (Bytes{11, 12, 3, 4, 5, 6}));
}

TEST(GatherNdTest, SixNumbers) {
  const GatherNdSpec s = {1, 6, 2, 2, 2, 2, 2, 2, 32, 16, 8, 4, 2, 1, 1};
  const std::vector<int32_t> indices = {1, 0, 1, 1, 0, 1};
  Bytes out(1);
  GatherNd(s, Counted(64).data(), indices.data(), out.data());
  EXPECT_EQ(out[0], 1 + 32 + 8 + 4 + 1);
}

struct MirrorSpec {
  int32_t d0, d1, d2, d3, d4, before0, before1, before2, before3, before4;
  int32_t after0, after1, after2, after3, after4, edge, elem_bytes;
};

TEST(MirrorPadTest, ShowsTheEdgeOnceOrTwice) {
  MirrorSpec s = {1, 1, 1, 1, 3, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 1};
  Bytes out(6);
  MirrorPad(s, Counted(3).data(), out.data());
  EXPECT_EQ(out, (Bytes{3, 2, 1, 2, 3, 2}));
  s.edge = 1;
  MirrorPad(s, Counted(3).data(), out.data());
  EXPECT_EQ(out, (Bytes{2, 1, 1, 2, 3, 3}));
}

TEST(MirrorPadTest, AllDimensionsAndWideElements) {
  const MirrorSpec s = {1, 1, 1, 2, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 2};
  Bytes out(18);
  MirrorPad(s, Counted(8).data(), out.data());
  EXPECT_EQ(out, (Bytes{5, 6, 7, 8, 5, 6, 1, 2, 3, 4, 1, 2, 5, 6, 7, 8, 5, 6}));
}

struct UpdateSpec {
  int32_t bytes, skip, d0, d1, d2, d3, d4, d5, m0, m1, m2, m3, m4, m5, t0, t1, t2, t3, t4, t5;
  int32_t elem_bytes;
};

TEST(UpdateSliceTest, ReplacesABlockAndKeepsItInside) {
  const UpdateSpec s = {12, 4, 1, 1, 1, 1, 2, 2, 0, 0, 0, 0, 1, 2, 12, 12, 12, 12, 4, 1, 1};
  const Bytes in(12, 0), update = Counted(4);
  Bytes out(12);
  UpdateSlice(s, in.data(), update.data(), std::vector<int32_t>{1, 1}.data(), out.data());
  EXPECT_EQ(out, (Bytes{0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0}));
  UpdateSlice(s, in.data(), update.data(), std::vector<int32_t>{-9, 99}.data(), out.data());
  EXPECT_EQ(out, (Bytes{0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0}));
}

TEST(UpdateSliceTest, InPlaceWithWideElements) {
  const UpdateSpec s = {6, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 2, 6, 6, 6, 6, 6, 2, 2};
  Bytes out = Counted(6);
  const Bytes update = {-1, -2};
  UpdateSlice(s, out.data(), update.data(), std::vector<int32_t>{1}.data(), out.data());
  EXPECT_EQ(out, (Bytes{1, 2, -1, -2, 5, 6}));
}

}  // namespace
}  // namespace iegen
