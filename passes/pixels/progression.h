// Evenly spaced positions along one dimension of a value, and those that the windows of an operator
// read.
#ifndef IEGEN_PASSES_PIXELS_PROGRESSION_H_
#define IEGEN_PASSES_PIXELS_PROGRESSION_H_

#include <cstdint>

namespace iegen::passes {

// The positions first, first + step, ...; none where count is 0. A step of 0 is a single position
// that may lie anywhere between others.
struct Progression {
  int64_t first = 0, step = 0, count = 0;

  int64_t last() const { return first + step * (count - 1); }
  // What two neighbours are apart, as a divisor: positions on the grid become 0, 1, 2, ...
  int64_t spacing() const { return step == 0 ? 1 : step; }
  bool operator==(const Progression&) const = default;
};

// All positions of a dimension.
Progression AllOf(int64_t size);

// The smallest progression with the positions of both.
Progression Union(const Progression& a, const Progression& b);

// The positions of `p` moved by `by`, as far as they lie in [0, size).
Progression Inside(const Progression& p, int64_t by, int64_t size);

// An operator's windows along one dimension. `after` is padding behind the end.
struct Windows {
  int64_t kernel = 1, stride = 1, dilation = 1, before = 0, after = 0;

  // Where the last tap stands, seen from the first.
  int64_t reach() const { return (kernel - 1) * dilation; }
};

// What the windows of outputs `out` read, places in the padding included.
Progression ReadBy(const Windows& w, const Progression& out);

// The windows that give the same outputs where of the output only `out` is left and of the input
// only `in`, which holds all of ReadBy() that lies inside. Padding in front comes out negative
// where `in` begins before that, padding behind where it has room for more windows.
Windows Cropped(const Windows& w, const Progression& out, const Progression& in);

// An output that reads `in` from its first position on or from before that, one in step with `out`
// if there is any; and the last one that reads nothing behind `in`.
int64_t FirstUsing(const Windows& w, const Progression& out, const Progression& in);
int64_t LastUsing(const Windows& w, const Progression& in);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_PIXELS_PROGRESSION_H_
