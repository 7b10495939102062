// Recurrent layers, unrolled: every length is known, and each step becomes operators that are
// quantised like any others. What the gates take from the input alone is one product for all steps.
// Equations: the ONNX operator specification of LSTM, GRU and RNN.
#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/onnx/ops.h"
#include "frontend/onnx/recurrent_cells.h"

namespace iegen::frontend::onnx {
namespace {

using ir::ValueId;

constexpr int32_t kMostSteps = 256;
constexpr size_t kInput = 0, kWeights = 1, kRecurrence = 2, kBias = 3, kLengths = 4,
                 kFirstHidden = 5, kFirstCell = 6, kPeepholes = 7;

absl::StatusOr<Kind> KindOf(const NodeReader& op) {
  const std::string& name = op.node().op_type();
  if (name == "LSTM") return Kind{4, {"sigmoid", "tanh", "tanh"}};
  if (name == "GRU") {
    IEGEN_ASSIGN_OR_RETURN(const int64_t last, op.Int("linear_before_reset", 0));
    return Kind{3, {"sigmoid", "tanh"}, last != 0};
  }
  return Kind{1, {"tanh"}};
}

absl::Status CheckActivations(const NodeReader& op, int32_t directions, Kind* kind) {
  IEGEN_ASSIGN_OR_RETURN(std::vector<std::string> named, op.Texts("activations"));
  for (std::string& name : named) name = absl::AsciiStrToLower(name);
  std::vector<std::string> known, relus(static_cast<size_t>(directions), "relu");
  for (int32_t d = 0; d < directions; ++d) {
    known.insert(known.end(), kind->activations.begin(), kind->activations.end());
  }
  kind->relu = kind->gates == 1 && named == relus;
  if (named.empty() || named == known || kind->relu) return absl::OkStatus();
  return Unsupported(absl::StrCat(
      "the operator with other activations than its usual ones: ", Quoted(named[0]), ", ..."));
}

absl::Status CheckOptions(const NodeReader& op, const Sizes& sizes) {
  if (op.HasAttribute("clip")) return Unsupported("the operator with clip");
  IEGEN_ASSIGN_OR_RETURN(const int64_t coupled, op.Int("input_forget", 0));
  if (coupled != 0) return Unsupported("the operator with input_forget");
  IEGEN_ASSIGN_OR_RETURN(const std::vector<int64_t> lengths, op.Integers(kLengths, "lengths"));
  if (!absl::c_all_of(lengths, [&](int64_t length) { return length == sizes.steps; })) {
    return Unsupported("sequences of different lengths");
  }
  if (op.Has(kPeepholes)) return Unsupported("the operator with peepholes");
  if (sizes.steps <= kMostSteps) return absl::OkStatus();
  return Unsupported(absl::StrCat("a sequence of ", sizes.steps, " steps"))
      .Why(absl::StrCat("recurrent layers are unrolled, up to ", kMostSteps, " steps"))
      .Hint("shorter sequences, or dilated convolutions in place of the layer");
}

absl::Status CheckShape(const HostTensor& tensor, const ir::Shape& expected,
                        absl::string_view what) {
  if (tensor.shape() == expected && tensor.type.elem == ir::ElemType::kFloat32) {
    return absl::OkStatus();
  }
  return Error(absl::StrCat(what, " have shape ", ir::ShapeText(tensor.shape()), ", expected ",
                            ir::ShapeText(expected)));
}

// A recurrent layer of any kind, in one or two directions.
class Layer {
 public:
  explicit Layer(NodeReader& op) : op_(op) {}

  absl::Status Import() {
    IEGEN_RETURN_IF_ERROR(ReadSizes());
    IEGEN_RETURN_IF_ERROR(CheckActivations(op_, sizes_.directions, &kind_));
    IEGEN_RETURN_IF_ERROR(CheckOptions(op_, sizes_));
    IEGEN_ASSIGN_OR_RETURN(const ValueId x, Rows());
    std::vector<std::vector<ValueId>> hidden;
    std::vector<ValueId> last_hidden, last_cell;
    for (int32_t d = 0; d < sizes_.directions; ++d) {
      IEGEN_ASSIGN_OR_RETURN(const Direction direction, ReadDirection(d));
      IEGEN_ASSIGN_OR_RETURN(const std::vector<State> states, Run(direction, x));
      hidden.emplace_back();
      for (const State& state : states) hidden.back().push_back(state.hidden);
      last_hidden.push_back(states.back().hidden);
      last_cell.push_back(states.back().cell);
      if (direction.backward) absl::c_reverse(hidden.back());
    }
    return SetOutputs(hidden, last_hidden, last_cell);
  }

