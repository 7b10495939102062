#include "backends/cortex_m/two_multiplies.h"

#include "iegen/requantize.h"

namespace iegen {
namespace cortex_m {
namespace {

constexpr int32_t kMostSteps = 255;
constexpr int32_t kTries = 400;  // fractions beside the natural one

// A sum and its output.
struct Point {
  int32_t sum, output;
};

// Both sides of every step of the reference: with monotone constants these prove all sums.
struct Points {
  Point at[2 * kMostSteps + 2];
  int32_t count = 0;

  void Add(int32_t sum, int32_t output) { at[count++] = {sum, output}; }
};

// The least sum after `from` whose output is at least `output`, which that of s.most is. It is
// looked for round `guess` first.
int32_t FindStep(const ScaledSum& s, int32_t from, int32_t output, int64_t guess) {
  int64_t below = from, above = s.most;  // below is below, above is not
  for (int64_t margin = 1; above - below > 1; margin *= 2) {
    if (margin > 8 || guess <= below || guess >= above) guess = below + (above - below) / 2;
    if (ReferenceOutput(s, static_cast<int32_t>(guess)) >= output) {
      above = guess;
      guess -= margin;
    } else {
      below = guess;
      guess += margin;
    }
  }
  return static_cast<int32_t>(above);
}

void FindPoints(const ScaledSum& s, Points* points) {
  int32_t output = ReferenceOutput(s, s.least), at = s.least;
  const int32_t last = ReferenceOutput(s, s.most);
  int64_t stride = 1;
  while (output < last) {
    const int32_t step = FindStep(s, at, output + 1, at + stride);
    points->Add(step - 1, output);
    output = ReferenceOutput(s, step);
    points->Add(step, output);
    stride = int64_t{step} - at;
    at = step;
  }
  if (points->count == 0) points->Add(0, output);  // Any sum would do.
}

// Offsets that put the outputs of some points right.
struct Offsets {
  int64_t least = INT32_MIN, most = INT32_MAX;

  void Admit(int64_t scaled, int32_t output) {
    const int64_t low = (int64_t{output} << 23) - scaled, high = low + (1 << 23) - 1;
    if (low > least) least = low;
    if (high < most) most = high;
  }
  bool none() const { return least > most; }
  int32_t middle() const { return static_cast<int32_t>((least + most) / 2); }
};

// Completes factor and fraction with offset and tilt.
bool FindOffsets(const Points& points, TwoMultipliesS8* c) {
  Offsets negative, positive;
  for (int32_t i = 0; i < points.count; ++i) {
    const Point& p = points.at[i];
    const int64_t fine = int64_t{p.sum >> 6} * c->fraction;
    if (fine > INT32_MAX || fine < INT32_MIN) return false;
    const int64_t scaled = int64_t{p.sum} * c->factor + (fine >> 10);
    (p.sum < 0 ? negative : positive).Admit(scaled, p.output);
  }
  if (negative.none() || positive.none()) return false;
  Offsets both;
  both.least = negative.least > positive.least ? negative.least : positive.least;
  both.most = negative.most < positive.most ? negative.most : positive.most;
  c->offset = both.none() ? positive.middle() : both.middle();
  c->tilt = 0;
  if (both.none()) {
    const int64_t tilt = int64_t{c->offset} - negative.middle();
    if (tilt > INT32_MAX || tilt < INT32_MIN) return false;
    c->tilt = static_cast<int32_t>(tilt);
  }
  return true;
}

}  // namespace

int32_t ReferenceOutput(const ScaledSum& s, int32_t sum) {
  const int32_t scaled = MultiplyByQuantizedMultiplier(sum, s.multiplier, s.shift);
  return Clamp(
      static_cast<int32_t>(static_cast<uint32_t>(scaled) + static_cast<uint32_t>(s.zero_point)),
      s.act_min, s.act_max);
}

bool FindTwoMultiplies(const ScaledSum& s, TwoMultipliesS8* constants) {
  // Below 1, so that an output has no two steps at a sum; and no more than 2^30 after the scaling.
  if (s.shift > -1 || s.shift < -30 || s.least <= -(1 << 30) || s.most >= 1 << 30) return false;
  Points points;
  FindPoints(s, &points);
  TwoMultipliesS8& c = *constants;
  c.low = points.at[0].sum;
  c.high = points.at[points.count - 1].sum;
  // 2^23 * scale with 16 bits more.
  const int32_t right = -s.shift - 8;
  const int64_t natural = right > 0 ? (int64_t{s.multiplier} + (1 << (right - 1))) >> right
                                    : int64_t{s.multiplier} << -right;
  for (int32_t i = 0; i <= kTries; ++i) {
    const int64_t factor = natural + (i % 2 != 0 ? (i + 1) / 2 : -i / 2);
    if (factor < 0 || factor >> 16 > INT32_MAX) continue;
    c.factor = static_cast<int32_t>(factor >> 16);
    c.fraction = static_cast<int32_t>(factor & 0xffff);
    if (FindOffsets(points, &c)) return true;
  }
  return false;
}

}  // namespace cortex_m
}  // namespace iegen
