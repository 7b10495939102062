#include "ir/text/parser.h"

#include <cstring>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/checked.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/text/lexer.h"
#include "ir/text/pieces.h"

namespace iegen::ir {
namespace {

// Reads attributes by name; an overload for each type that ir/ops/attr.h allows.
struct AttributeParser {
  Lexer* lexer;
  std::string name;
  bool found = false;
  absl::Status status;

  template <class T>
  void operator()(absl::string_view field_name, T& field) {
    if (field_name != name) return;
    found = true;
    status = Read(field);
  }
  absl::Status Read(int32_t& field) { return Assign(lexer->Integer32(), field); }
  absl::Status Read(float& field) { return Assign(lexer->Float(), field); }
  absl::Status Read(bool& field) {
    field = lexer->Take("true");
    return field ? absl::OkStatus() : lexer->Expect("false");
  }
  absl::Status Read(ElemType& field) { return Assign(ReadElemType(lexer), field); }
  absl::Status Read(IntList& field) { return ReadIntList(lexer, &field); }
  template <size_t N>
  absl::Status Read(std::array<int32_t, N>& field) {
    IntList list;
    IEGEN_RETURN_IF_ERROR(Read(list));
    if (list.size() != N) return lexer->Fail(absl::StrCat("a list of ", N, " integers"));
    std::copy(list.begin(), list.end(), field.begin());
    return absl::OkStatus();
  }
  template <class E>
    requires std::is_enum_v<E>
  absl::Status Read(E& field) {
    IEGEN_ASSIGN_OR_RETURN(const std::string word, lexer->Word());
    const absl::Span<const absl::string_view> names = NamesOf(field);
    for (size_t i = 0; i < names.size(); ++i) {
      if (names[i] != word) continue;
      field = static_cast<E>(i);
      return absl::OkStatus();
    }
    return lexer->Fail("a word of the enumeration");
  }
  template <class T>
  static absl::Status Assign(absl::StatusOr<T> value, T& field) {
    if (!value.ok()) return value.status();
    field = *std::move(value);
    return absl::OkStatus();
  }
};

// The operator of this name, with default attributes.
template <size_t I = 0>
absl::optional<Op> OpFromName(absl::string_view name) {
  if constexpr (I < std::variant_size_v<AnyOp>) {
    using T = std::variant_alternative_t<I, AnyOp>;
    if (T::kName == name) return Op(T{});
    return OpFromName<I + 1>(name);
  } else {
    return absl::nullopt;
  }
}

class Parser {
 public:
  Parser(absl::string_view text, const Blobs& blobs) : lexer_(text), blobs_(blobs) {}

  absl::StatusOr<Graph> Run() {
    IEGEN_RETURN_IF_ERROR(Header());
    while (!lexer_.Take("return")) IEGEN_RETURN_IF_ERROR(Statement());
    while (!lexer_.Take("}")) {
      if (!graph_.outputs().empty()) IEGEN_RETURN_IF_ERROR(lexer_.Expect(","));
      IEGEN_ASSIGN_OR_RETURN(const ValueId id, Operand());
      graph_.outputs().push_back(id);
    }
    if (!lexer_.AtEnd()) return lexer_.Fail("the end of the text");
    return std::move(graph_);
  }

