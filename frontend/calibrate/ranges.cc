#include "frontend/calibrate/ranges.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/status.h"
#include "frontend/calibrate/float_evaluator.h"
#include "frontend/calibrate/parallel.h"

namespace iegen::frontend::calibrate {
namespace {

using ir::ValueId;

constexpr double kSteps = 255;  // between the least and the greatest int8

// Sum of the squared errors that 8 bits from low to high make.
double ErrorOf(const Histogram& histogram, const Range& range) {
  const double low = static_cast<double>(range.low), high = static_cast<double>(range.high);
  const double step = (high - low) / kSteps;
  if (step <= 0) return std::numeric_limits<double>::infinity();
  const double zero = std::nearbyint(low / step);
  double error = 0;
  for (size_t i = 0; i < Histogram::kBins; ++i) {
    if (histogram.counts[i] == 0) continue;
    const double value = histogram.Center(i);
    const double stored = std::clamp(std::nearbyint(value / step), zero, zero + kSteps);
    const double difference = value - stored * step;
    error += static_cast<double>(histogram.counts[i]) * difference * difference;
  }
  return error;
}

// The best of the ends from `end` down to a fraction of it.
Range ShrinkEnd(const Histogram& histogram, Range range, float Range::* end) {
  constexpr int kFirst = 100, kLast = 20;  // percent
  const float full = histogram.range.*end;
  Range best = range;
  double least = ErrorOf(histogram, range);
  for (int percent = kFirst; percent >= kLast && full != 0; --percent) {
    range.*end = full * static_cast<float>(percent) / 100.0f;
    const double error = ErrorOf(histogram, range);
    if (error < least) {
      least = error;
      best = range;
    }
  }
  return best;
}

// Runs a graph on all samples by several threads, each with what it has found so far.
template <class Found>
class Survey {
 public:
  using Look = std::function<void(ValueId, const std::vector<float>&, Found*)>;

  Survey(const std::vector<bool>& wanted, const Found& empty)
      : wanted_(wanted), found_(WorkerCount(), empty) {}

  absl::Status Run(const FloatEvaluator& evaluator, absl::Span<const Sample> samples,
                   const Look& look, const std::function<void(size_t)>& done) {
    std::vector<FloatEvaluator> evaluators(found_.size(), evaluator);
    return ParallelFor(
        samples.size(),
        [&](size_t worker, size_t index) {
          FloatEvaluator& own = evaluators[worker];
          IEGEN_RETURN_IF_ERROR(own.Run(samples[index]));
          for (size_t i = 0; i < wanted_.size(); ++i) {
            const auto id = static_cast<ValueId>(i);
            if (wanted_[i]) look(id, own.Elements(id), &found_[worker]);
          }
          return absl::OkStatus();
        },
        done);
  }

  const std::vector<Found>& found() const { return found_; }

