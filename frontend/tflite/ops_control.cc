// Branches and loops: the graphs they call are read in place, between markers. Values leave a
// branch, and go round a loop, in variables that live within one inference.
#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/tflite/ops.h"

namespace iegen::frontend::tflite {
namespace {

using Ids = std::vector<ir::ValueId>;

absl::Status Mark(OperatorReader& op, ir::Op marker, Ids in) {
  return op.Add({std::move(marker), std::move(in), {}, op.location()});
}

absl::Status Assign(OperatorReader& op, ir::ValueId variable, ir::ValueId value) {
  return op.Add({ir::AssignVariable{}, {variable, value}, {}, op.location()});
}

absl::Status Read(OperatorReader& op, ir::ValueId variable, ir::ValueId value) {
  return op.Add({ir::ReadVariable{}, {variable}, {value}, op.location()});
}

// A new value of the type of `id`, which stands for it within the engine alone.
ir::ValueId AddLike(OperatorReader& op, ir::ValueId id) {
  ir::Graph& graph = op.graph();
  const std::string name = graph.value(id).name;
  const ir::ValueId like = graph.AddValue(name, graph.type(id));
  graph.value(like).original.clear();
  return like;
}

absl::StatusOr<Ids> AddLocals(OperatorReader& op, absl::Span<const ir::ValueId> like) {
  Ids locals;
  for (ir::ValueId id : like) {
    if (id == ir::kNoValue) return Error(absl::StrCat("an operand of ", op.name(), " is missing"));
    if (op.graph().value(id).variable) {
      return Unsupported(absl::StrCat(op.name(), " hands on a variable"))
          .Why("let the graphs that it calls name the variable themselves (VAR_HANDLE)");
    }
    locals.push_back(AddLike(op, id));
    op.graph().value(locals.back()).variable = true;
  }
  return locals;
}

absl::Status CheckCount(const OperatorReader& op, size_t found, size_t wanted,
                        absl::string_view what) {
  if (found == wanted) return absl::OkStatus();
  return Error(absl::StrCat(op.name(), " has ", wanted, " outputs, its ", what, " has ", found));
}

// Checks the condition here: Mark() would name its type without its place.
absl::Status CheckCondition(const OperatorReader& op, ir::ValueId id) {
  const ir::TensorType& type = op.graph().type(id);
  if (type.elem == ir::ElemType::kBool && type.shape.elements() == 1) return absl::OkStatus();
  return Error(absl::StrCat("the condition of ", op.name(), " is ", ir::UserNameOf(type.elem), " ",
                            ir::ShapeText(type.shape), ", expected one bool"))
      .Why(absl::StrCat("tensor ", Quoted(op.graph().value(id).name)));
}

// One side of an IF: reads its graph and stores what it returns.
absl::Status Branch(OperatorReader& op, int32_t subgraph, const Ids& inputs, const Ids& locals) {
  IEGEN_ASSIGN_OR_RETURN(const Ids results, op.callees().Call(subgraph, inputs));
  IEGEN_RETURN_IF_ERROR(CheckCount(op, results.size(), locals.size(), "branch"));
  for (size_t i = 0; i < results.size(); ++i) {
    IEGEN_RETURN_IF_ERROR(Assign(op, locals[i], results[i]));
  }
  return absl::OkStatus();
}

// What goes round a loop, by operand.
struct Carried {
  size_t begin = 0;  // the node that begins the loop
  Ids local;         // kNoValue where the body hands the operand on as it is
  Ids value;         // at the beginning of a round
};

// Whether each operand of the loop comes out of the body as it went in.
absl::StatusOr<std::vector<bool>> Unchanged(OperatorReader& op, int32_t body) {
  IEGEN_ASSIGN_OR_RETURN(const CalleeEnds ends, op.callees().EndsOf(body));
  IEGEN_RETURN_IF_ERROR(CheckCount(op, ends.outputs.size(), op.in().size(), "body"));
  if (ends.inputs.size() != op.in().size()) {
    return Error(
        absl::StrCat("WHILE has ", op.in().size(), " inputs, its body has ", ends.inputs.size()));
  }
  std::vector<bool> unchanged;
  for (size_t i = 0; i < ends.inputs.size(); ++i) {
    unchanged.push_back(ends.inputs[i] == ends.outputs[i]);
  }
  return unchanged;
}

absl::StatusOr<Carried> BeginLoop(OperatorReader& op, const std::vector<bool>& unchanged) {
  Carried carried;
  for (size_t i = 0; i < op.in().size(); ++i) {
    const ir::ValueId start = op.in()[i];
    carried.local.push_back(ir::kNoValue);
    carried.value.push_back(start);
    if (unchanged[i]) continue;
    IEGEN_ASSIGN_OR_RETURN(const Ids local, AddLocals(op, {start}));
    carried.local.back() = local[0];
    IEGEN_RETURN_IF_ERROR(Assign(op, local[0], start));
  }
  carried.begin = op.graph().nodes().size();
  IEGEN_RETURN_IF_ERROR(Mark(op, ir::LoopBegin{}, {}));
  for (size_t i = 0; i < op.in().size(); ++i) {
    if (unchanged[i]) continue;
    carried.value[i] = AddLike(op, op.in()[i]);
    IEGEN_RETURN_IF_ERROR(Read(op, carried.local[i], carried.value[i]));
  }
  return carried;
}

// Whether what the nodes from `first` on compute for `condition` can be another in the next round.
bool MayChange(const ir::Graph& graph, size_t first, ir::ValueId condition) {
  absl::flat_hash_set<ir::ValueId> needed = {condition};
  for (size_t i = graph.nodes().size(); i-- > first;) {
    const ir::Node& node = graph.nodes()[i];
    const auto is_needed = [&](ir::ValueId id) { return needed.contains(id); };
    const bool writes = absl::c_any_of(node.in, [&](ir::ValueId id) {
      return id != ir::kNoValue && is_needed(id) && graph.Writes(node, id);
    });
    if (!writes && !absl::c_any_of(node.out, is_needed)) continue;
    needed.insert(node.in.begin(), node.in.end());
    if (std::holds_alternative<ir::ReadVariable>(node.op) || ir::WritesOf(node.op) != 0)
      return true;
  }
  return false;
}

bool IsFalse(const ir::Value& condition) {
  return condition.constant() && (*condition.data)[0] == 0;
}

absl::Status Condition(OperatorReader& op, int32_t subgraph, const Carried& carried) {
  IEGEN_ASSIGN_OR_RETURN(const Ids results, op.callees().Call(subgraph, carried.value));
  if (results.size() != 1) {
    return Error(
        absl::StrCat("the condition of WHILE has ", results.size(), " outputs, expected 1"));
  }
  IEGEN_RETURN_IF_ERROR(CheckCondition(op, results[0]));
  if (!MayChange(op.graph(), carried.begin, results[0]) && !IsFalse(op.graph().value(results[0]))) {
    return Error("the loop has no end: its body changes nothing that its condition looks at")
        .Why(absl::StrCat("the condition is ", Quoted(op.graph().value(results[0]).name)));
  }
  return Mark(op, ir::LoopExitUnless{}, {results[0]});
}

absl::Status Body(OperatorReader& op, int32_t subgraph, const Carried& carried) {
  IEGEN_ASSIGN_OR_RETURN(const Ids results, op.callees().Call(subgraph, carried.value));
  for (size_t i = 0; i < results.size(); ++i) {
    if (carried.local[i] == ir::kNoValue) continue;
    IEGEN_RETURN_IF_ERROR(Assign(op, carried.local[i], results[i]));
  }
  return Mark(op, ir::LoopEnd{}, {});
}

}  // namespace

absl::Status ImportIf(OperatorReader& op) {
  IEGEN_ASSIGN_OR_RETURN(const schema::IfOptions* options, op.Options<schema::IfOptions>());
  if (!op.HasInput(0)) return Error("input 0 of IF is missing");
  IEGEN_RETURN_IF_ERROR(CheckCondition(op, op.in()[0]));
  const Ids inputs(op.in().begin() + 1, op.in().end());
  IEGEN_ASSIGN_OR_RETURN(const Ids locals, AddLocals(op, op.out()));
  IEGEN_RETURN_IF_ERROR(Mark(op, ir::IfBegin{}, {op.in()[0]}));
  IEGEN_RETURN_IF_ERROR(Branch(op, options->then_subgraph_index(), inputs, locals));
  IEGEN_RETURN_IF_ERROR(Mark(op, ir::IfElse{}, {}));
  IEGEN_RETURN_IF_ERROR(Branch(op, options->else_subgraph_index(), inputs, locals));
  IEGEN_RETURN_IF_ERROR(Mark(op, ir::IfEnd{}, {}));
  for (size_t i = 0; i < locals.size(); ++i) {
    IEGEN_RETURN_IF_ERROR(Read(op, locals[i], op.out()[i]));
  }
  return absl::OkStatus();
}

absl::Status ImportWhile(OperatorReader& op) {
  IEGEN_ASSIGN_OR_RETURN(const schema::WhileOptions* options, op.Options<schema::WhileOptions>());
  IEGEN_RETURN_IF_ERROR(CheckCount(op, op.in().size(), op.out().size(), "list of inputs"));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<bool> unchanged,
                         Unchanged(op, options->body_subgraph_index()));
  IEGEN_ASSIGN_OR_RETURN(const Carried carried, BeginLoop(op, unchanged));
  IEGEN_RETURN_IF_ERROR(Condition(op, options->cond_subgraph_index(), carried));
  IEGEN_RETURN_IF_ERROR(Body(op, options->body_subgraph_index(), carried));
  for (size_t i = 0; i < carried.local.size(); ++i) {
    const ir::ValueId out = op.out()[i];
    const ir::Shape& shape = op.graph().type(out).shape;
    IEGEN_RETURN_IF_ERROR(
        carried.local[i] != ir::kNoValue
            ? Read(op, carried.local[i], out)
            : op.Add({ir::Reshape{shape.dims()}, {op.in()[i]}, {out}, op.location()}));
  }
  return absl::OkStatus();
}

}  // namespace iegen::frontend::tflite