 private:
  absl::Status Header() {
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("graph"));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("@"));
    IEGEN_ASSIGN_OR_RETURN(graph_.name, lexer_.Word());
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("("));
    while (!lexer_.Take(")")) {
      if (!graph_.inputs().empty()) IEGEN_RETURN_IF_ERROR(lexer_.Expect(","));
      IEGEN_ASSIGN_OR_RETURN(const ValueId id, Declaration());
      graph_.inputs().push_back(id);
    }
    if (lexer_.Take("rounding")) {
      IEGEN_RETURN_IF_ERROR(lexer_.Expect("="));
      IEGEN_RETURN_IF_ERROR(lexer_.Expect("once"));
      graph_.rounding = Rounding::kOnce;
    }
    return lexer_.Expect("{");
  }

  // `%name: type` or `%name "original": type`; the name must be new.
  absl::StatusOr<ValueId> Declaration() {
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("%"));
    IEGEN_ASSIGN_OR_RETURN(const std::string name, lexer_.Word());
    std::string original;
    if (lexer_.Sees("\"")) {
      IEGEN_ASSIGN_OR_RETURN(original, lexer_.Text());
    }
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(":"));
    IEGEN_ASSIGN_OR_RETURN(TensorType type, ReadType(&lexer_));
    if (Identifier(name) != name || by_name_.contains(name)) {
      return lexer_.Fail(absl::StrCat("a new identifier instead of ", Quoted(name)));
    }
    const ValueId id = graph_.AddValue(name, std::move(type));
    graph_.value(id).original = std::move(original);
    by_name_[name] = id;
    return id;
  }

  absl::Status Statement() {
    std::vector<ValueId> out;
    if (!lexer_.Sees("%")) return NodeOf(std::move(out));
    do {
      IEGEN_ASSIGN_OR_RETURN(const ValueId id, Declaration());
      out.push_back(id);
    } while (lexer_.Take(","));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("="));
    if (lexer_.Take("const")) {
      Value& value = graph_.value(out[0]);
      return ReadContents(value.type.elem, &value.data);
    }
    if (lexer_.Take("variable")) return VariableOf(&graph_.value(out[0]));
    return NodeOf(std::move(out));
  }

  absl::Status VariableOf(Value* value) {
    value->variable = true;
    if (lexer_.Take("fill")) {
      ConstantData one;
      IEGEN_RETURN_IF_ERROR(ReadList(value->type.elem, &one));
      IEGEN_RETURN_IF_ERROR(VerifyFill(value->type, *one));
      std::string bytes;
      for (int64_t i = value->type.shape.elements(); i > 0; --i) bytes += *one;
      value->initial = std::make_shared<const std::string>(std::move(bytes));
      return absl::OkStatus();
    }
    const bool initial = lexer_.Sees("dense") || lexer_.Sees("blob");
    return initial ? ReadContents(value->type.elem, &value->initial) : absl::OkStatus();
  }

  // One element, and not more of them than a list may have.
  absl::Status VerifyFill(const TensorType& type, const std::string& one) const {
    const absl::optional<int64_t> elements = CheckedElements(type.shape.dims());
    const bool fits = elements && *elements <= static_cast<int64_t>(kMostItems);
    if (fits && static_cast<int64_t>(one.size()) == BytesOf(type.elem)) return absl::OkStatus();
    return lexer_.Fail("one element for a variable of at most 2^24");
  }

  absl::Status ReadContents(ElemType elem, ConstantData* data) {
    if (lexer_.Take("blob")) {
      IEGEN_RETURN_IF_ERROR(lexer_.Expect("<"));
      IEGEN_ASSIGN_OR_RETURN(const std::string name, lexer_.Word());
      const auto found = blobs_.find(name);
      if (found == blobs_.end()) return lexer_.Fail(absl::StrCat("the blob ", Quoted(name)));
      *data = found->second;
      return lexer_.Expect(">");
    }
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("dense"));
    return ReadList(elem, data);
  }

  absl::Status ReadList(ElemType elem, ConstantData* data) {
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("<"));
    std::string bytes;
    while (!lexer_.Take(">")) {
      if (!bytes.empty()) IEGEN_RETURN_IF_ERROR(lexer_.Expect(","));
      IEGEN_ASSIGN_OR_RETURN(const int64_t element, lexer_.Integer());
      // Little-endian, as everywhere in this project; float32 is written as its bits.
      const auto size = static_cast<size_t>(BytesOf(elem));
      bytes.append(reinterpret_cast<const char*>(&element), size);
      if (bytes.size() > kMostItems * sizeof element) return lexer_.Fail("a shorter list");
    }
    *data = std::make_shared<const std::string>(std::move(bytes));
    return absl::OkStatus();
  }

  absl::StatusOr<ValueId> Operand() {
    if (lexer_.Take("_")) return kNoValue;
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("%"));
    IEGEN_ASSIGN_OR_RETURN(const std::string name, lexer_.Word());
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) {
      return lexer_.Fail(absl::StrCat("a value that is defined above; ", Quoted(name), " is not"));
    }
    return found->second;
  }

  absl::Status NodeOf(std::vector<ValueId> out) {
    IEGEN_ASSIGN_OR_RETURN(const std::string name, lexer_.Word());
    absl::optional<Op> op = OpFromName(name);
    if (!op) return lexer_.Fail(absl::StrCat("an operator; ", Quoted(name), " is none"));
    Node node{*std::move(op), {}, std::move(out), {}};
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("("));
    while (!lexer_.Take(")")) {
      if (!node.in.empty()) IEGEN_RETURN_IF_ERROR(lexer_.Expect(","));
      IEGEN_ASSIGN_OR_RETURN(const ValueId id, Operand());
      node.in.push_back(id);
    }
    if (lexer_.Take("{")) IEGEN_RETURN_IF_ERROR(Attributes(&node.op));
    if (lexer_.Take("loc")) {
      IEGEN_ASSIGN_OR_RETURN(node.loc, ReadLocation(&lexer_));
    }
    graph_.nodes().push_back(std::move(node));
    return absl::OkStatus();
  }

  absl::Status Attributes(Op* op) {
    bool first = true;
    while (!lexer_.Take("}")) {
      if (!first) IEGEN_RETURN_IF_ERROR(lexer_.Expect(","));
      first = false;
      IEGEN_ASSIGN_OR_RETURN(const std::string name, lexer_.Word());
      IEGEN_RETURN_IF_ERROR(lexer_.Expect("="));
      AttributeParser parser{&lexer_, name, false, {}};
      std::visit([&](auto& o) { o.Fields(o, parser); }, *op);
      if (!parser.found) {
        return lexer_.Fail(
            absl::StrCat("an attribute of ", NameOf(*op), "; ", Quoted(name), " is none"));
      }
      IEGEN_RETURN_IF_ERROR(parser.status);
    }
    return absl::OkStatus();
  }

  Lexer lexer_;
  const Blobs& blobs_;
  Graph graph_;
  absl::flat_hash_map<std::string, ValueId> by_name_;
};

}  // namespace

absl::StatusOr<Graph> Parse(absl::string_view text, const Blobs& blobs) {
  return Parser(text, blobs).Run();
}

}  // namespace iegen::ir
