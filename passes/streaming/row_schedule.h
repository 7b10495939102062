// In which order layers run that make their outputs row by row, and how many rows of each tensor
// have to be kept for it. Knows nothing of operators, nor of bytes.
#ifndef IEGEN_PASSES_STREAMING_ROW_SCHEDULE_H_
#define IEGEN_PASSES_STREAMING_ROW_SCHEDULE_H_

#include <cstdint>
#include <vector>

#include "ir/program.h"

namespace iegen::streaming {

struct RowReading {
  int tensor = 0;
  ir::RowInput form;
};

// A layer.
struct RowNode {
  std::vector<RowReading> inputs;
  int output = 0;    // tensor
  int32_t rows = 0;  // how often it runs
};

struct RowTensor {
  int32_t row_bytes = 0;
  int writer = -1;          // node; -1: all of it is there from the beginning
  bool kept = false;        // all of it is needed afterwards
  int32_t whole_bytes = 0;  // where it has no rows
};

// Nodes come in an order in which they could run one after the other.
struct RowProblem {
  std::vector<RowNode> nodes;
  std::vector<RowTensor> tensors;
};

struct RowSchedule {
  std::vector<int32_t> order;  // nodes; each makes its next row
  std::vector<int32_t> rows;  // by tensor: most rows between the first that is still needed and the
                              // last that is there; 0 for tensors that are given or kept
};

// Rows are made when somebody needs them: the last node asks for all of its rows one by one, each
// of which asks for those that it is made of. Then all rows that are missing of tensors that are
// kept. No row is made twice. Where a node asks several others, those with fewer layers behind them
// come first or, if that keeps fewer bytes, the others.
RowSchedule ScheduleRows(const RowProblem& problem);

}  // namespace iegen::streaming

#endif  // IEGEN_PASSES_STREAMING_ROW_SCHEDULE_H_
