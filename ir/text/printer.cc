#include "ir/text/printer.h"

#include <cstring>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/text.h"

namespace iegen::ir {
namespace {

constexpr int64_t kLargestInline = 64;

std::string QuotedText(absl::string_view text) {
  return absl::StrCat("\"", absl::CHexEscape(text), "\"");
}

std::string PrintQuant(const Quant& q) {
  if (!q.quantised()) return "";
  if (!q.per_channel()) {
    return absl::StrCat(" q(", FloatText(q.scale()), ",", q.zero_point(), ")");
  }
  std::string text = absl::StrCat(" q(axis=", q.axis);
  for (size_t i = 0; i < q.scales.size(); ++i) {
    absl::StrAppend(&text, ", ", FloatText(q.scales[i]));
    if (q.zero_points[i] != 0) absl::StrAppend(&text, ":", q.zero_points[i]);
  }
  return text + ")";
}

// Prints one attribute; an overload for each type that ir/ops/attr.h allows.
struct AttributePrinter {
  std::string* out;

  template <class T>
  void operator()(absl::string_view name, const T& field) {
    absl::StrAppend(out, out->empty() ? "" : ", ", name, "=");
    Append(field);
  }
  void Append(int32_t field) { absl::StrAppend(out, field); }
  void Append(bool field) { absl::StrAppend(out, field ? "true" : "false"); }
  void Append(float field) { absl::StrAppend(out, FloatText(field)); }
  void Append(ElemType field) { absl::StrAppend(out, NameOf(field)); }
  void Append(absl::Span<const int32_t> field) {
    absl::StrAppend(out, "[", absl::StrJoin(field, ","), "]");
  }
  template <class E>
    requires std::is_enum_v<E>
  void Append(E field) {
    absl::StrAppend(out, NamesOf(field)[static_cast<size_t>(field)]);
  }
};

std::string PrintAttributes(const Op& op) {
  std::string text;
  std::visit([&](const auto& o) { o.Fields(o, AttributePrinter{&text}); }, op);
  return text.empty() ? text : absl::StrCat(" {", text, "}");
}

template <class T>
std::string PrintElements(const std::string& bytes) {
  std::string text;
  for (size_t i = 0; i < bytes.size() / sizeof(T); ++i) {
    T element;
    std::memcpy(&element, bytes.data() + i * sizeof(T), sizeof(T));
    absl::StrAppend(&text, text.empty() ? "" : ",");
    if constexpr (std::is_same_v<T, float>) {
      uint32_t bits = 0;
      std::memcpy(&bits, &element, sizeof bits);
      // Exact for every bit pattern, NaN included.
      absl::StrAppend(&text, "0x", absl::Hex(bits));
    } else {
      absl::StrAppend(&text, static_cast<int64_t>(element));
    }
  }
  return text;
}

std::string PrintDense(ElemType elem, const std::string& bytes) {
  switch (elem) {
    case ElemType::kInt8:
      return PrintElements<int8_t>(bytes);
    case ElemType::kUInt8:
    case ElemType::kBool:
      return PrintElements<uint8_t>(bytes);
    case ElemType::kInt16:
      return PrintElements<int16_t>(bytes);
    case ElemType::kInt32:
      return PrintElements<int32_t>(bytes);
    case ElemType::kInt64:
      return PrintElements<int64_t>(bytes);
    case ElemType::kFloat32:
      return PrintElements<float>(bytes);
  }
  return "";
}

class GraphPrinter {
 public:
  GraphPrinter(const Graph& graph, Blobs* blobs)
      : graph_(graph), blobs_(blobs), printed_(graph.value_count(), false) {}

  std::string Run() {
    absl::StrAppend(&text_, "graph @", Identifier(graph_.name), "(",
                    Join(graph_.inputs(), [&](ValueId id) { return Declaration(id); }), ")",
                    graph_.rounding == Rounding::kOnce ? " rounding=once" : "", " {\n");
    for (ValueId id : graph_.Variables()) PrintVariable(id);
    for (const Node& node : graph_.nodes()) PrintNode(node);
    for (ValueId id : graph_.outputs()) PrintConstant(id);
    absl::StrAppend(&text_, "  return", graph_.outputs().empty() ? "" : " ",
                    Join(graph_.outputs(), [&](ValueId id) { return Name(id); }), "\n}\n");
    return std::move(text_);
  }

