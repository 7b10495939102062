#include "frontend/onnx/importer.h"

#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/onnx/model.h"
#include "frontend/onnx/node_reader.h"
#include "frontend/onnx/op_table.h"
#include "frontend/onnx/ops.h"
#include "ir/verify.h"

namespace iegen::frontend::onnx {
namespace {

constexpr size_t kLongestName = 60;  // of a value, from its end

// Operators that read stored integers, and those that only move or choose elements.
bool TakesIntegers(absl::string_view name) {
  constexpr absl::string_view kTaking[] = {
      "Concat",        "DequantizeLinear", "Dropout",   "Expand",   "Flatten", "Gather",
      "GlobalMaxPool", "Identity",         "MaxPool",   "Reshape",  "Shape",   "Slice",
      "Split",         "Squeeze",          "Transpose", "Unsqueeze"};
  return absl::StrContains(name, "QLinear") || absl::StrContains(name, "QGemm") ||
         absl::c_linear_search(kTaking, name);
}

absl::string_view ShortName(absl::string_view name) {
  return name.size() <= kLongestName ? name : name.substr(name.size() - kLongestName);
}

class Importer {
 public:
  Importer(const Model& model, const ImportOptions& options)
      : model_(model), options_(options), writer_(&graph_) {
    graph_.rounding = ir::Rounding::kOnce;
  }

  absl::StatusOr<ir::Graph> Run() {
    for (const onnx_subset::ValueInfo& input : model_.graph().input()) {
      IEGEN_RETURN_IF_ERROR(ReadInput(input));
    }
    for (int i = 0; i < model_.graph().node_size(); ++i) {
      const onnx_subset::Node& node = model_.graph().node(i);
      IEGEN_RETURN_IF_ERROR(WithOperator(ReadNode(node, i), PlaceOf(node, i)));
    }
    for (const onnx_subset::ValueInfo& output : model_.graph().output()) {
      IEGEN_RETURN_IF_ERROR(WriteOutput(output.name()));
    }
    DropUnread();
    return std::move(graph_);
  }

 private:
  absl::Status Define(const std::string& name, const Operand& operand) {
    if (model_.Initializer(name) != nullptr || !names_.emplace(name, operand).second) {
      return Error(absl::StrCat("tensor ", Quoted(name), " is produced twice"));
    }
    return absl::OkStatus();
  }

  // A model of the oldest kind lists its constants among the inputs.
  absl::Status ReadInput(const onnx_subset::ValueInfo& input) {
    if (model_.Initializer(input.name()) != nullptr) return absl::OkStatus();
    const absl::StatusOr<ir::TensorType> type = TypeOf(input);
    if (!type.ok()) return WithWhy(type.status(), absl::StrCat("input ", Quoted(input.name())));
    const ir::ValueId id = graph_.AddInput(ShortName(input.name()), *type);
    return Define(input.name(), {{}, InputView(id), false});
  }

  // With options.channels_last the interface has an image's channels last, the file before them.
  View InputView(ir::ValueId id) {
    if (!options_.channels_last || writer_.ShapeOf(id).rank() != 4) return writer_.Plain(id);
    ir::Shape& shape = graph_.value(id).type.shape;
    shape = {shape[0], shape[2], shape[3], shape[1]};
    return writer_.Back(id, ToChannelsLast());
  }

  absl::StatusOr<ir::TensorType> TypeOf(const onnx_subset::ValueInfo& input) const {
    if (!input.type().has_tensor_type()) {
      return Unsupported("an input that has no type of a tensor (perhaps a sequence)");
    }
    const onnx_subset::TensorType& tensor = input.type().tensor_type();
    const absl::optional<ir::ElemType> elem = ElemOf(tensor.elem_type());
    const bool known = elem == ir::ElemType::kFloat32 || elem == ir::ElemType::kInt8 ||
                       elem == ir::ElemType::kUInt8;
    if (!known) {
      return Unsupported(absl::StrCat("an input of type ", TypeName(tensor.elem_type())))
          .Why("inputs of type FLOAT, INT8 and UINT8 are read");
    }
    if (!tensor.has_shape()) return Error("an input without a shape");
    IEGEN_ASSIGN_OR_RETURN(ir::Shape shape, ShapeOfInput(tensor.shape()));
    ir::TensorType type{*elem, std::move(shape), {}};
    IEGEN_RETURN_IF_ERROR(ir::VerifyType(type));
    return type;
  }

