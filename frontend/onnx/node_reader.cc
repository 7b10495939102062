#include "frontend/onnx/node_reader.h"

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen::frontend::onnx {
namespace {

// The format's numbers of attribute types.
enum AttributeType { kFloat = 1, kInt = 2, kString = 3, kTensor = 4, kInts = 7, kStrings = 8 };

absl::string_view NameOfType(int type) {
  switch (type) {
    case kFloat:
      return "a number";
    case kInt:
      return "an integer";
    case kString:
      return "a text";
    case kTensor:
      return "a tensor";
    case kStrings:
      return "a list of texts";
    default:
      return "a list of integers";
  }
}

}  // namespace

absl::Status NodeReader::Expect(size_t least, size_t most, size_t outputs) const {
  const size_t count = parts_.in.size();
  if (count < least || count > most) {
    return Error(absl::StrCat("the operator has ", count, " inputs, expected ", least,
                              least == most ? "" : absl::StrCat(" to ", most)));
  }
  for (size_t i = 0; i < least; ++i) {
    if (!Has(i)) return Error(absl::StrCat("input ", i, " of the operator is missing"));
  }
  for (size_t i = outputs; i < OutputCount(); ++i) {
    const std::string& name = parts_.node->output(static_cast<int>(i));
    if (name.empty()) continue;
    return Unsupported(absl::StrCat("output ", i, " (", Quoted(name), ") of the operator"))
        .Why(absl::StrCat("only the first ", outputs == 1 ? "is" : absl::StrCat(outputs, " are"),
                          " supported"));
  }
  if (OutputCount() == 0) return Error("the operator has no output");
  return absl::OkStatus();
}

absl::StatusOr<HostTensor> NodeReader::Constant(size_t i, absl::string_view what) const {
  if (IsConstant(i)) return *parts_.in[i].constant;
  if (!Has(i)) return Error(absl::StrCat("the operator has no ", what, " (input ", i, ")"));
  return Unsupported(absl::StrCat(what, " (input ", i, ") is no constant"))
      .Why("it is computed, or given to the model, while the model runs");
}

absl::StatusOr<std::vector<int64_t>> NodeReader::Integers(size_t i, absl::string_view what) const {
  if (!Has(i)) return std::vector<int64_t>{};
  IEGEN_ASSIGN_OR_RETURN(const HostTensor tensor, Constant(i, what));
  if (tensor.real()) {
    return Error(absl::StrCat(what, " (input ", i, ") is of a type for real numbers"));
  }
  return IntegersOf(tensor);
}

absl::StatusOr<View> NodeReader::Value(size_t i) {
  if (parts_.in[i].view) return *parts_.in[i].view;
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId id, graph_.Constant(*parts_.in[i].constant));
  return graph_.Plain(id);
}

const onnx_subset::Attribute* NodeReader::Find(absl::string_view name) const {
  for (const onnx_subset::Attribute& attribute : parts_.node->attribute()) {
    if (attribute.name() == std::string(name)) return &attribute;
  }
  return nullptr;
}

absl::StatusOr<const onnx_subset::Attribute*> NodeReader::Typed(absl::string_view name,
                                                                int type) const {
  const onnx_subset::Attribute* attribute = Find(name);
  if (attribute == nullptr || attribute->type() == type) return attribute;
  return Error(absl::StrCat("attribute ", name, " has a wrong type, expected ", NameOfType(type)));
}

absl::StatusOr<int64_t> NodeReader::Int(absl::string_view name, int64_t otherwise) const {
  IEGEN_ASSIGN_OR_RETURN(const onnx_subset::Attribute* attribute, Typed(name, kInt));
  return attribute == nullptr ? otherwise : attribute->i();
}

absl::StatusOr<float> NodeReader::Float(absl::string_view name, float otherwise) const {
  IEGEN_ASSIGN_OR_RETURN(const onnx_subset::Attribute* attribute, Typed(name, kFloat));
  return attribute == nullptr ? otherwise : attribute->f();
}

absl::StatusOr<std::vector<int64_t>> NodeReader::Ints(absl::string_view name) const {
  IEGEN_ASSIGN_OR_RETURN(const onnx_subset::Attribute* attribute, Typed(name, kInts));
  if (attribute == nullptr) return std::vector<int64_t>{};
  return std::vector<int64_t>(attribute->ints().begin(), attribute->ints().end());
}

absl::StatusOr<std::vector<std::string>> NodeReader::Texts(absl::string_view name) const {
  IEGEN_ASSIGN_OR_RETURN(const onnx_subset::Attribute* attribute, Typed(name, kStrings));
  if (attribute == nullptr) return std::vector<std::string>{};
  return std::vector<std::string>(attribute->strings().begin(), attribute->strings().end());
}

absl::StatusOr<std::string> NodeReader::Text(absl::string_view name,
                                             absl::string_view otherwise) const {
  IEGEN_ASSIGN_OR_RETURN(const onnx_subset::Attribute* attribute, Typed(name, kString));
  return attribute == nullptr ? std::string(otherwise) : attribute->s();
}

absl::StatusOr<HostTensor> NodeReader::TensorOf(absl::string_view name) const {
  IEGEN_ASSIGN_OR_RETURN(const onnx_subset::Attribute* attribute, Typed(name, kTensor));
  if (attribute == nullptr) return Error(absl::StrCat("the operator has no attribute ", name));
  return ReadTensor(attribute->t(), parts_.folder);
}

absl::StatusOr<int32_t> NodeReader::Axis(int64_t axis, int rank) const {
  if (axis >= -rank && axis < rank) return static_cast<int32_t>(axis < 0 ? axis + rank : axis);
  return Error(absl::StrCat("axis ", axis, " is out of range for a tensor of ", rank,
                            rank == 1 ? " dimension" : " dimensions"));
}

}  // namespace iegen::frontend::onnx