 private:
  const std::vector<bool>& wanted_;
  std::vector<Found> found_;
};

void Widen(const std::vector<float>& elements, Range* range) {
  for (float element : elements) {
    if (!std::isfinite(element)) continue;
    range->low = std::min(range->low, element);
    range->high = std::max(range->high, element);
  }
}

absl::StatusOr<std::vector<Range>> MinMaxRanges(const FloatEvaluator& evaluator,
                                                absl::Span<const Sample> samples,
                                                const std::vector<bool>& wanted,
                                                const std::function<void(size_t)>& done) {
  using Ranges = std::vector<Range>;
  Survey<Ranges> survey(wanted, Ranges(wanted.size()));
  IEGEN_RETURN_IF_ERROR(survey.Run(
      evaluator, samples,
      [](ValueId id, const std::vector<float>& elements, Ranges* ranges) {
        Widen(elements, &(*ranges)[static_cast<size_t>(id)]);
      },
      done));
  Ranges all(wanted.size());
  for (const Ranges& part : survey.found()) {
    for (size_t i = 0; i < all.size(); ++i) {
      all[i].low = std::min(all[i].low, part[i].low);
      all[i].high = std::max(all[i].high, part[i].high);
    }
  }
  return all;
}

absl::StatusOr<std::vector<Histogram>> Histograms(const FloatEvaluator& evaluator,
                                                  absl::Span<const Sample> samples,
                                                  const std::vector<bool>& wanted,
                                                  std::vector<Histogram> empty,
                                                  const std::function<void(size_t)>& done) {
  using All = std::vector<Histogram>;
  Survey<All> survey(wanted, empty);
  IEGEN_RETURN_IF_ERROR(survey.Run(
      evaluator, samples,
      [](ValueId id, const std::vector<float>& elements, All* histograms) {
        for (float element : elements) (*histograms)[static_cast<size_t>(id)].Add(element);
      },
      done));
  for (const All& part : survey.found()) {
    for (size_t i = 0; i < empty.size(); ++i) {
      for (size_t bin = 0; bin < empty[i].counts.size(); ++bin) {
        empty[i].counts[bin] += part[i].counts[bin];
      }
    }
  }
  return empty;
}

}  // namespace

void Histogram::Add(float value) {
  if (!std::isfinite(value) || range.high <= range.low) return;
  const double place = (static_cast<double>(value) - static_cast<double>(range.low)) /
                       (static_cast<double>(range.high) - static_cast<double>(range.low));
  const double bin = std::clamp(place * static_cast<double>(kBins), 0.0, kBins - 1.0);
  ++counts[static_cast<size_t>(bin)];
}

double Histogram::Center(size_t bin) const {
  const double width = (static_cast<double>(range.high) - static_cast<double>(range.low)) / kBins;
  return static_cast<double>(range.low) + (static_cast<double>(bin) + 0.5) * width;
}

Range LeastErrorRange(const Histogram& histogram) {
  constexpr int kRounds = 2;
  Range range = histogram.range;
  for (int round = 0; round < kRounds; ++round) {
    range = ShrinkEnd(histogram, range, &Range::high);
    range = ShrinkEnd(histogram, range, &Range::low);
  }
  return range;
}

Range PercentileRange(const Histogram& histogram, double percent) {
  uint64_t all = 0;
  for (uint64_t count : histogram.counts) all += count;
  const double outside = static_cast<double>(all) * (1 - percent / 100);
  size_t first = 0, last = Histogram::kBins - 1;
  double below = 0, above = 0;
  while (first < last && (below += static_cast<double>(histogram.counts[first])) <= outside) {
    ++first;
  }
  while (last > first && (above += static_cast<double>(histogram.counts[last])) <= outside) --last;
  const double half = histogram.Center(1) - histogram.Center(0);
  Range range = histogram.range;  // exactly, where nothing is left out
  if (first > 0) range.low = static_cast<float>(histogram.Center(first) - half / 2);
  if (last < Histogram::kBins - 1) {
    range.high = static_cast<float>(histogram.Center(last) + half / 2);
  }
  return {std::min(range.low, 0.0f), std::max(range.high, 0.0f)};
}

absl::StatusOr<std::vector<Range>> MeasureRanges(const ir::Graph& graph,
                                                 absl::Span<const Sample> samples,
                                                 const std::vector<bool>& wanted,
                                                 const Options& options) {
  IEGEN_ASSIGN_OR_RETURN(const FloatEvaluator evaluator, FloatEvaluator::Create(graph));
  const bool twice = options.ranges != RangeMethod::kMinMax;
  const size_t steps = samples.size() * (twice ? 2 : 1);
  const auto report = [&](size_t done) {
    if (options.progress) options.progress("measuring ranges", done, steps);
  };
  IEGEN_ASSIGN_OR_RETURN(std::vector<Range> ranges,
                         MinMaxRanges(evaluator, samples, wanted, report));
  if (!twice) return ranges;
  std::vector<Histogram> histograms(ranges.size());
  for (size_t i = 0; i < ranges.size(); ++i) histograms[i].range = ranges[i];
  IEGEN_ASSIGN_OR_RETURN(histograms,
                         Histograms(evaluator, samples, wanted, std::move(histograms),
                                    [&](size_t done) { report(samples.size() + done); }));
  for (size_t i = 0; i < ranges.size(); ++i) {
    ranges[i] = options.ranges == RangeMethod::kMse
                    ? LeastErrorRange(histograms[i])
                    : PercentileRange(histograms[i], options.percentile);
  }
  return ranges;
}

}  // namespace iegen::frontend::calibrate
