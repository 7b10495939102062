// The shape of a padding, which the specs of pad and mirror_pad share.
#ifndef IEGEN_BACKENDS_REFERENCE_PAD_SHAPE_H_
#define IEGEN_BACKENDS_REFERENCE_PAD_SHAPE_H_

#include <algorithm>
#include <array>
#include <cstdint>

#include "absl/types/span.h"
#include "ir/type.h"

namespace iegen::reference {

// Dimensions of the input with leading ones, and the elements before and after each.
struct PadShape {
  int32_t d0 = 1, d1 = 1, d2 = 1, d3 = 1, d4 = 1;
  int32_t before0 = 0, before1 = 0, before2 = 0, before3 = 0, before4 = 0;
  int32_t after0 = 0, after1 = 0, after2 = 0, after3 = 0, after4 = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("d0", s.d0);
    visit("d1", s.d1);
    visit("d2", s.d2);
    visit("d3", s.d3);
    visit("d4", s.d4);
    visit("before0", s.before0);
    visit("before1", s.before1);
    visit("before2", s.before2);
    visit("before3", s.before3);
    visit("before4", s.before4);
    visit("after0", s.after0);
    visit("after1", s.after1);
    visit("after2", s.after2);
    visit("after3", s.after3);
    visit("after4", s.after4);
  }
};

// `before` and `after` have an entry for each dimension of `in`, at most five.
inline void SetPadShape(const ir::Shape& in, absl::Span<const int32_t> before,
                        absl::Span<const int32_t> after, PadShape* s) {
  using Five = std::array<int32_t, 5>;
  const auto aligned = [](absl::Span<const int32_t> values, int32_t fill) {
    Five out = {fill, fill, fill, fill, fill};
    std::copy(values.begin(), values.end(), out.end() - static_cast<ptrdiff_t>(values.size()));
    return out;
  };
  const Five d = aligned(in.dims(), 1), b = aligned(before, 0), a = aligned(after, 0);
  s->d0 = d[0], s->d1 = d[1], s->d2 = d[2], s->d3 = d[3], s->d4 = d[4];
  s->before0 = b[0], s->before1 = b[1], s->before2 = b[2], s->before3 = b[3], s->before4 = b[4];
  s->after0 = a[0], s->after1 = a[1], s->after2 = a[2], s->after3 = a[3], s->after4 = a[4];
}

}  // namespace iegen::reference

#endif  // IEGEN_BACKENDS_REFERENCE_PAD_SHAPE_H_
