// Statements of emitted code: kernel calls, markers of control flow, regions that run row by row.
#ifndef IEGEN_EMIT_CALLS_H_
#define IEGEN_EMIT_CALLS_H_

#include <string>
#include <vector>

#include "emit/specs.h"
#include "ir/program.h"

namespace iegen::emit {

// A program with the names of what its statements need.
struct NamedProgram {
  const ir::Program& program;
  const std::vector<std::string>& constants;
  const std::vector<CallBinding>& bindings;
};

// What call `step` stands for, as comment lines that begin with `indent`: the operator of the IR,
// then a line for each operator of the file, as in `CONV_2D 3 "conv1/Conv2D"`.
std::string CallComment(size_t step, const ir::KernelCall& call, const std::string& indent);

// The hook before a step. The name is the layer's, an identifier; its end stays where it is long.
std::string ProfileText(size_t step, const ir::KernelCall& call, const std::string& indent);

// The pointer that holds a buffer's part of the arena, in Invoke.
std::string ArenaOf(const ir::Program& program, const ir::Buffer& buffer);

// The pointer that is the operand.
std::string OperandText(const NamedProgram& named, const ir::Operand& operand);

// `callee(spec, operands...);`, wrapped; the first line begins with `indent`.
std::string KernelCallText(const std::string& callee, const std::string& spec,
                           const std::vector<std::string>& operands, const std::string& indent);

// The table of a region, a definition: which call runs when. `name` is an identifier.
std::string ScheduleText(const ir::Region& region, const std::string& name);

// The statement that runs a region.
std::string RegionText(const NamedProgram& named, const ir::Region& region,
                       const std::string& schedule);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_CALLS_H_
