#include "passes/compile.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "ir/verify.h"
#include "passes/assemble.h"
#include "passes/file_macs.h"
#include "passes/kernel_overlap.h"
#include "passes/pipeline.h"
#include "passes/plan_memory.h"
#include "passes/select_kernels.h"
#include "passes/share_bodies.h"

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

std::vector<NodeMemory> MemoryOf(const std::vector<Selection>& selections) {
  std::vector<NodeMemory> nodes;
  for (const Selection& selection : selections) {
    NodeMemory node;
    node.view = selection.candidate.view;
    node.view_offset = selection.candidate.view_offset;
    node.joins = selection.candidate.joins;
    node.overlaps = OverlapsOf(selection);
    for (const BoundOperand& operand : selection.call.operands) {
      if (operand.kind != BoundOperand::Kind::kScratch) continue;
      node.scratch.push_back(operand.scratch_bytes);
    }
    nodes.push_back(std::move(node));
  }
  return nodes;
}

absl::StatusOr<ir::Program> LowerFor(const ir::Graph& graph, const Target& target,
                                     const CompileOptions& options, Objective objective) {
  IEGEN_ASSIGN_OR_RETURN(const std::vector<Selection> selections,
                         SelectKernels(graph, target, objective));
  IEGEN_ASSIGN_OR_RETURN(const ArenaPlan arena,
                         PlanArena(graph, MemoryOf(selections), options.preserve_inputs));
  ir::Program program = Assemble(graph, selections, arena);
  program.target = std::string(target.name);
  ShareBodies(options.bodies, objective != Objective::kFlash, &program);
  IEGEN_RETURN_IF_ERROR(ir::VerifyProgram(program));
  return program;
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
  const FileMacs macs = FileMacsOf(graph);
  IEGEN_ASSIGN_OR_RETURN(graph, Prepare(std::move(graph), target, options, observer));
  CopyConstantOutputs(&graph);
  IEGEN_ASSIGN_OR_RETURN(ir::Program program, LowerFor(graph, target, options, options.objective));
  const bool fits = options.ram_limit <= 0 || program.arena_bytes <= options.ram_limit;
  if (!fits && options.objective != Objective::kRam) {
    IEGEN_ASSIGN_OR_RETURN(ir::Program smaller, LowerFor(graph, target, options, Objective::kRam));
    if (smaller.arena_bytes < program.arena_bytes) program = std::move(smaller);
  }
  SetFileMacs(macs, &program);
  return program;
}

}  // namespace iegen::passes
