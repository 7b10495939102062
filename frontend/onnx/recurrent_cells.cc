#include "frontend/onnx/recurrent_cells.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace iegen::frontend::onnx {

using ir::ValueId;

HostTensor RowsOf(const HostTensor& tensor, int32_t begin, int32_t count) {
  const std::vector<float> all = FloatsOf(tensor);
  ir::Shape shape = tensor.shape();
  const int64_t each = shape.elements(1, shape.rank());
  shape[0] = count;
  const auto first = all.begin() + begin * each;
  return FromFloats(shape, std::vector<float>(first, first + count * each));
}

ValueId Builder::Add(absl::string_view role, const ir::Op& op, std::vector<ValueId> in) {
  if (!status_.ok()) return ir::kNoValue;
  graph_.StartPart(absl::StrCat(prefix_, role));
  const absl::StatusOr<ValueId> out = graph_.Emit(op, std::move(in));
  status_ = out.status();
  return out.ok() ? *out : ir::kNoValue;
}

ValueId Builder::Sum(absl::string_view role, ValueId a, ValueId b) {
  return Add(role, ir::Add{}, {a, b});
}

ValueId Builder::Product(absl::string_view role, ValueId a, ValueId b) {
  return Add(role, ir::Binary{ir::BinaryKind::kMul}, {a, b});
}

ValueId Builder::Difference(absl::string_view role, ValueId a, ValueId b) {
  return Add(role, ir::Binary{ir::BinaryKind::kSub}, {a, b});
}

ValueId Builder::Sigmoid(absl::string_view role, ValueId x) {
  return Add(role, ir::Logistic{}, {x});
}

ValueId Builder::Tanh(absl::string_view role, ValueId x) {
  return Add(role, ir::Unary{ir::UnaryKind::kTanh}, {x});
}

ValueId Builder::Dense(absl::string_view role, ValueId x, ValueId weights, ValueId bias) {
  std::vector<ValueId> in = {x, weights};
  if (bias != ir::kNoValue) in.push_back(bias);
  return Add(role, ir::FullyConnected{}, std::move(in));
}

ValueId Builder::Part(size_t axis, ValueId x, int32_t begin, int32_t size) {
  if (!status_.ok()) return ir::kNoValue;
  const ir::Shape& shape = graph_.ShapeOf(x);
  ir::Slice slice{{0, 0}, shape.dims(), {1, 1}};
  slice.begin[axis] = begin;
  slice.size[axis] = size;
  return slice.size == shape.dims() ? x : Add("part", slice, {x});
}

ValueId Builder::Columns(ValueId x, int32_t begin, int32_t size) { return Part(1, x, begin, size); }

ValueId Builder::Rows(ValueId x, int32_t begin, int32_t size) { return Part(0, x, begin, size); }

ValueId Builder::Stack(std::vector<ValueId> values) {
  constexpr size_t kMost = 8;
  while (values.size() > 1) {
    std::vector<ValueId> fewer;
    for (size_t at = 0; at < values.size(); at += kMost) {
      const size_t count = std::min(kMost, values.size() - at);
      const auto begin = values.begin() + static_cast<int64_t>(at);
      fewer.push_back(Add("sequence", ir::Concat{0}, {begin, begin + static_cast<int64_t>(count)}));
    }
    values = std::move(fewer);
  }
  return values[0];
}

ValueId Builder::Constant(const HostTensor& tensor) {
  if (!status_.ok()) return ir::kNoValue;
  const absl::StatusOr<ValueId> id = graph_.Constant(tensor);
  status_ = id.status();
  return id.ok() ? *id : ir::kNoValue;
}

namespace {

// What the cells have in common.
class GatedCell : public Cell {
 public:
  GatedCell(Builder* builder, const Sizes& sizes) : build_(*builder), n_(sizes.hidden) {}

 protected:
  // Gate `index` of the gates side by side.
  ValueId Gate(ValueId gates, int32_t index) { return build_.Columns(gates, index * n_, n_); }

  Builder& build_;
  const int32_t n_;
};

// Gates in the order input, output, forget, cell.
class LstmCell : public GatedCell {
 public:
  LstmCell(Builder* builder, const Sizes& sizes, const Direction& direction)
      : GatedCell(builder, sizes), recurrence_(builder->Constant(direction.recurrence)) {}

