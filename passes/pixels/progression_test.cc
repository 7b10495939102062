// Against the positions themselves, one by one.
#include "passes/pixels/progression.h"

#include <random>
#include <set>

#include "gtest/gtest.h"

namespace iegen::passes {
namespace {

std::set<int64_t> PositionsOf(const Progression& p) {
  std::set<int64_t> positions;
  for (int64_t i = 0; i < p.count; ++i) positions.insert(p.first + i * p.step);
  return positions;
}

class Draw {
 public:
  explicit Draw(uint32_t seed) : random_(seed) {}

  int64_t Between(int64_t least, int64_t most) {
    return least + static_cast<int64_t>(random_() % static_cast<uint64_t>(most - least + 1));
  }
  // Positions of [0, size).
  Progression Some(int64_t size) {
    Progression p = {Between(0, size - 1), Between(1, 4), 1};
    p.count = Between(1, (size - 1 - p.first) / p.step + 1);
    return p.count > 1 ? p : Progression{p.first, 0, 1};
  }

 private:
  std::mt19937 random_;
};

TEST(ProgressionTest, AUnionHoldsBothAndEndsWithThem) {
  Draw draw(1);
  for (int trial = 0; trial < 2000; ++trial) {
    const Progression a = draw.Some(30), b = draw.Some(30), all = Union(a, b);
    const std::set<int64_t> positions = PositionsOf(all);
    for (int64_t p : PositionsOf(a)) EXPECT_EQ(positions.count(p), 1);
    for (int64_t p : PositionsOf(b)) EXPECT_EQ(positions.count(p), 1);
    EXPECT_EQ(all.first, std::min(a.first, b.first));
    EXPECT_EQ(all.last(), std::max(a.last(), b.last()));
  }
  EXPECT_EQ(Union({}, AllOf(3)), AllOf(3));
  EXPECT_EQ(Union({2, 0, 1}, {8, 0, 1}), (Progression{2, 6, 2}));
}

TEST(ProgressionTest, InsideIsWhatIsLeftOfTheMovedPositions) {
  Draw draw(2);
  for (int trial = 0; trial < 2000; ++trial) {
    const Progression p = draw.Some(30);
    const int64_t by = draw.Between(-20, 20), size = draw.Between(1, 20);
    std::set<int64_t> expected;
    for (int64_t position : PositionsOf(p)) {
      if (position + by >= 0 && position + by < size) expected.insert(position + by);
    }
    EXPECT_EQ(PositionsOf(Inside(p, by, size)), expected);
  }
}

// Every tap of every window that is left reads what it has read before: the same element, or
// padding.
void ExpectSameReads(const Windows& w, int64_t size, const Progression& out,
                     const Progression& in) {
  const Windows cropped = Cropped(w, out, in);
  for (int64_t i = 0; i < out.count; ++i) {
    for (int64_t tap = 0; tap < w.kernel; ++tap) {
      const int64_t was = w.stride * (out.first + i * out.step) + w.dilation * tap - w.before;
      const int64_t is = cropped.stride * i + cropped.dilation * tap - cropped.before;
      if (was >= 0 && was < size) {
        ASSERT_TRUE(is >= 0 && is < in.count) << is << " of " << in.count;
        ASSERT_EQ(in.first + is * in.step, was);
      } else {
        ASSERT_TRUE(is < 0 || is >= in.count) << is << " of " << in.count;
      }
    }
  }
  const int64_t room = in.count + cropped.before + cropped.after - cropped.reach() - 1;
  ASSERT_GE(room, 0);
  ASSERT_EQ(room / cropped.stride + 1, out.count);
}

TEST(ProgressionTest, CroppedWindowsReadTheSame) {
  Draw draw(3);
  int cropped = 0;
  for (int trial = 0; trial < 20000 && !testing::Test::HasFatalFailure(); ++trial) {
    const int64_t size = draw.Between(1, 24);
    Windows w{draw.Between(1, 4), draw.Between(1, 3), draw.Between(1, 4), 0, 0};
    w.before = draw.Between(0, w.reach());
    w.after = draw.Between(0, w.reach());
    const int64_t room = size + w.before + w.after - w.reach() - 1;
    if (room < 0) continue;
    const Progression out = draw.Some(room / w.stride + 1);
    Progression in = Inside(ReadBy(w, out), 0, size);
    if (in.count == 0) continue;
    if (trial % 2 == 0) in = Union(in, draw.Some(size));
    if (Cropped(w, out, in).before < 0) {
      EXPECT_LE(w.stride * FirstUsing(w, out, in) - w.before, in.first);
      continue;
    }
    ++cropped;
    ExpectSameReads(w, size, out, in);
  }
  EXPECT_GT(cropped, 5000);
}

}  // namespace
}  // namespace iegen::passes
