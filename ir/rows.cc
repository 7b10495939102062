#include "ir/rows.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen::ir {
namespace {

// Rounds down; `divisor` is positive.
int32_t FloorDivide(int32_t number, int32_t divisor) {
  return number / divisor - (number % divisor < 0 ? 1 : 0);
}

absl::Status CallFault(const KernelCall& call, absl::string_view fault) {
  return Internal(absl::StrCat("call ", Quoted(call.layer), " ", fault));
}

const Buffer& BufferOf(const Program& program, const KernelCall& call, int32_t operand) {
  return program.buffers[static_cast<size_t>(call.operands[static_cast<size_t>(operand)].index)];
}

bool IsBuffer(const KernelCall& call, int32_t operand) {
  return operand >= 0 && static_cast<size_t>(operand) < call.operands.size() &&
         call.operands[static_cast<size_t>(operand)].kind == Operand::Kind::kBuffer;
}

// Whether only some rows of a call's output are kept.
bool KeepsSomeRows(const Program& program, const KernelCall& call) {
  return BufferOf(program, call, call.rows.output).bytes <
         int64_t{call.rows.rows} * call.rows.row_bytes;
}

absl::Status CheckRows(const Program& program, const Region& region, const KernelCall& call) {
  const RowForm& form = call.rows;
  bool sound = call.flow == Flow::kCall && form.rows > 0 && IsBuffer(call, form.output);
  for (const RowInput& in : form.inputs) {
    sound =
        sound && IsBuffer(call, in.operand) && in.divisor > 0 && in.scale >= 0 && in.row_bytes > 0;
  }
  if (!sound) return CallFault(call, "does not run row by row");
  for (size_t i = 0; i < call.operands.size(); ++i) {
    if (call.operands[i].kind != Operand::Kind::kBuffer) continue;
    const Buffer& b = BufferOf(program, call, static_cast<int32_t>(i));
    if (b.first <= region.first && b.last >= region.last) continue;
    return CallFault(call, "uses a buffer that does not live as long as its region");
  }
  const Buffer& out = BufferOf(program, call, form.output);
  const bool inside = out.first == region.first && out.last == region.last;
  if (inside || !KeepsSomeRows(program, call)) return absl::OkStatus();
  return CallFault(call, "keeps some rows only, which others read");
}

absl::Status RowFault(const KernelCall& call, int32_t row, absl::string_view fault) {
  return Internal(absl::StrCat("call ", Quoted(call.layer), " ", fault, " for row ", row));
}

}  // namespace

RowRange RowsRead(const RowInput& input, int32_t row) {
  const int32_t place = row * input.scale;
  const int32_t first = FloorDivide(place + input.first, input.divisor);
  const int32_t end = FloorDivide(place + input.last, input.divisor) + 1;
  RowRange range;
  range.first = std::clamp(first, 0, input.height);
  range.count = std::clamp(end, range.first, input.height) - range.first;
  return range;
}

int32_t LowestRow(const RowInput& input, int32_t row, int32_t rows) {
  return row < rows ? RowsRead(input, row).first : input.height;
}

Spec SpecOfRow(const KernelCall& call, int32_t row, const RowRange& read) {
  Spec spec = call.spec;
  for (const RowField& field : call.rows.fields) {
    for (SpecField& member : spec) {
      if (member.name != field.name) continue;
      member.value = field.constant + row * field.per_row + read.first * field.per_first +
                     read.count * field.per_count;
    }
  }
  return spec;
}

absl::Status CheckRegions(const Program& program) {
  int32_t next = 0;
  for (const Region& region : program.regions) {
    const bool own = region.first >= next && region.last >= region.first &&
                     region.last < static_cast<int32_t>(program.calls.size());
    if (!own) return Internal(absl::StrCat("region ", region.first, " has no calls of its own"));
    next = region.last + 1;
    for (int32_t call : region.schedule) {
      if (call >= region.first && call <= region.last) continue;
      return Internal(absl::StrCat("region ", region.first, " runs another's call"));
    }
    for (int32_t i = region.first; i < next; ++i) {
      IEGEN_RETURN_IF_ERROR(CheckRows(program, region, program.calls[static_cast<size_t>(i)]));
    }
  }
  return absl::OkStatus();
}

bool MeetInRegion(const Program& program, int32_t dying, int32_t born) {
  const auto at = [&](int32_t i) -> const Buffer& {
    return program.buffers[static_cast<size_t>(i)];
  };
  const auto base_of = [&](int32_t i) {
    while (at(i).view_of >= 0) i = at(i).view_of;
    return i;
  };
  const Region* const region = program.RegionOf(at(born).first);
  if (region == nullptr || at(born).first != region->first || at(dying).last != region->last) {
    return false;
  }
  bool reads = false, writes = false;
  for (int32_t i = region->first; i <= region->last; ++i) {
    const KernelCall& call = program.calls[static_cast<size_t>(i)];
    const auto buffer = [&](int32_t operand) {
      return call.operands[static_cast<size_t>(operand)].index;
    };
    for (const RowInput& in : call.rows.inputs) {
      reads = reads || base_of(buffer(in.operand)) == base_of(dying);
    }
    writes = writes || base_of(buffer(call.rows.output)) == base_of(born);
  }
  return reads && writes;
}

