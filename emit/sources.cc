#include "emit/sources.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/text.h"
#include "emit/calls.h"
#include "emit/constants.h"
#include "emit/names.h"
#include "emit/specs.h"
#include "emit/template.h"
#include "emit/views.h"

namespace iegen::emit {
namespace {

using nlohmann::json;

UniqueNames NamesAfterApi(const ir::Program& program) { return UniqueNames(ApiNames(program)); }

std::vector<std::string> TakeConstantNames(const ir::Program& program, UniqueNames* names) {
  std::vector<std::string> taken;
  taken.reserve(program.constants.size());
  for (const ir::ProgramConstant& constant : program.constants) {
    taken.push_back(names->Take(absl::StrCat("k", CamelCase(constant.name))));
  }
  return taken;
}

// "alignas(4) extern const int8_t kConvWeights[72]", `storage` being "extern". All arrays begin at
// a multiple of 4, so that kernels may load words.
std::string Declaration(const ir::ProgramConstant& constant, absl::string_view storage,
                        const std::string& name) {
  const auto bytes = static_cast<int64_t>(constant.data->size());
  const int64_t step = ir::BytesOf(constant.elem);
  return absl::StrCat(step < 4 ? "alignas(4) " : "", storage, " const ",
                      ir::CppNameOf(constant.elem), " ", name, "[", bytes / step, "]");
}

// What a marker of control flow is in C++.
std::string MarkerText(const ir::KernelCall& call, const std::string& condition) {
  switch (call.flow) {
    case ir::Flow::kIfBegin:
      return absl::StrCat("  if (*", condition, " != 0) {");
    case ir::Flow::kIfElse:
      return "  } else {";
    case ir::Flow::kLoopBegin:
      return "  for (;;) {";
    case ir::Flow::kLoopExit:
      return absl::StrCat("  if (*", condition, " == 0) break;");
    case ir::Flow::kIfEnd:
    case ir::Flow::kLoopEnd:
    case ir::Flow::kCall:
      break;
  }
  return "  }";
}

std::string CallText(const NamedProgram& named, size_t index) {
  const ir::KernelCall& call = named.program.calls[index];
  if (call.flow != ir::Flow::kCall) {
    const std::string condition = call.operands.empty() ? "" : OperandText(named, call.operands[0]);
    return MarkerText(call, condition);
  }
  std::vector<std::string> operands;
  for (const ir::Operand& operand : call.operands) operands.push_back(OperandText(named, operand));
  const CallBinding& binding = named.bindings[index];
  return absl::StrCat(CallComment(index, call, "  "), ProfileText(index, call, "  "),
                      KernelCallText(binding.callee, binding.spec, operands, "  "));
}

// The body of Invoke. Tables of regions go to `definitions`.
std::string CallsText(const NamedProgram& named, UniqueNames* names, std::string* definitions) {
  std::vector<std::string> statements;
  for (size_t i = 0; i < named.program.calls.size(); ++i) {
    const ir::Region* const region = named.program.RegionOf(static_cast<int32_t>(i));
    if (region == nullptr) {
      statements.push_back(CallText(named, i));
      continue;
    }
    const std::string schedule = names->Take(absl::StrCat("kSchedule", i));
    absl::StrAppend(definitions, definitions->empty() ? "" : "\n", ScheduleText(*region, schedule));
    statements.push_back(RegionText(named, *region, schedule));
    i = static_cast<size_t>(region->last);
  }
  return absl::StrJoin(statements, "\n");
}

// Statements that write the bytes which state begins with.
json ResetLines(const ir::Program& program, const std::vector<std::string>& constants) {
  json lines = json::array();
  for (const ir::Buffer& state : program.buffers) {
    if (state.kind != ir::Buffer::Kind::kState) continue;
    const std::string to = absl::StrCat("(model.", PlaceText(program, state), ", ");
    const std::string size = absl::StrCat(", ", state.bytes, ");");
    const std::string from = state.initial < 0 ? absl::StrCat(static_cast<int>(state.fill))
                                               : constants[static_cast<size_t>(state.initial)];
    lines.push_back(absl::StrCat(state.initial < 0 ? "memset" : "memcpy", to, from, size));
  }
  return lines;
}

// One line for each layer: step, operator, kernel, binding, offsets, estimate.
json LayerLines(const ir::Program& program) {
  json lines = json::array({"step  operator, kernel, spec, offsets in the arena, instructions"});
  if (!program.pools.empty()) lines.push_back("p1+64: offset 64 in pool 1.");
  for (const ir::Region& region : program.regions) {
    lines.push_back(absl::StrCat("Steps ", region.first, " to ", region.last, " run row by row."));
  }
  for (size_t i = 0; i < program.calls.size(); ++i) {
    const ir::KernelCall& call = program.calls[i];
    if (call.flow != ir::Flow::kCall) {
      lines.push_back(absl::StrCat(i, "  ", CommentText(call.op)));
      continue;
    }
    std::string offsets;
    for (const ir::Operand& operand : call.operands) {
      if (operand.kind != ir::Operand::Kind::kBuffer) continue;
      const ir::Buffer& buffer = program.buffers[static_cast<size_t>(operand.index)];
      absl::StrAppend(&offsets, operand.written ? " >" : " ");
      if (!program.pools.empty()) absl::StrAppend(&offsets, "p", program.PoolOf(buffer), "+");
      absl::StrAppend(&offsets, program.PlaceOf(buffer));
    }
    lines.push_back(absl::StrCat(i, "  ", CommentText(call.op), ", ", CommentText(call.kernel),
                                 ", ", call.shared_body ? "shared" : "static", ",", offsets, ", ",
                                 Grouped(call.instructions)));
  }
  return lines;
}

}  // namespace

std::vector<std::string> ConstantNames(const ir::Program& program) {
  UniqueNames names = NamesAfterApi(program);
  return TakeConstantNames(program, &names);
}

std::string EngineSource(const ir::Program& program, json view,
                         const std::set<std::string>& kernel_headers) {
  UniqueNames names = NamesAfterApi(program);
  const std::vector<std::string> constants = TakeConstantNames(program, &names);
  const SpecCode specs = PrintSpecs(program, &names);
  json declarations = json::array();
  for (size_t i = 0; i < constants.size(); ++i) {
    declarations.push_back(Declaration(program.constants[i], "extern", constants[i]) + ";");
  }
  view["resets"] = ResetLines(program, constants);
  std::string definitions = specs.definitions;
  const std::string calls = CallsText({program, constants, specs.bindings}, &names, &definitions);
  view["layer_lines"] = LayerLines(program);
  view["kernel_headers"] = kernel_headers;
  view["has_constants"] = !constants.empty();
  view["constants"] = declarations;
  view["shared"] = std::any_of(program.calls.begin(), program.calls.end(),
                               [](const ir::KernelCall& call) { return call.shared_body; });
  view["definitions"] = definitions;
  view["has_calls"] = !program.calls.empty();
  view["calls"] = calls;
  return FillTemplate("engine.cc.mustache", view);
}

std::string WeightsSource(const ir::Program& program, json view) {
  const std::vector<std::string> names = ConstantNames(program);
  json arrays = json::array();
  for (size_t i = 0; i < names.size(); ++i) {
    const ir::ProgramConstant& constant = program.constants[i];
    arrays.push_back({{"declaration", Declaration(constant, "extern", names[i])},
                      {"definition", Declaration(constant, "IEGEN_WEIGHTS_SECTION", names[i])},
                      {"elements", ElementLines(constant.elem, *constant.data)}});
  }
  view["arrays"] = arrays;
  return FillTemplate("weights.cc.mustache", view);
}

}  // namespace iegen::emit
