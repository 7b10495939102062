#include "frontend/tflite/operator_reader.h"

#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/tflite/real_values.h"
#include "ir/eval/evaluate_node.h"
#include "ir/verify.h"

namespace iegen::frontend::tflite {
namespace {

// "'conv/filter' int8 [4, 3, 3, 2]".
std::string ValueText(const ir::Value& value) {
  return absl::StrCat(Quoted(value.original.empty() ? value.name : value.original), " ",
                      ir::UserNameOf(value.type.elem), " ", ir::ShapeText(value.type.shape));
}

constexpr int64_t kMostShapeBytes = 4096;

// Whether a value of this type is likely to be a shape, an axis, an index, or a step to one.
bool MayBeShape(const ir::TensorType& type) {
  const bool counts = type.elem == ir::ElemType::kInt32 || type.elem == ir::ElemType::kInt64 ||
                      type.elem == ir::ElemType::kBool;
  return counts && type.bytes() <= kMostShapeBytes;
}

template <class T>
absl::StatusOr<ir::IntList> Narrowed(const ir::Value& value, absl::string_view what) {
  ir::IntList list;
  for (T element : ir::ElementsOf<T>(value)) {
    if (element < std::numeric_limits<int32_t>::min() ||
        element > std::numeric_limits<int32_t>::max()) {
      return Error(absl::StrCat(what, " ", element, " is too large"));
    }
    list.push_back(static_cast<int32_t>(element));
  }
  return list;
}

}  // namespace

absl::Status OperatorReader::ExpectInputs(size_t least, size_t most, size_t outputs) const {
  const size_t count = parts_.in.size();
  if (count < least || count > most) {
    const std::string wanted =
        least == most ? absl::StrCat(least) : absl::StrCat(least, " to ", most);
    return Error(absl::StrCat(name(), " has ", count, " inputs, expected ", wanted));
  }
  for (size_t i = 0; i < least; ++i) {
    if (!HasInput(i)) return Error(absl::StrCat("input ", i, " of ", name(), " is missing"));
  }
  if (parts_.out.size() == outputs) return absl::OkStatus();
  return Error(absl::StrCat(name(), " has ", parts_.out.size(), " outputs, expected ", outputs));
}

absl::Status OperatorReader::ExpectConstant(size_t i, absl::string_view what) const {
  if (!HasInput(i) || graph_.value(parts_.in[i]).constant()) return absl::OkStatus();
  return Unsupported(absl::StrCat(name(), " with a ", what, " that is no constant"))
      .Why(absl::StrCat("the ", what, " ", ValueText(graph_.value(parts_.in[i])),
                        " is known only at run time"));
}

absl::Status OperatorReader::ExpectVariable(size_t i, absl::string_view what) const {
  if (!HasInput(i)) {
    return Error(absl::StrCat("input ", i, " of ", name(), ", the ", what, ", is missing"));
  }
  const ir::Value& value = graph_.value(parts_.in[i]);
  if (value.variable) return absl::OkStatus();
  return Error(absl::StrCat("the ", what, " of ", name(), " is no variable"))
      .Why(absl::StrCat("tensor ", ValueText(value), " must be marked as one (is_variable)"));
}

absl::StatusOr<ir::IntList> OperatorReader::Integers(size_t i, absl::string_view what) const {
  IEGEN_RETURN_IF_ERROR(ExpectConstant(i, what));
  const ir::Value& value = graph_.value(parts_.in[i]);
  if (value.type.elem == ir::ElemType::kInt32) return Narrowed<int32_t>(value, what);
  if (value.type.elem == ir::ElemType::kInt64) return Narrowed<int64_t>(value, what);
  return Error(absl::StrCat(what, " of ", name(), " has type ", ir::UserNameOf(value.type.elem),
                            ", expected int32"))
      .Why(absl::StrCat("tensor ", ValueText(value)));
}

absl::StatusOr<int32_t> OperatorReader::Integer(size_t i, absl::string_view what) const {
  IEGEN_ASSIGN_OR_RETURN(const ir::IntList list, Integers(i, what));
  if (list.size() == 1) return list[0];
  return Error(absl::StrCat(what, " of ", name(), " has ", list.size(), " elements, expected 1"));
}

absl::StatusOr<int32_t> OperatorReader::Axis(int32_t axis, int rank) const {
  const int64_t counted = axis < 0 ? int64_t{axis} + rank : axis;
  if (counted >= 0 && counted < rank) return static_cast<int32_t>(counted);
  return Error(absl::StrCat("axis ", axis, " of ", name(), " is out of range"))
      .Why(absl::StrCat("there are ", rank, " dimensions"));
}

absl::Status OperatorReader::WrongOptions(schema::BuiltinOptions wanted) const {
  const std::string expected = schema::EnumNameBuiltinOptions(wanted);
  if (parts_.op->builtin_options() == nullptr) {
    return Error(absl::StrCat(name(), " has no options, expected ", expected));
  }
  const schema::BuiltinOptions found = parts_.op->builtin_options_type();
  const std::string known = schema::EnumNameBuiltinOptions(found);
  return Error(absl::StrCat(name(), " has options of type ",
                            known.empty() ? absl::StrCat(static_cast<int>(found)) : known,
                            ", expected ", expected));
}

std::string OperatorReader::OperandText() const {
  std::vector<std::string> in;
  for (ir::ValueId id : parts_.in) {
    in.push_back(id == ir::kNoValue ? "none" : ValueText(graph_.value(id)));
  }
  std::string inputs = absl::StrCat("inputs ", absl::StrJoin(in, ", "));
  if (parts_.out.empty()) return inputs;
  return absl::StrCat(inputs, "; output ", ValueText(graph_.value(parts_.out[0])));
}

absl::Status OperatorReader::Add(ir::Node node) {
  const bool real = parts_.values == Values::kReal;
  const absl::Status status = real ? VerifyRealNode(graph_, node) : ir::VerifyNode(graph_, node);
  if (!status.ok()) return WithWhy(status, OperandText());
  if (!real) {
    graph_.nodes().push_back(std::move(node));
    return Fold();
  }
  for (ir::Node& part : WithoutFusedActivation(std::move(node), &graph_)) {
    graph_.nodes().push_back(std::move(part));
  }
  return Fold();
}

// Shapes are computed by operators like any other; who asks for one wants to see a constant.
absl::Status OperatorReader::Fold() {
  const ir::Node& node = graph_.nodes().back();
  bool known = !node.in.empty() && node.out.size() == 1;
  for (ir::ValueId id : node.in) known = known && id != ir::kNoValue && graph_.value(id).constant();
  if (!known || !MayBeShape(graph_.type(node.out[0]))) return absl::OkStatus();
  IEGEN_ASSIGN_OR_RETURN(std::vector<std::string> bytes, EvaluateNode(graph_, node, {}));
  SetConstant(node.out[0], std::move(bytes[0]));
  graph_.nodes().pop_back();
  return absl::OkStatus();
}

absl::Status OperatorReader::EmitTo(ir::ValueId out, ir::Op op, std::vector<ir::ValueId> in) {
  return Add({std::move(op), std::move(in), {out}, parts_.loc});
}

absl::StatusOr<ir::ValueId> OperatorReader::EmitBetween(ir::Op op, std::vector<ir::ValueId> in) {
  ir::Node node{std::move(op), std::move(in), {}, parts_.loc};
  IEGEN_ASSIGN_OR_RETURN(ir::Types types, ir::Infer(node.op, graph_.InputTypes(node)));
  types[0].quant = graph_.type(node.in[0]).quant;
  const ir::ValueId out = graph_.AddValue(graph_.value(parts_.out[0]).name, std::move(types[0]));
  node.out = {out};
  IEGEN_RETURN_IF_ERROR(Add(std::move(node)));
  return out;
}

ir::ValueId OperatorReader::AddConstant(ir::TensorType type, std::string bytes) {
  return graph_.AddConstant(graph_.value(parts_.out[0]).name, std::move(type), std::move(bytes));
}

void OperatorReader::SetConstant(ir::ValueId out, std::string bytes) {
  graph_.value(out).data = std::make_shared<const std::string>(std::move(bytes));
}

absl::Status OperatorReader::Emit(ir::Op op, size_t operands) {
  ir::Node node{std::move(op), parts_.in, parts_.out, parts_.loc};
  if (node.in.size() > operands) node.in.resize(operands);
  while (!node.in.empty() && node.in.back() == ir::kNoValue) node.in.pop_back();
  return Add(std::move(node));
}

absl::Status OperatorReader::EmitInputs(ir::Op op, absl::Span<const size_t> inputs) {
  ir::Node node{std::move(op), {}, parts_.out, parts_.loc};
  for (size_t i : inputs) {
    if (HasInput(i)) node.in.push_back(parts_.in[i]);
  }
  return Add(std::move(node));
}

absl::Status OperatorReader::EmitReshaped(ir::Op op, size_t operands, const ir::Shape& shape) {
  const ir::TensorType declared = OutputType();
  if (shape == declared.shape || shape.elements() != declared.shape.elements()) {
    return Emit(std::move(op), operands);
  }
  const ir::ValueId final_output = parts_.out[0];
  ir::TensorType inner = declared;
  inner.shape = shape;
  parts_.out[0] = graph_.AddValue(graph_.value(final_output).name, std::move(inner));
  IEGEN_RETURN_IF_ERROR(Emit(std::move(op), operands));
  return Add({ir::Reshape{declared.shape.dims()}, {parts_.out[0]}, {final_output}, parts_.loc});
}

}  // namespace iegen::frontend::tflite