RegionWalk::RegionWalk(const Program& program, const Region& region)
    : program_(program), region_(region) {
  for (int32_t call = region.first; call <= region.last; ++call) AddOutput(call);
  for (int32_t call = region.first; call <= region.last; ++call) AddInputs(call);
}

void RegionWalk::AddOutput(int32_t index) {
  const KernelCall& call = CallAt(index);
  const int32_t buffer = call.operands[static_cast<size_t>(call.rows.output)].index;
  const Buffer& b = program_.buffers[static_cast<size_t>(buffer)];
  Window& window = windows_[buffer];
  window.row_bytes = call.rows.row_bytes;
  window.capacity =
      call.rows.row_bytes > 0 ? static_cast<int32_t>(b.bytes / call.rows.row_bytes) : 0;
  window.offset = b.offset;
}

// What no call of the region makes is there from the beginning.
void RegionWalk::AddInputs(int32_t index) {
  for (const RowInput& input : CallAt(index).rows.inputs) {
    const int32_t buffer = CallAt(index).operands[static_cast<size_t>(input.operand)].index;
    const bool given = windows_.count(buffer) == 0;
    Window& window = windows_[buffer];
    if (given) {
      window.capacity = window.end = input.height;
      window.row_bytes = input.row_bytes;
      window.offset = program_.buffers[static_cast<size_t>(buffer)].offset;
    }
    window.readers.emplace_back(index, &input);
  }
}

int32_t RegionWalk::RowsMade(int32_t call) const {
  const auto row = row_.find(call);
  return row == row_.end() ? 0 : row->second;
}

int32_t RegionWalk::LowestOf(const Window& window) const {
  int32_t lowest = window.end;
  for (const auto& [call, input] : window.readers) {
    lowest = std::min(lowest, LowestRow(*input, RowsMade(call), CallAt(call).rows.rows));
  }
  return lowest;
}

absl::Status RegionWalk::Read(const KernelCall& call, int32_t row, RowStep* step) const {
  for (const RowInput& input : call.rows.inputs) {
    const Window& window = windows_.at(call.operands[static_cast<size_t>(input.operand)].index);
    const RowRange range = RowsRead(input, row);
    if (range.count > 0 && (range.first < window.first || range.end() > window.end)) {
      return RowFault(call, row, "does not find its input");
    }
    const int64_t begin = window.offset + int64_t{range.first - window.first} * window.row_bytes;
    step->reads.push_back({begin, begin + int64_t{range.count} * window.row_bytes});
  }
  return absl::OkStatus();
}

absl::Status RegionWalk::MakeRoom(const KernelCall& call, Window* window, RowStep* step) const {
  if (window->end - window->first < window->capacity) return absl::OkStatus();
  const int32_t lowest = std::max(window->first, LowestOf(*window));
  if (lowest == window->first) return RowFault(call, window->end, "has no room");
  step->moved.begin = window->offset + int64_t{lowest - window->first} * window->row_bytes;
  step->moved.end = window->offset + int64_t{window->end - window->first} * window->row_bytes;
  step->moved_to = window->offset;
  window->first = lowest;
  return absl::OkStatus();
}

absl::Status RegionWalk::CheckEnd() const {
  for (int32_t i = region_.first; i <= region_.last; ++i) {
    const KernelCall& call = CallAt(i);
    if (KeepsSomeRows(program_, call) || RowsMade(i) == call.rows.rows) continue;
    return CallFault(call, "does not make all of its rows");
  }
  return absl::OkStatus();
}

absl::StatusOr<RowStep> RegionWalk::Next() {
  RowStep step;
  step.call = region_.schedule[next_++];
  const KernelCall& call = CallAt(step.call);
  const int32_t row = row_[step.call];
  if (row >= call.rows.rows) return RowFault(call, row, "runs again");
  IEGEN_RETURN_IF_ERROR(Read(call, row, &step));
  const int32_t buffer = call.operands[static_cast<size_t>(call.rows.output)].index;
  Window& window = windows_.at(buffer);
  if (call.rows.row_bytes == 0) {
    step.written.begin = window.offset;
    step.written.end = window.offset + program_.buffers[static_cast<size_t>(buffer)].bytes;
  } else {
    IEGEN_RETURN_IF_ERROR(MakeRoom(call, &window, &step));
    step.written.begin = window.offset + int64_t{window.end - window.first} * window.row_bytes;
    step.written.end = step.written.begin + window.row_bytes;
    ++window.end;
  }
  const RowRange read = call.rows.inputs.empty() ? RowRange{} : RowsRead(call.rows.inputs[0], row);
  step.spec = SpecOfRow(call, row, read);
  ++row_[step.call];
  return step;
}

}  // namespace iegen::ir
