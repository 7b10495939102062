// Regions of a program, row by row: which rows lie where. One definition for all that interpret or
// check them; emitted code does the same with iegen/rows.h.
#ifndef IEGEN_IR_ROWS_H_
#define IEGEN_IR_ROWS_H_

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ir/program.h"

namespace iegen::ir {

// Rows [first, first + count).
struct RowRange {
  int32_t first = 0, count = 0;

  int32_t end() const { return first + count; }
};

// What row `row` of the output needs of `input`. `scale` is not negative: later rows need no
// earlier ones.
RowRange RowsRead(const RowInput& input, int32_t row);

// The first row that rows `row` to `rows` - 1 of the output need; all of them are past where there
// are none.
int32_t LowestRow(const RowInput& input, int32_t row, int32_t rows);

// Bytes of the arena.
struct ByteRange {
  int64_t begin = 0, end = 0;
};

// What one element of a region's schedule does.
struct RowStep {
  int32_t call = 0;
  ByteRange moved;  // to `moved_to`, before the call; empty: nothing
  int64_t moved_to = 0;
  std::vector<ByteRange> reads;  // in the order of RowForm::inputs
  ByteRange written;
  Spec spec;
};

// Goes through a region's schedule.
//
//   RegionWalk walk(program, region);
//   while (!walk.done()) {
//     IEGEN_ASSIGN_OR_RETURN(const RowStep step, walk.Next());
//   }
class RegionWalk {
 public:
  RegionWalk(const Program& program, const Region& region);

  bool done() const { return next_ == region_.schedule.size(); }
  // Errors, all internal: a row that is needed is not there, or there is no room for another one.
  absl::StatusOr<RowStep> Next();
  // When it is done: an internal error where rows are missing that others read.
  absl::Status CheckEnd() const;

 private:
  // The rows of a value that its buffer holds.
  struct Window {
    int32_t first = 0, end = 0, capacity = 0;
    int32_t row_bytes = 0;
    int64_t offset = 0;
    std::vector<std::pair<int32_t, const RowInput*>> readers;  // and their calls
  };

  const KernelCall& CallAt(int32_t call) const { return program_.calls[static_cast<size_t>(call)]; }
  void AddInputs(int32_t call);
  void AddOutput(int32_t call);
  int32_t RowsMade(int32_t call) const;
  int32_t LowestOf(const Window& window) const;
  absl::Status Read(const KernelCall& call, int32_t row, RowStep* step) const;
  absl::Status MakeRoom(const KernelCall& call, Window* window, RowStep* step) const;

  const Program& program_;
  const Region& region_;
  size_t next_ = 0;
  std::map<int32_t, Window> windows_;  // by buffer
  std::map<int32_t, int32_t> row_;     // by call: the next one
};

// Each region has calls of its own, all of which run row by row, and buffers that live as long as
// it does; what keeps some rows only is read by nobody else. Errors, all internal.
absl::Status CheckRegions(const Program& program);

// Whether buffer `dying` is needed up to the region that first writes `born`, both of them by rows:
// each row has to be read before another takes its place.
bool MeetInRegion(const Program& program, int32_t dying, int32_t born);

// The spec of `call` for one row.
Spec SpecOfRow(const KernelCall& call, int32_t row, const RowRange& read);

}  // namespace iegen::ir

#endif  // IEGEN_IR_ROWS_H_