  // A first dimension without a number is the batch, which is 1.
  static absl::StatusOr<ir::Shape> ShapeOfInput(const onnx_subset::TensorShape& proto) {
    std::vector<int64_t> dims;
    for (const onnx_subset::Dimension& dim : proto.dim()) {
      const bool fixed = dim.has_value() && dim.value() > 0;
      if (!fixed && (!dims.empty() || (dim.has_value() && dim.value() == 0))) {
        return Error(absl::StrCat("dimension ", dims.size(), " of the shape has no fixed size",
                                  dim.has_symbol() ? ": " : "",
                                  dim.has_symbol() ? Quoted(dim.symbol()) : ""))
            .Why("memory is planned when compiling, so every size must be known")
            .Hint("export the model with a fixed input shape (without dynamic_axes)");
      }
      dims.push_back(fixed ? dim.value() : 1);
    }
    return ShapeOf(dims);
  }

  absl::StatusOr<Operand> Find(const std::string& name) {
    if (name.empty()) return Operand{};
    const auto found = names_.find(name);
    if (found != names_.end()) return found->second;
    const onnx_subset::Tensor* tensor = model_.Initializer(name);
    if (tensor == nullptr) {
      return Error(absl::StrCat("input ", Quoted(name), " is produced by no operator before this"))
          .Why("the name is missing, or the operators stand in a wrong order or in a cycle");
    }
    IEGEN_ASSIGN_OR_RETURN(HostTensor constant, ReadTensor(*tensor, options_.folder));
    return constants_.emplace(name, Operand{std::move(constant), {}, false}).first->second;
  }

  absl::StatusOr<Operand> FindOnce(const std::string& name) {
    const auto found = constants_.find(name);
    if (found != constants_.end()) return found->second;
    return Find(name);
  }

  absl::Status CheckAttributes(const onnx_subset::Node& node) const {
    absl::flat_hash_set<std::string> names;
    for (const onnx_subset::Attribute& attribute : node.attribute()) {
      if (names.insert(attribute.name()).second) continue;
      return Error(absl::StrCat("attribute ", Quoted(attribute.name()), " stands there twice"));
    }
    return absl::OkStatus();
  }

  absl::Status CheckIntegers(absl::string_view name, absl::Span<const Operand> operands) const {
    if (TakesIntegers(name)) return absl::OkStatus();
    for (const Operand& operand : operands) {
      if (!operand.view) continue;
      const ir::ElemType elem = graph_.type(operand.view->id).elem;
      if (elem != ir::ElemType::kInt8 && elem != ir::ElemType::kUInt8) continue;
      return Unsupported(absl::StrCat("operator ", name, " on integers"))
          .Why("an input's stored integers are read by DequantizeLinear and QLinear operators");
    }
    return absl::OkStatus();
  }

  absl::Status ReadNode(const onnx_subset::Node& node, int index) {
    const OperatorPlace place = PlaceOf(node, index);
    IEGEN_RETURN_IF_ERROR(CheckSupported(place.name));
    IEGEN_RETURN_IF_ERROR(CheckAttributes(node));
    NodeParts parts{&node, model_.opset(), options_.folder, {}};
    bool constant = true;
    for (const std::string& name : node.input()) {
      IEGEN_ASSIGN_OR_RETURN(Operand operand, FindOnce(name));
      constant = constant && !operand.view;
      parts.in.push_back(std::move(operand));
    }
    IEGEN_RETURN_IF_ERROR(CheckIntegers(place.name, parts.in));
    writer_.StartNode({options_.file, {{index, place.name, place.layer}}},
                      ShortName(node.output_size() > 0 ? node.output(0) : place.layer));
    NodeReader reader(&writer_, std::move(parts));
    IEGEN_RETURN_IF_ERROR(Import(place.name, constant, &reader));
    for (size_t i = 0; i < reader.out().size(); ++i) {
      const std::string& name = node.output(static_cast<int>(i));
      if (name.empty() || !reader.out()[i].there()) continue;
      IEGEN_RETURN_IF_ERROR(Define(name, reader.out()[i]));
    }
    return absl::OkStatus();
  }

