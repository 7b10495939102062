#include "passes/assemble.h"

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "backends/linear.h"
#include "base/text.h"
#include "passes/file_macs.h"
#include "passes/layer_names.h"

namespace iegen::passes {
namespace {

// The constants of a program, each stored once.
class ConstantPool {
 public:
  explicit ConstantPool(std::vector<ir::ProgramConstant>* constants) : constants_(*constants) {}

  int32_t Add(const std::string& name, ir::ElemType elem, ir::ConstantData data) {
    std::vector<int32_t>& same = by_bytes_[*data];
    for (int32_t index : same) {
      if (constants_[static_cast<size_t>(index)].elem == elem) return index;
    }
    const auto index = static_cast<int32_t>(constants_.size());
    same.push_back(index);
    constants_.push_back({Unique(name), elem, std::move(data)});
    return index;
  }

 private:
  std::string Unique(const std::string& name) {
    std::string unique = name;
    for (int n = 2; !names_.insert(unique).second; ++n) unique = absl::StrCat(name, "_", n);
    return unique;
  }

  std::vector<ir::ProgramConstant>& constants_;
  absl::flat_hash_map<std::string, std::vector<int32_t>> by_bytes_;
  absl::flat_hash_set<std::string> names_;
};

// What a constant that a kernel takes as it is in the graph is for.
std::string RoleOf(const ir::Node& node, size_t input) {
  const bool second = input == 1;
  if (second && std::holds_alternative<ir::Table>(node.op)) return "table";
  const bool linear = std::holds_alternative<ir::Conv2d>(node.op) ||
                      std::holds_alternative<ir::DepthwiseConv2d>(node.op) ||
                      std::holds_alternative<ir::FullyConnected>(node.op) ||
                      std::holds_alternative<ir::TransposeConv2d>(node.op);
  if (second && linear) return "weights";
  return absl::StrCat("input", input);
}

class Assembler {
 public:
  Assembler(const ir::Graph& graph, const ArenaPlan& arena)
      : graph_(graph), arena_(arena), pool_(&program_.constants) {}

  ir::Program Run(const std::vector<Selection>& selections) {
    program_.name = Identifier(graph_.name);
    program_.buffers = arena_.buffers;
    program_.arena_bytes = arena_.arena_bytes;
    program_.arena_bound_bytes = arena_.bound_bytes;
    program_.regions = arena_.regions;
    program_.pools = arena_.pools;
    for (ir::ValueId id : graph_.inputs()) program_.inputs.push_back(EdgeOf(id));
    for (ir::ValueId id : graph_.outputs()) program_.outputs.push_back(EdgeOf(id));
    const std::vector<std::string> names = LayerNames(graph_);
    for (size_t i = 0; i < selections.size(); ++i) {
      if (!arena_.is_view[i]) program_.calls.push_back(CallOf(i, selections[i], names[i]));
    }
    for (ir::ValueId id : graph_.Variables()) AddInitialValue(graph_.value(id), BufferOf(id));
    return std::move(program_);
  }

 private:
  int32_t BufferOf(ir::ValueId id) const { return arena_.buffer_of[static_cast<size_t>(id)]; }

  ir::ProgramEdge EdgeOf(ir::ValueId id) const {
    const ir::Value& value = graph_.value(id);
    return {value.original.empty() ? value.name : value.original, value.type, BufferOf(id)};
  }

  // Most state begins with one byte everywhere, which costs no constant.
  void AddInitialValue(const ir::Value& value, int32_t index) {
    if (!value.state()) return;
    ir::Buffer& buffer = program_.buffers[static_cast<size_t>(index)];
    const std::string& bytes = *value.initial;
    buffer.fill = static_cast<uint8_t>(bytes[0]);
    const bool uniform = bytes.find_first_not_of(bytes[0]) == std::string::npos;
    if (!uniform)
      buffer.initial = pool_.Add(value.name + "_initial", value.type.elem, value.initial);
  }

