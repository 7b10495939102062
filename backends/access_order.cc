#include "backends/access_order.h"

#include <algorithm>

namespace iegen {

void AccessOrder::Read(size_t operand, int64_t begin, int64_t end) {
  if (operand >= operands_.size()) operands_.resize(operand + 1);
  Operand& in = operands_[operand];
  in.read = true;
  if (!written_ || begin >= end) return;
  in.clearance.above = std::max(in.clearance.above, high_ - begin);
  in.clearance.below = std::max(in.clearance.below, end - low_);
}

void AccessOrder::Write(int64_t begin, int64_t end) {
  if (begin >= end) return;
  low_ = written_ ? std::min(low_, begin) : begin;
  high_ = written_ ? std::max(high_, end) : end;
  written_ = true;
}

void AccessOrder::Copy(size_t operand, int64_t from, int64_t to, int64_t bytes) {
  const int64_t first = std::min<int64_t>(bytes, 1);
  Read(operand, from, from + first);
  Write(to, to + first);
  // Both sides advance together, so the remaining bytes ask for no more than the second.
  Read(operand, from + first, from + bytes);
  Write(to + first, to + bytes);
}

absl::optional<Clearance> AccessOrder::Of(size_t operand) const {
  if (operand >= operands_.size() || !operands_[operand].read) return absl::nullopt;
  return operands_[operand].clearance;
}

}  // namespace iegen
