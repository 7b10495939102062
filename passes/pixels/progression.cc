#include "passes/pixels/progression.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace iegen::passes {

Progression AllOf(int64_t size) { return {0, size > 1 ? 1 : 0, size}; }

Progression Union(const Progression& a, const Progression& b) {
  if (a.count == 0) return b;
  if (b.count == 0) return a;
  Progression all;
  all.first = std::min(a.first, b.first);
  all.step = std::gcd(std::gcd(a.step, b.step), std::abs(a.first - b.first));
  const int64_t last = std::max(a.last(), b.last());
  all.count = (last - all.first) / all.spacing() + 1;
  return all;
}

Progression Inside(const Progression& p, int64_t by, int64_t size) {
  const int64_t first = p.first + by, last = p.last() + by, step = p.spacing();
  Progression inside = {first, p.step, 0};
  if (first < 0) inside.first += (-first + step - 1) / step * step;
  const int64_t end = std::min(last, size - 1);
  if (p.count > 0 && inside.first <= end) inside.count = (end - inside.first) / step + 1;
  return inside;
}

Progression ReadBy(const Windows& w, const Progression& out) {
  const int64_t stride = out.count > 1 ? w.stride * out.step : 0;
  const int64_t dilation = w.kernel > 1 ? w.dilation : 0;
  Progression read = {w.stride * out.first - w.before, std::gcd(stride, dilation), 1};
  read.count += ((out.count - 1) * stride + w.reach()) / read.spacing();
  return read;
}

Windows Cropped(const Windows& w, const Progression& out, const Progression& in) {
  const Progression read = ReadBy(w, out);
  const int64_t grid = in.spacing(), beyond = (read.last() - in.last()) / grid;
  Windows cropped;
  cropped.kernel = w.kernel;
  cropped.dilation = w.kernel > 1 ? w.dilation / grid : 1;
  cropped.before = (in.first - read.first) / grid;
  // A single window has the stride that leaves no room for another.
  cropped.stride = out.count > 1 ? w.stride * out.step / grid : std::max<int64_t>(-beyond, 0) + 1;
  cropped.after = -beyond < cropped.stride ? std::max<int64_t>(beyond, 0) : beyond;
  return cropped;
}

int64_t FirstUsing(const Windows& w, const Progression& out, const Progression& in) {
  const int64_t latest = (in.first + w.before) / w.stride;
  if (out.step == 0) return latest;
  const int64_t steps = (out.first - latest + out.step - 1) / out.step;
  const int64_t in_step = out.first - steps * out.step;
  return in_step < 0 ? latest : in_step;
}

int64_t LastUsing(const Windows& w, const Progression& in) {
  return std::max<int64_t>((in.last() + w.before - w.reach()) / w.stride, 0);
}

}  // namespace iegen::passes
