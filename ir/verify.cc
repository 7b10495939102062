#include "ir/verify.h"

#include <cmath>
#include <limits>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/checked.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen::ir {
namespace {

absl::Status VerifyShape(const TensorType& type) {
  const absl::optional<int64_t> elements = CheckedElements(type.shape.dims());
  const absl::optional<int64_t> bytes =
      elements ? CheckedMultiply(*elements, BytesOf(type.elem)) : absl::nullopt;
  if (!bytes || *bytes > std::numeric_limits<int32_t>::max()) {
    return Error(absl::StrCat("shape ", ShapeText(type.shape), " is negative or too large"))
        .Why("a tensor may have 2,147,483,647 bytes");
  }
  if (*bytes == 0)
    return Error(absl::StrCat("shape ", ShapeText(type.shape), " is empty: a dimension is zero"));
  return absl::OkStatus();
}

absl::Status VerifyQuant(const TensorType& type) {
  const Quant& q = type.quant;
  if (q.zero_points.size() != q.scales.size()) {
    return Error(absl::StrCat("quantisation with ", q.scales.size(), " scales and ",
                              q.zero_points.size(), " zero points"));
  }
  for (float scale : q.scales) {
    if (!std::isfinite(scale) || scale <= 0) {
      return Error(absl::StrCat("scale ", FloatText(scale), " is not finite and positive"));
    }
  }
  if (q.per_channel() && (q.axis < 0 || q.axis >= type.shape.rank() ||
                          type.shape[q.axis] != static_cast<int64_t>(q.scales.size()))) {
    return Error(absl::StrCat(q.scales.size(), " scales along axis ", q.axis, " do not fit shape ",
                              ShapeText(type.shape)));
  }
  const IntRange range = RangeOf(type.elem);
  for (int32_t zero_point : q.zero_points) {
    if (zero_point >= range.low && zero_point <= range.high) continue;
    return Error(absl::StrCat("zero point ", zero_point, " is outside the range of ",
                              UserNameOf(type.elem)));
  }
  return absl::OkStatus();
}

// Bytes of a constant, or those that a variable begins with.
absl::Status VerifyBytes(const TensorType& type, const ConstantData& data, absl::string_view what) {
  if (data == nullptr || static_cast<int64_t>(data->size()) == type.bytes()) {
    return absl::OkStatus();
  }
  return Error(absl::StrCat(what, " has ", data->size(), " bytes, its shape ",
                            ShapeText(type.shape), " needs ", type.bytes()));
}

absl::Status VerifyValue(const Value& value) {
  absl::Status status = VerifyType(value.type);
  if (status.ok()) status = VerifyBytes(value.type, value.data, "constant");
  if (status.ok()) status = VerifyBytes(value.type, value.initial, "initial value");
  if (status.ok() && value.variable && value.constant()) {
    status = Internal("a variable can't be a constant");
  }
  if (status.ok()) return status;
  const std::string& name = value.original.empty() ? value.name : value.original;
  return WithWhy(status, absl::StrCat("tensor ", Quoted(name)));
}

absl::Status VerifyStage(const Node& node, Stage stage) {
  const bool filter = std::holds_alternative<Conv2d>(node.op) ||
                      std::holds_alternative<DepthwiseConv2d>(node.op) ||
                      std::holds_alternative<FullyConnected>(node.op) ||
                      std::holds_alternative<TransposeConv2d>(node.op);
  if (stage == Stage::kImported) {
    if (std::holds_alternative<Table>(node.op)) return Internal("table operator before its pass");
    if (filter && node.in.size() > 3) {
      return Internal("requantisation operands before lower-quant");
    }
  }
  if (stage == Stage::kTarget && filter && node.in.size() != 5) {
    return Internal("filter without requantisation operands after lower-quant");
  }
  return absl::OkStatus();
}

// The values that a node may read, from the first node on.
class Scopes {
 public:
  explicit Scopes(const Graph& graph)
      : graph_(graph), defined_(graph.inputs().begin(), graph.inputs().end()) {}

  bool Has(ValueId id) const { return graph_.value(id).constant() || defined_.contains(id); }

  absl::Status Read(const Node& node) const {
    for (size_t k = 0; k < node.in.size(); ++k) {
      const ValueId id = node.in[k];
      if (id == kNoValue) continue;
      const bool writes = (WritesOf(node.op) >> k & 1u) != 0;
      if (graph_.value(id).variable) {
        IEGEN_RETURN_IF_ERROR(ReadVariable(node, id, writes));
      } else if (writes || std::holds_alternative<ir::ReadVariable>(node.op)) {
        return Error(absl::StrCat("tensor ", Quoted(graph_.value(id).name), " is ",
                                  writes ? "written" : "read", " by ", NameOf(node.op),
                                  ", but it is no variable"));
      } else if (!Has(id)) {
        return Error(absl::StrCat("tensor ", Quoted(graph_.value(id).name),
                                  " is read before any operator has produced it"));
      }
    }
    return absl::OkStatus();
  }

