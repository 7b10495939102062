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

absl::Status VerifyValue(const Value& value) {
  absl::Status status = VerifyType(value.type);
  if (status.ok() && value.constant() &&
      static_cast<int64_t>(value.data->size()) != value.type.bytes()) {
    status = Error(absl::StrCat("constant has ", value.data->size(), " bytes, its shape ",
                                ShapeText(value.type.shape), " needs ", value.type.bytes()));
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

// Defined values so far; a node may read only these.
using Defined = absl::flat_hash_set<ValueId>;

absl::Status VerifyReads(const Graph& graph, const Node& node, const Defined& defined) {
  for (ValueId id : node.in) {
    if (id == kNoValue || graph.value(id).constant() || defined.contains(id)) continue;
    return Error(absl::StrCat("tensor ", Quoted(graph.value(id).name),
                              " is read before any operator has produced it"));
  }
  return absl::OkStatus();
}

absl::Status VerifyWrites(const Graph& graph, const Node& node, Defined* defined) {
  for (ValueId id : node.out) {
    if (!graph.value(id).constant() && defined->insert(id).second) continue;
    return Error(absl::StrCat("tensor ", Quoted(graph.value(id).name), " is produced twice"));
  }
  return absl::OkStatus();
}

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

// Kernels are made with these at hand: filters, biases, multipliers and shifts, tables. Only a
// fully connected layer may have weights that are known at run time.
absl::Status VerifyConstants(const Graph& graph, const Node& node) {
  const bool dense = std::holds_alternative<FullyConnected>(node.op);
  const bool packed = dense || std::holds_alternative<Conv2d>(node.op) ||
                      std::holds_alternative<DepthwiseConv2d>(node.op) ||
                      std::holds_alternative<TransposeConv2d>(node.op) ||
                      std::holds_alternative<Table>(node.op);
  for (size_t i = dense ? 2 : 1; packed && i < node.in.size(); ++i) {
    if (node.in[i] == kNoValue || graph.value(node.in[i]).constant()) continue;
    return Error(absl::StrCat("input ", i, " of ", NameOf(node.op), " is no constant"));
  }
  return absl::OkStatus();
}

absl::Status VerifyEnds(const Graph& graph, const Defined& defined) {
  for (ValueId id : graph.outputs()) {
    if (graph.valid(id) && (defined.contains(id) || graph.value(id).constant())) continue;
    return Error("a graph output is produced by no operator");
  }
  return absl::OkStatus();
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
  Defined defined(graph.inputs().begin(), graph.inputs().end());
  for (const Node& node : graph.nodes()) {
    absl::Status status = VerifyIds(graph, node);
    if (status.ok()) status = VerifyReads(graph, node, defined);
    if (status.ok()) status = VerifyWrites(graph, node, &defined);
    if (status.ok()) status = VerifyNode(graph, node);
    if (status.ok()) status = VerifyStage(node, stage);
    IEGEN_RETURN_IF_ERROR(WithLocation(status, node.loc));
  }
  return VerifyEnds(graph, defined);
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