  static absl::Status Import(absl::string_view name, bool constant, NodeReader* reader) {
    const ImportFunction fold = constant ? FindFold(name) : nullptr;
    if (fold != nullptr) return fold(*reader);
    const OperatorRow* row = FindOperator(name);
    if (row != nullptr) return row->import(*reader);
    return Unsupported(absl::StrCat("operator ", name, " on values that are not known before"))
        .Why("it is computed when compiling, so all its inputs must be constants")
        .Hint("export the model with a fixed input shape");
  }

  absl::Status WriteOutput(const std::string& name) {
    const absl::StatusOr<Operand> found = FindOnce(name);
    if (!found.ok() || !found->there()) {
      return Error(
                 absl::StrCat("output ", Quoted(name), " of the model is produced by no operator"))
          .Why("the name is missing in the graph");
    }
    writer_.StartNode({options_.file, {}}, ShortName(name));
    const Operand& operand = *found;
    if (operand.constant) {
      IEGEN_ASSIGN_OR_RETURN(const ir::ValueId id, writer_.Constant(*operand.constant));
      graph_.outputs().push_back(id);
      return absl::OkStatus();
    }
    const bool image = options_.channels_last && operand.view->shape.rank() == 4;
    IEGEN_ASSIGN_OR_RETURN(ir::ValueId id, image ? writer_.InOrder(*operand.view, ToChannelsLast())
                                                 : writer_.Contiguous(*operand.view));
    if (operand.shifted) {
      ir::Quant quant = graph_.type(id).quant;
      for (int32_t& zero : quant.zero_points) zero += 128;
      IEGEN_ASSIGN_OR_RETURN(id, writer_.Emit(ir::Quantize{ir::ElemType::kUInt8}, {id}, quant));
    }
    graph_.value(id).original = std::string(ShortName(name));
    graph_.outputs().push_back(id);
    return absl::OkStatus();
  }

  // Nodes whose results nobody uses: what has been folded reads them no more.
  void DropUnread() {
    absl::flat_hash_set<ir::ValueId> read(graph_.outputs().begin(), graph_.outputs().end());
    std::vector<ir::Node> kept;
    for (size_t i = graph_.nodes().size(); i-- > 0;) {
      ir::Node& node = graph_.nodes()[i];
      if (!read.contains(node.out[0])) continue;
      read.insert(node.in.begin(), node.in.end());
      kept.push_back(std::move(node));
    }
    graph_.nodes().assign(std::make_move_iterator(kept.rbegin()),
                          std::make_move_iterator(kept.rend()));
    graph_.Compact();
  }

  const Model& model_;
  const ImportOptions& options_;
  ir::Graph graph_;
  GraphWriter writer_;
  absl::flat_hash_map<std::string, Operand> names_;
  absl::flat_hash_map<std::string, Operand> constants_;  // initialisers that have been read
};

absl::Status Report(const ImportOptions& options, const absl::Status& status) {
  absl::Status located = WithFile(status, options.file);
  if (options.problems != nullptr) options.problems->push_back(located);
  return located;
}

// All operators that are not read; the first of them, or OK.
absl::Status CheckOperators(const Model& model, const ImportOptions& options) {
  absl::Status first;
  absl::flat_hash_set<std::string> seen;
  for (int i = 0; i < model.graph().node_size(); ++i) {
    const OperatorPlace place = PlaceOf(model.graph().node(i), i);
    const absl::Status status = CheckSupported(place.name);
    if (!status.ok() && seen.insert(place.name).second) {
      first.Update(Report(options, WithOperator(status, place)));
    }
  }
  return first;
}

}  // namespace

absl::StatusOr<ir::Graph> ImportOnnx(absl::string_view bytes, const ImportOptions& options) {
  const absl::StatusOr<Model> model = Model::Open(bytes);
  if (!model.ok()) return Report(options, model.status());
  IEGEN_RETURN_IF_ERROR(CheckOperators(*model, options));
  absl::StatusOr<ir::Graph> graph = Importer(*model, options).Run();
  if (graph.ok()) return graph;
  return Report(options, graph.status());
}

}  // namespace iegen::frontend::onnx