  absl::Status Write(const Node& node) {
    for (size_t k = 0; k < node.in.size(); ++k) {
      if ((WritesOf(node.op) >> k & 1u) != 0 && node.in[k] != kNoValue) written_.insert(node.in[k]);
    }
    for (ValueId id : node.out) {
      const Value& value = graph_.value(id);
      if (value.constant() || value.variable || defined_.contains(id) || gone_.contains(id)) {
        return Error(absl::StrCat("tensor ", Quoted(value.name), " is produced twice"));
      }
      defined_.insert(id);
      if (!levels_.empty()) levels_.back().values.push_back(id);
    }
    return absl::OkStatus();
  }

  // Follows the markers: they nest, a loop has one exit, and values stay within their level.
  absl::Status Follow(const Op& op) {
    if (std::holds_alternative<IfBegin>(op)) return Open(Level::Kind::kThen);
    if (std::holds_alternative<LoopBegin>(op)) return Open(Level::Kind::kLoop);
    if (std::holds_alternative<LoopExitUnless>(op)) return Replace(Level::Kind::kLoop, op);
    if (std::holds_alternative<LoopEnd>(op)) return Close(Level::Kind::kExited, op);
    if (std::holds_alternative<IfEnd>(op)) return Close(Level::Kind::kElse, op);
    if (!std::holds_alternative<IfElse>(op)) return absl::OkStatus();
    const Written then = written_;
    IEGEN_RETURN_IF_ERROR(Close(Level::Kind::kThen, op));
    IEGEN_RETURN_IF_ERROR(Open(Level::Kind::kElse));
    levels_.back().then = then;
    return absl::OkStatus();
  }

  absl::Status End() const {
    if (levels_.empty()) return absl::OkStatus();
    return Internal("a branch or a loop has no end");
  }

 private:
  using Written = absl::flat_hash_set<ValueId>;
  struct Level {
    enum class Kind { kThen, kElse, kLoop, kExited } kind;
    std::vector<ValueId> values = {};
    Written before = {};  // variables that had been written at its beginning
    Written then = {};    // and, of an else, at the end of the other side
  };

  // Only operators that know of variables may name one; one without an initial value holds
  // nothing yet.
  absl::Status ReadVariable(const Node& node, ValueId id, bool writes) const {
    const std::string name = Quoted(graph_.value(id).name);
    if (!writes && !std::holds_alternative<ir::ReadVariable>(node.op)) {
      return Error(absl::StrCat("variable ", name, " is an operand of ", NameOf(node.op)));
    }
    const bool full = graph_.value(id).state() || written_.contains(id);
    if (full || std::holds_alternative<AssignVariable>(node.op)) return absl::OkStatus();
    return Error(absl::StrCat("variable ", name, " is read before it is written"))
        .Why("no operator before this one, and no CALL_ONCE, gives it a value");
  }

  absl::Status Open(Level::Kind kind) {
    levels_.push_back({kind});
    levels_.back().before = written_;
    return absl::OkStatus();
  }

  absl::Status Misplaced(const Op& op) const {
    return Internal(absl::StrCat(NameOf(op), " stands where none can stand"));
  }

  absl::Status Replace(Level::Kind kind, const Op& op) {
    if (levels_.empty() || levels_.back().kind != kind) return Misplaced(op);
    levels_.back().kind = Level::Kind::kExited;
    return absl::OkStatus();
  }

  absl::Status Close(Level::Kind kind, const Op& op) {
    if (levels_.empty() || levels_.back().kind != kind) return Misplaced(op);
    for (ValueId id : levels_.back().values) {
      defined_.erase(id);
      gone_.insert(id);
    }
    WrittenBehind(levels_.back());
    levels_.pop_back();
    return absl::OkStatus();
  }

  // Only what both sides of a branch have written is written behind them; a loop may not run.
  void WrittenBehind(const Level& level) {
    Written sure = level.before;
    for (ValueId id : written_) {
      if (level.kind == Level::Kind::kElse && level.then.contains(id)) sure.insert(id);
    }
    written_ = std::move(sure);
  }

