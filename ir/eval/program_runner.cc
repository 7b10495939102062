#include "ir/eval/program_runner.h"

#include <cstdlib>
#include <cstring>
#include <memory>

#include "absl/strings/str_cat.h"
#include "backends/backend.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen {
namespace {

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};
using Arena = std::unique_ptr<uint8_t, Free>;

Arena MakeArena(const ir::Program& program) {
  const auto alignment = static_cast<size_t>(program.arena_alignment);
  const size_t bytes = static_cast<size_t>(program.arena_bytes) + alignment;
  return Arena(static_cast<uint8_t*>(std::aligned_alloc(alignment, bytes / alignment * alignment)));
}

// Bytes that hold a value when step `step` begins.
std::vector<bool> HeldBytes(const ir::Program& program, int32_t step) {
  std::vector<bool> held(static_cast<size_t>(program.arena_bytes), false);
  for (const ir::Buffer& b : program.buffers) {
    if (b.first >= step || b.last < step) continue;
    for (int64_t i = b.offset; i < b.offset + b.bytes; ++i) held[static_cast<size_t>(i)] = true;
  }
  return held;
}

void Poison(const ir::Program& program, int32_t step, uint8_t pattern, uint8_t* arena) {
  const std::vector<bool> held = HeldBytes(program, step);
  for (size_t i = 0; i < held.size(); ++i) {
    if (!held[i]) arena[i] = static_cast<uint8_t>(pattern + 37 * step + static_cast<int>(i));
  }
}

const ir::Buffer& BufferOf(const ir::Program& program, int32_t index) {
  return program.buffers[static_cast<size_t>(index)];
}

void* Address(const ir::Program& program, const ir::Operand& operand, uint8_t* arena) {
  switch (operand.kind) {
    case ir::Operand::Kind::kBuffer:
      return arena + BufferOf(program, operand.index).offset;
    case ir::Operand::Kind::kConstant:  // kernels take constants as const
      return const_cast<char*>(program.constants[static_cast<size_t>(operand.index)].data->data());
    case ir::Operand::Kind::kNull:
      break;
  }
  return nullptr;
}

absl::Status RunCall(const ir::Program& program, const ir::KernelCall& call, uint8_t* arena) {
  const Kernel* kernel = FindKernel(call.kernel);
  if (kernel == nullptr) return Internal(absl::StrCat("no kernel is called ", call.kernel));
  std::vector<void*> operands;
  for (const ir::Operand& operand : call.operands) {
    operands.push_back(Address(program, operand, arena));
  }
  kernel->run(call.spec, operands);
  return absl::OkStatus();
}

absl::Status CheckInputs(const ir::Program& program, absl::Span<const std::string> inputs) {
  if (inputs.size() != program.inputs.size()) {
    return Error(absl::StrCat("the model has ", program.inputs.size(), " inputs, ", inputs.size(),
                              " were given"));
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    const int64_t needed = program.inputs[i].type.bytes();
    if (static_cast<int64_t>(inputs[i].size()) == needed) continue;
    return Error(absl::StrCat("input ", i, " ", Quoted(program.inputs[i].name), " needs ", needed,
                              " bytes, ", inputs[i].size(), " were given"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> RunProgram(const ir::Program& program,
                                                    absl::Span<const std::string> inputs,
                                                    uint8_t poison) {
  IEGEN_RETURN_IF_ERROR(CheckInputs(program, inputs));
  const Arena arena = MakeArena(program);
  Poison(program, -1, poison, arena.get());
  for (size_t i = 0; i < inputs.size(); ++i) {
    const ir::Buffer& buffer = BufferOf(program, program.inputs[i].buffer);
    std::memcpy(arena.get() + buffer.offset, inputs[i].data(), inputs[i].size());
  }
  for (size_t step = 0; step < program.calls.size(); ++step) {
    Poison(program, static_cast<int32_t>(step), poison, arena.get());
    IEGEN_RETURN_IF_ERROR(RunCall(program, program.calls[step], arena.get()));
  }
  Poison(program, static_cast<int32_t>(program.calls.size()), poison, arena.get());
  std::vector<std::string> outputs;
  for (const ir::ProgramEdge& edge : program.outputs) {
    const ir::Buffer& buffer = BufferOf(program, edge.buffer);
    outputs.emplace_back(reinterpret_cast<const char*>(arena.get() + buffer.offset),
                         static_cast<size_t>(buffer.bytes));
  }
  return outputs;
}

}  // namespace iegen
