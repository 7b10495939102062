// Global pooling row by row: the portable kernels. Where they stand for others says
// backends/row_calls.cc.
#include "backends/reference/candidates.h"
#include "iegen/sum_rows_s8.h"

namespace iegen::reference {
namespace {

struct SumRowsSpec {
  int32_t row = 0, rows = 1, width = 1, channels = 1;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("row", s.row);
    visit("rows", s.rows);
    visit("width", s.width);
    visit("channels", s.channels);
  }
};

struct AverageRowsSpec : SumRowsSpec {
  int32_t act_min = -128, act_max = 127;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    SumRowsSpec::Fields(s, visit);
    visit("act_min", s.act_min);
    visit("act_max", s.act_max);
  }
};

struct MeanRowsSpec : SumRowsSpec {
  int32_t in_offset = 0, out_zero_point = 0, multiplier = 0, shift = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    SumRowsSpec::Fields(s, visit);
    visit("in_offset", s.in_offset);
    visit("out_zero_point", s.out_zero_point);
    visit("multiplier", s.multiplier);
    visit("shift", s.shift);
  }
};

constexpr Kernel kKernels[] = {
    {"average_pool_rows_s8", "AveragePoolRowsS8", "iegen/sum_rows_s8.h",
     RunKernel<AveragePoolRowsS8<AverageRowsSpec>>},
    {"mean_rows_s8", "MeanRowsS8", "iegen/sum_rows_s8.h", RunKernel<MeanRowsS8<MeanRowsSpec>>},
};

}  // namespace

absl::Span<const Kernel> RowSumKernels() { return kKernels; }

}  // namespace iegen::reference