  const Graph& graph_;
  absl::flat_hash_set<ValueId> defined_, gone_;
  Written written_;
  std::vector<Level> levels_;
};

absl::Status VerifyIds(const Graph& graph, const Node& node) {
  const Arity arity = InputsOf(node.op);
  const auto count = static_cast<int>(node.in.size());
  if (count < arity.least || count > arity.most) {
    return Error(absl::StrCat(NameOf(node.op), " has ", count, " inputs, expected ", arity.least,
                              " to ", arity.most));
  }
  for (size_t i = 0; i < node.in.size(); ++i) {
    const bool optional = static_cast<int>(i) >= arity.least;
    if (graph.valid(node.in[i]) || (optional && node.in[i] == kNoValue)) continue;
    return Error(absl::StrCat("input ", i, " of ", NameOf(node.op), " is missing"));
  }
  for (ValueId id : node.out) {
    if (!graph.valid(id)) return Error(absl::StrCat(NameOf(node.op), " has no output tensor"));
  }
  return absl::OkStatus();
}

// Kernels are made with these at hand: filters, biases, multipliers and shifts, tables, the value
// of a pad. Only a fully connected layer may have weights that are known at run time.
absl::Status VerifyConstants(const Graph& graph, const Node& node) {
  const bool dense = std::holds_alternative<FullyConnected>(node.op);
  const bool packed =
      dense || std::holds_alternative<Conv2d>(node.op) ||
      std::holds_alternative<DepthwiseConv2d>(node.op) || std::holds_alternative<Pad>(node.op) ||
      std::holds_alternative<TransposeConv2d>(node.op) || std::holds_alternative<Table>(node.op) ||
      std::holds_alternative<DelayedFullyConnected>(node.op);
  for (size_t i = dense ? 2 : 1; packed && i < node.in.size(); ++i) {
    const bool written = (WritesOf(node.op) >> i & 1u) != 0;
    if (node.in[i] == kNoValue || graph.value(node.in[i]).constant() || written) continue;
    return Error(absl::StrCat("input ", i, " of ", NameOf(node.op), " is no constant"));
  }
  return absl::OkStatus();
}

absl::Status VerifyEnds(const Graph& graph, const Scopes& scopes) {
  for (ValueId id : graph.outputs()) {
    if (graph.valid(id) && scopes.Has(id)) continue;
    return Error("a graph output is produced by no operator");
  }
  return scopes.End();
}

}  // namespace

absl::Status VerifyType(const TensorType& type) {
  IEGEN_RETURN_IF_ERROR(VerifyShape(type));
  return VerifyQuant(type);
}

absl::Status VerifyNode(const Graph& graph, const Node& node) {
  IEGEN_RETURN_IF_ERROR(VerifyIds(graph, node));
  IEGEN_RETURN_IF_ERROR(VerifyConstants(graph, node));
  const Types in = graph.InputTypes(node), out = graph.OutputTypes(node);
  IEGEN_ASSIGN_OR_RETURN(const Types inferred, Infer(node.op, in));
  if (inferred.size() != out.size()) {
    return Error(
        absl::StrCat(NameOf(node.op), " has ", out.size(), " outputs, expected ", inferred.size()));
  }
  for (size_t i = 0; i < out.size(); ++i) {
    if (inferred[i].shape != out[i].shape) {
      return Error(absl::StrCat("output has shape ", ShapeText(out[i].shape), ", expected ",
                                ShapeText(inferred[i].shape)));
    }
    if (inferred[i].elem != out[i].elem) {
      return Error(absl::StrCat("output has type ", UserNameOf(out[i].elem), ", expected ",
                                UserNameOf(inferred[i].elem)));
    }
  }
  return Check(node.op, in, out);
}

absl::Status Verify(const Graph& graph, Stage stage) {
  for (size_t id = 0; id < graph.value_count(); ++id) {
    IEGEN_RETURN_IF_ERROR(VerifyValue(graph.value(static_cast<ValueId>(id))));
  }
  Scopes scopes(graph);
  for (const Node& node : graph.nodes()) {
    absl::Status status = VerifyIds(graph, node);
    if (status.ok()) status = scopes.Read(node);
    if (status.ok()) status = scopes.Write(node);
    if (status.ok()) status = scopes.Follow(node.op);
    if (status.ok()) status = VerifyNode(graph, node);
    if (status.ok()) status = VerifyStage(node, stage);
    IEGEN_RETURN_IF_ERROR(WithLocation(status, node.loc));
  }
  return VerifyEnds(graph, scopes);
}

absl::Status WithLocation(const absl::Status& status, const Location& loc) {
  absl::Status located = status;
  if (!loc.origins.empty()) {
    const Origin& origin = loc.origins.front();
    located = WithOperator(located, {origin.index, origin.op, origin.name});
  }
  return loc.file.empty() ? located : WithFile(located, loc.file);
}

}  // namespace iegen::ir