  State Step(ValueId x, const State& before) override {
    ValueId gates = x;
    if (before.hidden != ir::kNoValue) {
      gates = build_.Sum("gates", x,
                         build_.Dense("recurrent", before.hidden, recurrence_, ir::kNoValue));
    }
    const ValueId fresh = build_.Product("fresh", build_.Sigmoid("input", Gate(gates, 0)),
                                         build_.Tanh("candidate", Gate(gates, 3)));
    ValueId cell = fresh;
    if (before.cell != ir::kNoValue) {
      const ValueId kept =
          build_.Product("kept", build_.Sigmoid("forget", Gate(gates, 2)), before.cell);
      cell = build_.Sum("cell", kept, fresh);
    }
    const ValueId hidden = build_.Product("hidden", build_.Sigmoid("output", Gate(gates, 1)),
                                          build_.Tanh("squashed", cell));
    return {hidden, cell};
  }

 private:
  const ValueId recurrence_;
};

class RnnCell : public GatedCell {
 public:
  RnnCell(Builder* builder, const Sizes& sizes, const Direction& direction, bool relu)
      : GatedCell(builder, sizes),
        recurrence_(builder->Constant(direction.recurrence)),
        relu_(relu) {}

  State Step(ValueId x, const State& before) override {
    ValueId sum = x;
    if (before.hidden != ir::kNoValue) {
      sum =
          build_.Sum("sum", x, build_.Dense("recurrent", before.hidden, recurrence_, ir::kNoValue));
    }
    if (relu_) return {build_.Add("hidden", ir::Relu{}, {sum}), ir::kNoValue};
    return {build_.Tanh("hidden", sum), ir::kNoValue};
  }

 private:
  const ValueId recurrence_;
  const bool relu_;
};

// Gates in the order update, reset, candidate; hidden = candidate + update * (before - candidate).
class GruCell : public GatedCell {
 public:
  // `reset_last`: the reset gate weighs the recurrent product of the candidate instead of the state
  // that goes into it (linear_before_reset).
  GruCell(Builder* builder, const Sizes& sizes, const Direction& direction, bool reset_last)
      : GatedCell(builder, sizes),
        all_(builder->Constant(direction.recurrence)),
        gates_(builder->Constant(RowsOf(direction.recurrence, 0, 2 * n_))),
        candidate_(builder->Constant(RowsOf(direction.recurrence, 2 * n_, n_))),
        bias_(builder->Constant(direction.recurrent_bias)),
        candidate_bias_(builder->Constant(
            Reshaped(RowsOf(direction.recurrent_bias, 2 * n_, n_), ir::Shape{1, n_}))),
        reset_last_(reset_last) {}

  State Step(ValueId x, const State& before) override {
    const bool first = before.hidden == ir::kNoValue;
    const ValueId recurrent = first ? ir::kNoValue : Recurrent(before.hidden);
    ValueId gates = build_.Columns(x, 0, 2 * n_);
    if (!first) gates = build_.Sum("gates", gates, build_.Columns(recurrent, 0, 2 * n_));
    gates = build_.Sigmoid("open", gates);
    const ValueId update = Gate(gates, 0), reset = Gate(gates, 1);
    ValueId candidate = Gate(x, 2);
    if (reset_last_) {
      const ValueId weighed = first ? candidate_bias_ : Gate(recurrent, 2);
      candidate = build_.Sum("sum", candidate, build_.Product("reset", reset, weighed));
    } else if (!first) {
      const ValueId kept = build_.Product("reset", reset, before.hidden);
      candidate = build_.Sum("sum", candidate,
                             build_.Dense("candidate_recurrent", kept, candidate_, ir::kNoValue));
    }
    candidate = build_.Tanh("candidate", candidate);
    return {Mixed(candidate, update, before.hidden), ir::kNoValue};
  }

 private:
  ValueId Recurrent(ValueId hidden) {
    if (reset_last_) return build_.Dense("recurrent", hidden, all_, bias_);
    return build_.Dense("recurrent", hidden, gates_, ir::kNoValue);
  }

  ValueId Mixed(ValueId candidate, ValueId update, ValueId before) {
    if (before == ir::kNoValue) {
      return build_.Difference("hidden", candidate, build_.Product("change", update, candidate));
    }
    const ValueId difference = build_.Difference("difference", before, candidate);
    return build_.Sum("hidden", candidate, build_.Product("change", update, difference));
  }

  const ValueId all_, gates_, candidate_, bias_, candidate_bias_;
  const bool reset_last_;
};

}  // namespace

std::unique_ptr<Cell> MakeCell(const Kind& kind, const Sizes& sizes, const Direction& direction,
                               Builder* builder) {
  if (kind.gates == 4) return std::make_unique<LstmCell>(builder, sizes, direction);
  if (kind.gates == 3) {
    return std::make_unique<GruCell>(builder, sizes, direction, kind.reset_last);
  }
  return std::make_unique<RnnCell>(builder, sizes, direction, kind.relu);
}

}  // namespace iegen::frontend::onnx