 private:
  absl::Status ReadSizes() {
    IEGEN_ASSIGN_OR_RETURN(kind_, KindOf(op_));
    IEGEN_ASSIGN_OR_RETURN(direction_, op_.Text("direction", "forward"));
    const bool both = direction_ == "bidirectional";
    if (!both && direction_ != "forward" && direction_ != "reverse") {
      return Error(absl::StrCat("the direction is ", Quoted(direction_)));
    }
    IEGEN_ASSIGN_OR_RETURN(const int64_t layout, op_.Int("layout", 0));
    batch_first_ = layout != 0;
    if (op_.Rank(kInput) != 3 || op_.Rank(kRecurrence) != 3) {
      return Error(absl::StrCat("input has shape ", ir::ShapeText(op_.Shape(kInput)),
                                ", expected three dimensions"));
    }
    const ir::Shape& x = op_.Shape(kInput);
    sizes_ = {x[batch_first_ ? 1 : 0],
              x[batch_first_ ? 0 : 1],
              x[2],
              op_.Shape(kRecurrence)[2],
              both ? 2 : 1,
              kind_.gates};
    constexpr int32_t kMostHidden = 1 << 14;
    if (sizes_.steps > 0 && sizes_.hidden > 0 && sizes_.hidden <= kMostHidden) {
      return absl::OkStatus();
    }
    return Error(absl::StrCat("a sequence of ", sizes_.steps, " steps with a state of ",
                              sizes_.hidden, " elements"));
  }

  // The input as [steps * batch, inputs].
  absl::StatusOr<ValueId> Rows() {
    IEGEN_ASSIGN_OR_RETURN(View view, op_.Value(kInput));
    if (batch_first_) {
      IEGEN_ASSIGN_OR_RETURN(view, op_.graph().Transposed(view, {1, 0, 2}));
    }
    return op_.graph().Contiguous(
        GraphWriter::Reshaped(view, ir::Shape{sizes_.steps * sizes_.batch, sizes_.inputs}));
  }

  // The part of an operand that belongs to direction d, in `shape`.
  absl::StatusOr<HostTensor> PartOf(size_t operand, int32_t d, const ir::Shape& shape) {
    constexpr std::array<absl::string_view, 4> kNames = {"", "weights", "recurrent weights",
                                                         "biases"};
    IEGEN_ASSIGN_OR_RETURN(const HostTensor all, op_.Constant(operand, kNames[operand]));
    std::vector<int32_t> dims = shape.dims();
    dims.insert(dims.begin(), sizes_.directions);
    IEGEN_RETURN_IF_ERROR(CheckShape(all, ir::Shape(dims), kNames[operand]));
    return Reshaped(RowsOf(all, d, 1), shape);
  }

  // `all` is that of the input, then that of the state. Both are added, but for the candidate of a
  // reset_last layer.
  void SplitBias(const std::vector<float>& all, Direction* direction) const {
    const size_t rows = all.size() / 2;
    const size_t apart = kind_.reset_last ? static_cast<size_t>(sizes_.hidden) : 0;
    std::vector<float> bias(rows), recurrent(rows, 0.0f);
    for (size_t i = 0; i < rows; ++i) {
      const bool is_apart = i >= rows - apart;
      bias[i] = all[i] + (is_apart ? 0.0f : all[rows + i]);
      if (is_apart) recurrent[i] = all[rows + i];
    }
    direction->bias = FromFloats({static_cast<int32_t>(rows)}, bias);
    direction->recurrent_bias = FromFloats({static_cast<int32_t>(rows)}, recurrent);
  }

  absl::StatusOr<Direction> ReadDirection(int32_t d) {
    const int32_t rows = sizes_.gates * sizes_.hidden;
    Direction direction;
    direction.backward = d == 1 || direction_ == "reverse";
    if (sizes_.directions == 2) direction.prefix = d == 0 ? "forward/" : "backward/";
    IEGEN_ASSIGN_OR_RETURN(direction.weights, PartOf(kWeights, d, {rows, sizes_.inputs}));
    IEGEN_ASSIGN_OR_RETURN(direction.recurrence, PartOf(kRecurrence, d, {rows, sizes_.hidden}));
    HostTensor bias = FromFloats({2 * rows}, std::vector<float>(static_cast<size_t>(2 * rows)));
    if (op_.Has(kBias)) {
      IEGEN_ASSIGN_OR_RETURN(bias, PartOf(kBias, d, {2 * rows}));
    }
    SplitBias(FloatsOf(bias), &direction);
    IEGEN_ASSIGN_OR_RETURN(direction.hidden, FirstState(kFirstHidden, d));
    if (sizes_.gates == 4) {
      IEGEN_ASSIGN_OR_RETURN(direction.cell, FirstState(kFirstCell, d));
    }
    return direction;
  }