  ir::KernelCall CallOf(size_t i, const Selection& selection, const std::string& name) {
    const ir::Node& node = graph_.nodes()[i];
    const Kernel* kernel = selection.candidate.kernel;
    if (arena_.backward[i]) kernel = kernel->backward;
    ir::KernelCall call;
    call.flow = ir::FlowOf(node.op);
    if (kernel != nullptr) {
      call.kernel = std::string(kernel->name);
      call.function = std::string(kernel->function);
      call.header = std::string(kernel->header);
    }
    call.spec = selection.call.spec;
    call.rows = selection.rows;
    call.op = std::string(ir::NameOf(node.op));
    call.layer = name;
    call.loc = node.loc;
    call.macs = MacsOf(NodeView(graph_, node));
    call.live_macs = LiveMacsOf(NodeView(graph_, node));
    call.instructions = selection.candidate.cost.instructions;
    call.candidates = selection.notes;
    if (arena_.backward[i]) NameTwin(kernel->name, &call.candidates);
    size_t scratch = 0;
    for (const BoundOperand& bound : selection.call.operands) {
      const bool is_scratch = bound.kind == BoundOperand::Kind::kScratch;
      const int32_t scratch_buffer = is_scratch ? arena_.scratch_of[i][scratch++] : -1;
      call.operands.push_back(OperandOf(node, bound, scratch_buffer, name));
      call.weights_bytes += ConstantBytes(call.operands.back());
    }
    AddOverlaps(i, selection.call.operands, &call);
    return call;
  }

  // What was chosen runs in its other direction.
  static void NameTwin(absl::string_view name, std::vector<ir::CandidateNote>* candidates) {
    for (ir::CandidateNote& note : *candidates) {
      if (!note.chosen) continue;
      note.kernel = std::string(name);
      absl::StrAppend(&note.note, "; last pixel first, which saves RAM");
    }
  }

  // The operands of the inputs that share bytes with the output.
  void AddOverlaps(size_t i, absl::Span<const BoundOperand> operands, ir::KernelCall* call) const {
    const auto is_output = [](const BoundOperand& o) {
      return o.kind == BoundOperand::Kind::kOutput;
    };
    const auto written =
        static_cast<int32_t>(absl::c_find_if(operands, is_output) - operands.begin());
    for (const InputOverlap& overlap : arena_.overlaps[i]) {
      for (size_t k = 0; k < operands.size(); ++k) {
        const bool input = operands[k].kind == BoundOperand::Kind::kInput;
        if (!input || operands[k].index != overlap.input) continue;
        const bool backward = arena_.backward[i];
        call->overlaps.push_back({static_cast<int32_t>(k), written,
                                  backward ? *overlap.below : overlap.above, backward});
      }
    }
  }

  int64_t ConstantBytes(const ir::Operand& operand) const {
    if (operand.kind != ir::Operand::Kind::kConstant) return 0;
    return static_cast<int64_t>(
        program_.constants[static_cast<size_t>(operand.index)].data->size());
  }

  ir::Operand OperandOf(const ir::Node& node, const BoundOperand& bound, int32_t scratch_buffer,
                        const std::string& layer) {
    using Kind = ir::Operand::Kind;
    switch (bound.kind) {
      case BoundOperand::Kind::kInput:
        return InputOperand(node, bound, layer);
      case BoundOperand::Kind::kOutput:
        return {Kind::kBuffer, BufferOf(node.out[bound.index]), bound.elem, true};
      case BoundOperand::Kind::kConstant:
        return {Kind::kConstant,
                pool_.Add(absl::StrCat(layer, "_", bound.name), bound.elem,
                          std::make_shared<const std::string>(bound.bytes)),
                bound.elem, false};
      case BoundOperand::Kind::kScratch:
        return {Kind::kBuffer, scratch_buffer, bound.elem, true};
      case BoundOperand::Kind::kNull:
        break;
    }
    return {Kind::kNull, 0, bound.elem, bound.written};
  }

  ir::Operand InputOperand(const ir::Node& node, const BoundOperand& bound,
                           const std::string& layer) {
    const ir::ValueId id = node.in[bound.index];
    const ir::Value& value = graph_.value(id);
    if (!value.constant()) {
      return {ir::Operand::Kind::kBuffer, BufferOf(id), bound.elem, bound.written};
    }
    const std::string name = absl::StrCat(layer, "_", RoleOf(node, bound.index));
    return {ir::Operand::Kind::kConstant, pool_.Add(name, bound.elem, value.data), bound.elem,
            false};
  }

  const ir::Graph& graph_;
  const ArenaPlan& arena_;
  ir::Program program_;
  ConstantPool pool_;
};

}  // namespace

ir::Program Assemble(const ir::Graph& graph, const std::vector<Selection>& selections,
                     const ArenaPlan& arena) {
  return Assembler(graph, arena).Run(selections);
}

}  // namespace iegen::passes
