#include "ir/ranges/linear_ranges.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "backends/linear.h"
#include "base/fixed_point.h"

namespace iegen::ir {
namespace {

// A filter as [channels, taps, depth] without its zero point, split by sign.
struct SplitFilter {
  std::vector<int16_t> positive, negative;
};

SplitFilter Split(const std::vector<int8_t>& filter, int32_t zero_point, const Window& w) {
  SplitFilter split;
  for (int32_t o = 0; o < w.out_channels; ++o) {
    for (int32_t k = 0; k < w.taps() * w.depth; ++k) {
      const int32_t at = w.FilterIndex(o, k / w.depth, k % w.depth);
      const auto weight = static_cast<int16_t>(filter[static_cast<size_t>(at)] - zero_point);
      split.positive.push_back(std::max<int16_t>(weight, 0));
      split.negative.push_back(std::min<int16_t>(weight, 0));
    }
  }
  return split;
}

struct Bounds {
  int64_t low = 0, high = 0;
};

// Sums over `count` neighbouring input channels.
Bounds SumOf(const int16_t* low, const int16_t* high, const int16_t* positive,
             const int16_t* negative, int32_t count) {
  constexpr int32_t kBlock = 1 << 14;  // products that 32 bits surely hold
  Bounds sum;
  for (int32_t begin = 0; begin < count; begin += kBlock) {
    const int32_t end = std::min(count, begin + kBlock);
    int32_t least = 0, greatest = 0;
    for (int32_t i = begin; i < end; ++i) {
      least += low[i] * positive[i] + high[i] * negative[i];
      greatest += high[i] * positive[i] + low[i] * negative[i];
    }
    sum.low += least;
    sum.high += greatest;
  }
  return sum;
}

std::vector<int16_t> MinusZeroPoint(const std::vector<int16_t>& values, int32_t zero_point) {
  std::vector<int16_t> result;
  for (int16_t value : values) result.push_back(static_cast<int16_t>(value - zero_point));
  return result;
}

// A number for every pixel, the same for pixels whose channels have the same intervals.
std::vector<int32_t> PixelClasses(const ElementRanges& in, int32_t channels) {
  using Intervals = std::pair<absl::Span<const int16_t>, absl::Span<const int16_t>>;
  absl::flat_hash_map<Intervals, int32_t> known;
  std::vector<int32_t> classes;
  const auto depth = static_cast<size_t>(channels);
  for (size_t at = 0; at < in.low.size(); at += depth) {
    const Intervals intervals(absl::MakeConstSpan(in.low).subspan(at, depth),
                              absl::MakeConstSpan(in.high).subspan(at, depth));
    classes.push_back(
        known.try_emplace(intervals, static_cast<int32_t>(known.size())).first->second);
  }
  return classes;
}

class LinearRule {
 public:
  LinearRule(const Graph& graph, const Node& node, const Window& window, const ElementRanges& in)
      : w_(window),
        view_(graph, node),
        filter_(Split(view_.elements<int8_t>(1), view_.in(1).quant.zero_point(), window)),
        bias_(view_.has(2) ? view_.elements<int32_t>(2)
                           : std::vector<int32_t>(static_cast<size_t>(window.out_channels), 0)),
        requant_(RequantPerChannel(view_, window.out_channels)),
        clamp_(ActivationClamp(window.act, view_.out())),
        low_(MinusZeroPoint(in.low, view_.in(0).quant.zero_point())),
        high_(MinusZeroPoint(in.high, view_.in(0).quant.zero_point())),
        classes_(PixelClasses(in, window.in_channels)) {}

  // Most windows of an image see the same intervals: each kind of window is summed up once.
  ElementRanges Run() {
    absl::flat_hash_map<std::vector<int32_t>, size_t> known;  // window -> first element it gave
    for (int32_t b = 0; b < w_.batch; ++b) {
      for (int32_t pixel = 0; pixel < w_.out_height * w_.out_width; ++pixel) {
        const auto [window, is_new] = known.try_emplace(WindowClasses(b, pixel), out_.low.size());
        if (is_new) {
          for (int32_t o = 0; o < w_.out_channels; ++o) AddElement(b, pixel, o);
        } else {
          CopyPixel(window->second);
        }
      }
    }
    return std::move(out_);
  }

 private:
  // The pixel of the input that tap t of the window at `pixel` reads; -1 outside of the image.
  int64_t InputPixel(int32_t b, int32_t pixel, int32_t t) const {
    const int32_t y = pixel / w_.out_width, x = pixel % w_.out_width;
    if (!w_.Inside(y, x, t)) return -1;
    return (int64_t{b} * w_.in_height + w_.Row(y, t)) * w_.in_width + w_.Column(x, t);
  }

  std::vector<int32_t> WindowClasses(int32_t b, int32_t pixel) const {
    std::vector<int32_t> classes;
    for (int32_t t = 0; t < w_.taps(); ++t) {
      const int64_t in = InputPixel(b, pixel, t);
      classes.push_back(in < 0 ? -1 : classes_[static_cast<size_t>(in)]);
    }
    return classes;
  }

  Bounds Accumulate(int32_t b, int32_t pixel, int32_t o) const {
    Bounds sum{bias_[static_cast<size_t>(o)], bias_[static_cast<size_t>(o)]};
    for (int32_t t = 0; t < w_.taps(); ++t) {
      const int64_t in = InputPixel(b, pixel, t);
      if (in < 0) continue;
      const int64_t element = in * w_.in_channels + w_.FirstInput(o);
      const int64_t weight = (int64_t{o} * w_.taps() + t) * w_.depth;
      const Bounds part =
          SumOf(low_.data() + element, high_.data() + element, filter_.positive.data() + weight,
                filter_.negative.data() + weight, w_.depth);
      sum.low += part.low;
      sum.high += part.high;
    }
    return sum;
  }

  void AddElement(int32_t b, int32_t pixel, int32_t o) {
    const Bounds sum = Accumulate(b, pixel, o);
    const auto c = static_cast<size_t>(o);
    const QuantizedMultiplier m{requant_.multipliers[c], requant_.shifts[c]};
    const int64_t limit = std::numeric_limits<int32_t>::max() >> std::max(m.shift, 0);
    const bool wraps = sum.low < -limit || sum.high > limit;
    out_.low.push_back(wraps ? static_cast<int16_t>(clamp_.min) : Stored(sum.low, m));
    out_.high.push_back(wraps ? static_cast<int16_t>(clamp_.max) : Stored(sum.high, m));
  }

  void CopyPixel(size_t first) {
    for (size_t at = first; at < first + static_cast<size_t>(w_.out_channels); ++at) {
      out_.low.push_back(out_.low[at]);
      out_.high.push_back(out_.high[at]);
    }
  }

  int16_t Stored(int64_t sum, const QuantizedMultiplier& m) const {
    const int64_t scaled = int64_t{MultiplyByQuantizedMultiplier(static_cast<int32_t>(sum), m)} +
                           view_.out().quant.zero_point();
    return static_cast<int16_t>(std::clamp<int64_t>(scaled, clamp_.min, clamp_.max));
  }

  const Window& w_;
  const NodeView view_;
  const SplitFilter filter_;
  const std::vector<int32_t> bias_;
  const LinearRequant requant_;
  const ClampRange clamp_;
  const std::vector<int16_t> low_, high_;
  const std::vector<int32_t> classes_;
  ElementRanges out_;
};

}  // namespace

ElementRanges LinearRanges(const Graph& graph, const Node& node, const Window& window,
                           const ElementRanges& in) {
  return LinearRule(graph, node, window, in).Run();
}

}  // namespace iegen::ir
