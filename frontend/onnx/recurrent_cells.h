// One step of a recurrent layer as nodes on real values. Equations: the ONNX operator specification
// of LSTM, GRU and RNN.
#ifndef IEGEN_FRONTEND_ONNX_RECURRENT_CELLS_H_
#define IEGEN_FRONTEND_ONNX_RECURRENT_CELLS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "frontend/onnx/node_reader.h"

namespace iegen::frontend::onnx {

// Sizes of a layer.
struct Sizes {
  int32_t steps = 0, batch = 0, inputs = 0, hidden = 0, directions = 1, gates = 1;
};

// Adds nodes until one fails; values are then ir::kNoValue.
class Builder {
 public:
  Builder(NodeReader& op, std::string prefix) : graph_(op.graph()), prefix_(std::move(prefix)) {}

  // `role` says what the value is and is the same in every step: values of one role share a range.
  ir::ValueId Add(absl::string_view role, const ir::Op& op, std::vector<ir::ValueId> in);
  ir::ValueId Sum(absl::string_view role, ir::ValueId a, ir::ValueId b);
  ir::ValueId Product(absl::string_view role, ir::ValueId a, ir::ValueId b);
  ir::ValueId Difference(absl::string_view role, ir::ValueId a, ir::ValueId b);
  ir::ValueId Sigmoid(absl::string_view role, ir::ValueId x);
  ir::ValueId Tanh(absl::string_view role, ir::ValueId x);
  // x [N, C] times weights [O, C], plus bias [O] where there is one.
  ir::ValueId Dense(absl::string_view role, ir::ValueId x, ir::ValueId weights, ir::ValueId bias);
  // Columns or rows begin to begin + size - 1 of x [N, C].
  ir::ValueId Columns(ir::ValueId x, int32_t begin, int32_t size);
  ir::ValueId Rows(ir::ValueId x, int32_t begin, int32_t size);
  // All one below the other.
  ir::ValueId Stack(std::vector<ir::ValueId> values);
  ir::ValueId Constant(const HostTensor& tensor);

  const absl::Status& status() const { return status_; }

 private:
  ir::ValueId Part(size_t axis, ir::ValueId x, int32_t begin, int32_t size);

  GraphWriter& graph_;
  const std::string prefix_;
  absl::Status status_;
};

// What one direction of a layer is made of.
struct Direction {
  HostTensor weights, recurrence;  // [gates * hidden, inputs], [gates * hidden, hidden]
  HostTensor bias;                 // [gates * hidden], of input and state
  HostTensor recurrent_bias;       // the same size: what a reset gate weighs, zeros elsewhere
  ir::ValueId hidden = ir::kNoValue, cell = ir::kNoValue;  // before the first step; none: zeros
  bool backward = false;
  std::string prefix;  // of the names of its values
};

// [N, hidden] each; of GRU and RNN without a cell.
struct State {
  ir::ValueId hidden = ir::kNoValue, cell = ir::kNoValue;
};

// Which kind of layer, and what its attributes say of the cell.
struct Kind {
  int32_t gates = 1;
  std::vector<std::string> activations;  // of one direction
  bool reset_last = false, relu = false;
};

// One step of a kind of layer. `x`, [N, gates * hidden], is what the gates take from the input.
class Cell {
 public:
  virtual ~Cell() = default;
  virtual State Step(ir::ValueId x, const State& before) = 0;
};

// `builder` must outlive the cell.
std::unique_ptr<Cell> MakeCell(const Kind& kind, const Sizes& sizes, const Direction& direction,
                               Builder* builder);

// Rows begin to begin + count - 1 of a matrix, or elements of a vector.
HostTensor RowsOf(const HostTensor& tensor, int32_t begin, int32_t count);

}  // namespace iegen::frontend::onnx

#endif  // IEGEN_FRONTEND_ONNX_RECURRENT_CELLS_H_