 private:
  template <class F>
  static std::string Join(const std::vector<ValueId>& ids, F text) {
    return absl::StrJoin(ids, ", ",
                         [&](std::string* out, ValueId id) { absl::StrAppend(out, text(id)); });
  }

  std::string Name(ValueId id) const {
    return id == kNoValue ? "_" : absl::StrCat("%", graph_.value(id).name);
  }

  std::string Declaration(ValueId id) const {
    const Value& value = graph_.value(id);
    const std::string original =
        value.original.empty() ? "" : absl::StrCat(" ", QuotedText(value.original));
    return absl::StrCat(Name(id), original, ": ", PrintType(value.type));
  }

  // A constant stands before the first node that reads it.
  void PrintConstant(ValueId id) {
    if (id == kNoValue || !graph_.value(id).constant() || printed_[static_cast<size_t>(id)]) return;
    printed_[static_cast<size_t>(id)] = true;
    const Value& value = graph_.value(id);
    absl::StrAppend(&text_, "  ", Declaration(id), " = const ", Contents(value, value.data), "\n");
  }

  // Variables stand at the beginning, where they begin to exist.
  void PrintVariable(ValueId id) {
    const Value& value = graph_.value(id);
    absl::StrAppend(&text_, "  ", Declaration(id), " = variable",
                    value.state() ? absl::StrCat(" ", InitialContents(value)) : "", "\n");
  }

  std::string Contents(const Value& value, const ConstantData& data) {
    if (blobs_ != nullptr && value.type.shape.elements() > kLargestInline) {
      (*blobs_)[value.name] = data;
      return absl::StrCat("blob<", value.name, ">");
    }
    return absl::StrCat("dense<", PrintDense(value.type.elem, *data), ">");
  }

  // Most states begin with one element everywhere.
  std::string InitialContents(const Value& value) {
    const std::string& bytes = *value.initial;
    const auto step = static_cast<size_t>(BytesOf(value.type.elem));
    const bool uniform = bytes.size() > step &&
                         bytes.compare(step, std::string::npos, bytes, 0, bytes.size() - step) == 0;
    if (!uniform) return Contents(value, value.initial);
    return absl::StrCat("fill<", PrintDense(value.type.elem, bytes.substr(0, step)), ">");
  }

  void PrintNode(const Node& node) {
    for (ValueId id : node.in) PrintConstant(id);
    absl::StrAppend(&text_, "  ", Join(node.out, [&](ValueId id) { return Declaration(id); }),
                    node.out.empty() ? "" : " = ", NameOf(node.op), "(",
                    Join(node.in, [&](ValueId id) { return Name(id); }), ")",
                    PrintAttributes(node.op), PrintLocation(node.loc), "\n");
  }

  const Graph& graph_;
  Blobs* blobs_;
  std::vector<bool> printed_;
  std::string text_;
};

}  // namespace

std::string PrintType(const TensorType& type) {
  return absl::StrCat(NameOf(type.elem), "[", absl::StrJoin(type.shape.dims(), ","), "]",
                      PrintQuant(type.quant));
}

std::string PrintLocation(const Location& loc) {
  if (loc.file.empty() && loc.origins.empty()) return "";
  std::string text = absl::StrCat(" loc(", QuotedText(loc.file));
  for (const Origin& o : loc.origins) {
    absl::StrAppend(&text, ", ", o.index, ", ", QuotedText(o.op), ", ", QuotedText(o.name));
  }
  return text + ")";
}

std::string PrintOp(const Op& op) { return absl::StrCat(NameOf(op), PrintAttributes(op)); }

std::string Print(const Graph& graph, Blobs* blobs) { return GraphPrinter(graph, blobs).Run(); }

}  // namespace iegen::ir
