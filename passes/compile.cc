#include "passes/compile.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/verify.h"
#include "passes/arena_options.h"
#include "passes/assemble.h"
#include "passes/file_macs.h"
#include "passes/kernel_overlap.h"
#include "passes/pipeline.h"
#include "passes/plan_memory.h"
#include "passes/select_kernels.h"
#include "passes/share_bodies.h"
#include "passes/streaming/segments.h"

namespace iegen::passes {
namespace {

// A graph output that is a constant has to be written into the arena by somebody.
void CopyConstantOutputs(ir::Graph* graph) {
  for (ir::ValueId& output : graph->outputs()) {
    if (!graph->value(output).constant()) continue;
    const ir::Value constant = graph->value(output);
    const ir::ValueId copy = graph->AddValue(constant.name, constant.type);
    graph->value(copy).original = constant.original.empty() ? constant.name : constant.original;
    graph->nodes().push_back({ir::Reshape{constant.type.shape.dims()}, {output}, {copy}, {}});
    output = copy;
  }
}

// Without the order from last to first byte, where that kernel is not to be used.
std::vector<InputOverlap> EnabledOverlapsOf(const Selection& selection,
                                            absl::Span<const std::string> disabled) {
  std::vector<InputOverlap> overlaps = OverlapsOf(selection);
  const Kernel* const kernel = selection.candidate.kernel;
  const Kernel* const backward = kernel == nullptr ? nullptr : kernel->backward;
  if (backward == nullptr || !absl::c_linear_search(disabled, backward->name)) return overlaps;
  for (InputOverlap& overlap : overlaps) overlap.below.reset();
  return overlaps;
}

// What is lowered, and how.
struct Task {
  const ir::Graph& graph;
  const CompileOptions& options;
  const ArenaOptions& arena;
};

std::vector<NodeMemory> MemoryOf(const Task& task, const std::vector<Selection>& selections) {
  std::vector<NodeMemory> nodes;
  for (const Selection& selection : selections) {
    NodeMemory node;
    node.products = LiveMacsOf(NodeView(task.graph, task.graph.nodes()[nodes.size()]));
    node.view = selection.candidate.view;
    node.view_offset = selection.candidate.view_offset;
    node.joins = selection.candidate.joins;
    node.overlaps = EnabledOverlapsOf(selection, task.options.disabled_kernels);
    for (const BoundOperand& operand : selection.call.operands) {
      if (operand.kind != BoundOperand::Kind::kScratch) continue;
      node.scratch.push_back(operand.scratch_bytes);
    }
    node.keeps_scratch = selection.rows.rows > 0 && selection.rows.row_bytes == 0;
    nodes.push_back(std::move(node));
  }
  return nodes;
}

// Which kernels run, and where everything lies.
struct Decision {
  std::vector<Selection> selections;
  ArenaPlan arena;
};

RowCalls RowCallsOf(const ir::Graph& graph, const std::vector<Selection>& selections) {
  RowCalls rows;
  for (size_t i = 0; i < selections.size(); ++i) {
    const Kernel* const kernel = selections[i].candidate.kernel;
    rows.emplace_back();
    if (kernel == nullptr) continue;
    rows.back() = RowCallOf(NodeView(graph, graph.nodes()[i]), *kernel, selections[i].call);
  }
  return rows;
}

// The kernel runs row by row; its notes name the one that does it.
void SetRowCall(RowCall row, Selection* selection) {
  for (ir::CandidateNote& note : selection->notes) {
    if (!note.chosen) continue;
    note.kernel = std::string(row.kernel->name);
    absl::StrAppend(&note.note, note.note.empty() ? "" : "; ", "row by row, which saves RAM");
  }
  selection->candidate.kernel = row.kernel;
  selection->call = std::move(row.call);
  selection->rows = std::move(row.rows);
}

// The same in segments that run row by row, if that makes the arena smaller.
absl::Status StreamRows(const Task& task, Decision* plain) {
  Decision streamed{plain->selections, {}};
  const RowCalls rows = RowCallsOf(task.graph, plain->selections);
  const std::vector<Segment> segments =
      ChooseSegments(task.graph, MemoryOf(task, plain->selections), rows,
                     task.options.preserve_inputs, task.options.ram_limit);
  if (segments.empty()) return absl::OkStatus();
  for (const Segment& segment : segments) {
    for (size_t i = segment.first; i <= segment.last; ++i) {
      SetRowCall(*rows[i], &streamed.selections[i]);
    }
  }
  IEGEN_ASSIGN_OR_RETURN(streamed.arena, PlanArena(task.graph, MemoryOf(task, streamed.selections),
                                                   task.arena, segments));
  if (streamed.arena.IsBetterThan(plain->arena)) *plain = std::move(streamed);
  return absl::OkStatus();
}

absl::StatusOr<ir::Program> LowerFor(const Task& task, const Target& target, Objective objective) {
  Decision decision;
  IEGEN_ASSIGN_OR_RETURN(decision.selections, SelectKernels(task.graph, target, objective,
                                                            task.options.disabled_kernels));
  IEGEN_ASSIGN_OR_RETURN(decision.arena,
                         PlanArena(task.graph, MemoryOf(task, decision.selections), task.arena));
  if (objective == Objective::kRam && task.options.stream_rows) {
    IEGEN_RETURN_IF_ERROR(StreamRows(task, &decision));
  }
  ir::Program program = Assemble(task.graph, decision.selections, decision.arena);
  program.target = std::string(target.name);
  ShareBodies(task.options.bodies, objective != Objective::kFlash, &program);
  IEGEN_RETURN_IF_ERROR(ir::VerifyProgram(program));
  return program;
}

// How far limits are exceeded.
int64_t ExcessOf(const ir::Program& program, int64_t ram_limit) {
  int64_t excess = ram_limit <= 0 ? 0 : std::max<int64_t>(0, program.arena_bytes - ram_limit);
  for (const ir::Pool& pool : program.pools) {
    excess += std::max<int64_t>(0, pool.bytes - pool.limit);
  }
  return excess;
}

absl::Status CheckNames(absl::Span<const std::string> kernels) {
  for (const std::string& name : kernels) {
    if (FindKernel(name) != nullptr) continue;
    return Error(absl::StrCat("there is no kernel ", Quoted(name)))
        .Hint("'iegen compile --explain' names those of each layer");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ir::Graph> Prepare(ir::Graph graph, const Target& target,
                                  const CompileOptions& options, Observer* observer) {
  IEGEN_RETURN_IF_ERROR(RunPasses(DefaultPipeline(), options.passes, {&target}, &graph, observer));
  IEGEN_RETURN_IF_ERROR(ir::Verify(graph, ir::Stage::kTarget));
  return graph;
}

absl::StatusOr<ir::Program> Lower(ir::Graph graph, const Target& target,
                                  const CompileOptions& options, Observer* observer) {
  IEGEN_RETURN_IF_ERROR(CheckNames(options.disabled_kernels));
  const FileMacs macs = FileMacsOf(graph);
  TensorNames names;
  if (!options.fixed.empty()) names = TensorNamesOf(graph);
  IEGEN_ASSIGN_OR_RETURN(graph, Prepare(std::move(graph), target, options, observer));
  CopyConstantOutputs(&graph);
  IEGEN_ASSIGN_OR_RETURN(const ArenaOptions arena, ArenaOptionsFor(graph, options, names));
  const Task task{graph, options, arena};
  IEGEN_ASSIGN_OR_RETURN(ir::Program program, LowerFor(task, target, options.objective));
  const int64_t excess = ExcessOf(program, options.ram_limit);
  if (excess > 0 && options.objective != Objective::kRam) {
    IEGEN_ASSIGN_OR_RETURN(ir::Program smaller, LowerFor(task, target, Objective::kRam));
    if (ExcessOf(smaller, options.ram_limit) < excess) program = std::move(smaller);
  }
  SetFileMacs(macs, &program);
  return program;
}

}  // namespace iegen::passes
