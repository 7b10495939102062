#include "passes/compile.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/verify.h"
#include "passes/arena_options.h"
#include "passes/assemble.h"
#include "passes/decision.h"
#include "passes/file_macs.h"
#include "passes/pipeline.h"
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

absl::StatusOr<ir::Program> LowerFor(const Task& task, const Target& target, Objective objective) {
  IEGEN_ASSIGN_OR_RETURN(const Decision decision, Decide(task, target, objective));
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
