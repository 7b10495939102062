#include "frontend/tflite/operator_reader.h"

#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/verify.h"

namespace iegen::frontend::tflite {
namespace {

// "'conv/filter' int8 [4, 3, 3, 2]".
std::string ValueText(const ir::Value& value) {
  return absl::StrCat(Quoted(value.original.empty() ? value.name : value.original), " ",
                      ir::UserNameOf(value.type.elem), " ", ir::ShapeText(value.type.shape));
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

absl::Status OperatorReader::ExpectInputs(size_t least, size_t most) const {
  const size_t count = parts_.in.size();
  if (count < least || count > most) {
    const std::string wanted =
        least == most ? absl::StrCat(least) : absl::StrCat(least, " to ", most);
    return Error(absl::StrCat(name(), " has ", count, " inputs, expected ", wanted));
  }
  for (size_t i = 0; i < least; ++i) {
    if (!HasInput(i)) return Error(absl::StrCat("input ", i, " of ", name(), " is missing"));
  }
  if (parts_.out.size() == 1) return absl::OkStatus();
  return Error(absl::StrCat(name(), " has ", parts_.out.size(), " outputs, expected 1"));
}

absl::Status OperatorReader::ExpectConstant(size_t i, absl::string_view what) const {
  if (!HasInput(i) || graph_.value(parts_.in[i]).constant()) return absl::OkStatus();
  return Unsupported(absl::StrCat(name(), " with a ", what, " that is no constant"))
      .Why(absl::StrCat("the ", what, " ", ValueText(graph_.value(parts_.in[i])),
                        " is known only at run time"));
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
  return absl::StrCat("inputs ", absl::StrJoin(in, ", "), "; output ",
                      ValueText(graph_.value(parts_.out[0])));
}

absl::Status OperatorReader::Add(ir::Node node) {
  const absl::Status status = ir::VerifyNode(graph_, node);
  if (!status.ok()) return WithWhy(status, OperandText());
  graph_.nodes().push_back(std::move(node));
  return absl::OkStatus();
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