  // None where it is all zeros.
  absl::StatusOr<ValueId> FirstState(size_t operand, int32_t d) {
    if (!op_.Has(operand)) return ir::kNoValue;
    if (op_.Shape(operand).elements() !=
        int64_t{sizes_.directions} * sizes_.batch * sizes_.hidden) {
      return Error(absl::StrCat("the first state has shape ", ir::ShapeText(op_.Shape(operand))));
    }
    if (op_.IsConstant(operand)) {
      const std::vector<float> values = FloatsOf(*op_.operand(operand).constant);
      if (absl::c_all_of(values, [](float value) { return value == 0; })) return ir::kNoValue;
      return Unsupported("a constant first state other than zeros")
          .Hint("make it an input of the model");
    }
    IEGEN_ASSIGN_OR_RETURN(View view, op_.Value(operand));
    if (batch_first_) {
      IEGEN_ASSIGN_OR_RETURN(view, op_.graph().Transposed(view, {1, 0, 2}));
    }
    const ir::Shape rows{sizes_.directions * sizes_.batch, sizes_.hidden};
    IEGEN_ASSIGN_OR_RETURN(const ValueId all,
                           op_.graph().Contiguous(GraphWriter::Reshaped(view, rows)));
    Builder builder(op_, "");
    const ValueId part = builder.Rows(all, d * sizes_.batch, sizes_.batch);
    if (!builder.status().ok()) return builder.status();
    return part;
  }

  // The states after each step, in the order in which they come about.
  absl::StatusOr<std::vector<State>> Run(const Direction& direction, ValueId x) {
    Builder builder(op_, direction.prefix);
    const ValueId weights = builder.Constant(direction.weights);
    const ValueId gates = builder.Dense("from_input", x, weights, builder.Constant(direction.bias));
    const std::unique_ptr<Cell> cell = MakeCell(kind_, sizes_, direction, &builder);
    std::vector<State> states = {{direction.hidden, direction.cell}};
    for (int32_t step = 0; step < sizes_.steps; ++step) {
      const int32_t at = direction.backward ? sizes_.steps - 1 - step : step;
      const ValueId part = builder.Rows(gates, at * sizes_.batch, sizes_.batch);
      states.push_back(cell->Step(part, states.back()));
    }
    IEGEN_RETURN_IF_ERROR(builder.status());
    states.erase(states.begin());
    return states;
  }

  bool Wants(int output) const {
    return output < op_.node().output_size() && !op_.node().output(output).empty();
  }

  // `values` one below the other, in the file's shape, as output `index`.
  absl::Status SetStack(std::vector<ValueId> values, ir::Shape shape, const Axes& batch_first,
                        size_t index) {
    if (!Wants(static_cast<int>(index))) return absl::OkStatus();
    Builder builder(op_, "");
    const ValueId all = builder.Stack(std::move(values));
    IEGEN_RETURN_IF_ERROR(builder.status());
    View view = GraphWriter::Reshaped(op_.graph().Plain(all), std::move(shape));
    if (batch_first_) {
      IEGEN_ASSIGN_OR_RETURN(view, op_.graph().Transposed(view, batch_first));
    }
    op_.Set(std::move(view), index);
    return absl::OkStatus();
  }

  absl::Status SetOutputs(const std::vector<std::vector<ValueId>>& hidden,
                          const std::vector<ValueId>& last_hidden,
                          const std::vector<ValueId>& last_cell) {
    const int32_t d = sizes_.directions, n = sizes_.batch, h = sizes_.hidden;
    std::vector<ValueId> sequence;
    for (size_t step = 0; step < static_cast<size_t>(sizes_.steps); ++step) {
      for (const std::vector<ValueId>& direction : hidden) sequence.push_back(direction[step]);
    }
    IEGEN_RETURN_IF_ERROR(SetStack(sequence, {sizes_.steps, d, n, h}, {2, 0, 1, 3}, 0));
    IEGEN_RETURN_IF_ERROR(SetStack(last_hidden, {d, n, h}, {1, 0, 2}, 1));
    if (sizes_.gates != 4) return absl::OkStatus();
    return SetStack(last_cell, {d, n, h}, {1, 0, 2}, 2);
  }

  NodeReader& op_;
  Kind kind_;
  Sizes sizes_;
  std::string direction_;
  bool batch_first_ = false;
};

}  // namespace

absl::Status ImportRecurrent(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(3, 8, 3));
  return Layer(op).Import();
}

}  // namespace iegen::frontend::onnx
