#include "ir/eval/program_runner.h"

#include <cstdlib>
#include <cstring>
#include <memory>

#include "absl/strings/str_cat.h"
#include "backends/backend.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/rows.h"

namespace iegen {
namespace {

uint8_t* Allocate(const ir::Program& program) {
  const auto alignment = static_cast<size_t>(program.arena_alignment);
  const size_t bytes = static_cast<size_t>(program.arena_bytes) + alignment;
  return static_cast<uint8_t*>(std::aligned_alloc(alignment, bytes / alignment * alignment));
}

// Bytes that hold a value when step `step` begins.
std::vector<bool> HeldBytes(const ir::Program& program, int32_t step) {
  std::vector<bool> held(static_cast<size_t>(program.arena_bytes), false);
  for (const ir::Buffer& b : program.buffers) {
    const bool state = b.kind == ir::Buffer::Kind::kState;
    if (!state && (b.first >= step || b.last < step)) continue;
    for (int64_t i = b.offset; i < b.offset + b.bytes; ++i) held[static_cast<size_t>(i)] = true;
  }
  return held;
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

bool IsTrue(const ir::Program& program, const ir::Operand& condition, uint8_t* arena) {
  return *static_cast<const uint8_t*>(Address(program, condition, arena)) != 0;
}

absl::StatusOr<const Kernel*> KernelOf(const ir::KernelCall& call) {
  const Kernel* kernel = FindKernel(call.kernel);
  if (kernel == nullptr) return Internal(absl::StrCat("no kernel is called ", call.kernel));
  return kernel;
}

std::vector<void*> Addresses(const ir::Program& program, const ir::KernelCall& call,
                             uint8_t* arena) {
  std::vector<void*> operands;
  for (const ir::Operand& operand : call.operands) {
    operands.push_back(Address(program, operand, arena));
  }
  return operands;
}

absl::Status RunCall(const ir::Program& program, const ir::KernelCall& call, uint8_t* arena) {
  IEGEN_ASSIGN_OR_RETURN(const Kernel* const kernel, KernelOf(call));
  kernel->run(call.spec, Addresses(program, call, arena));
  return absl::OkStatus();
}

absl::Status RunRow(const ir::Program& program, const ir::RowStep& step, uint8_t* arena) {
  const ir::KernelCall& call = program.calls[static_cast<size_t>(step.call)];
  IEGEN_ASSIGN_OR_RETURN(const Kernel* const kernel, KernelOf(call));
  std::memmove(arena + step.moved_to, arena + step.moved.begin,
               static_cast<size_t>(step.moved.end - step.moved.begin));
  std::vector<void*> operands = Addresses(program, call, arena);
  operands[static_cast<size_t>(call.rows.output)] = arena + step.written.begin;
  for (size_t i = 0; i < step.reads.size(); ++i) {
    operands[static_cast<size_t>(call.rows.inputs[i].operand)] = arena + step.reads[i].begin;
  }
  kernel->run(step.spec, operands);
  return absl::OkStatus();
}

absl::Status RunRegion(const ir::Program& program, const ir::Region& region, uint8_t* arena) {
  ir::RegionWalk walk(program, region);
  while (!walk.done()) {
    IEGEN_ASSIGN_OR_RETURN(const ir::RowStep step, walk.Next());
    IEGEN_RETURN_IF_ERROR(RunRow(program, step, arena));
  }
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

void ProgramRunner::Free::operator()(void* memory) const { std::free(memory); }

ProgramRunner::ProgramRunner(const ir::Program& program, uint8_t poison)
    : program_(program), poison_(poison), arena_(Allocate(program)) {
  std::memset(arena_.get(), poison, static_cast<size_t>(program.arena_bytes));
  Reset();
}

void ProgramRunner::Reset() {
  for (const ir::Buffer& buffer : program_.buffers) {
    if (buffer.kind != ir::Buffer::Kind::kState) continue;
    const auto bytes = static_cast<size_t>(buffer.bytes);
    if (buffer.initial < 0) {
      std::memset(Address(buffer), buffer.fill, bytes);
    } else {
      const auto index = static_cast<size_t>(buffer.initial);
      std::memcpy(Address(buffer), program_.constants[index].data->data(), bytes);
    }
  }
}

void ProgramRunner::Poison(int32_t step) {
  const std::vector<bool> held = HeldBytes(program_, step);
  for (size_t i = 0; i < held.size(); ++i) {
    if (!held[i]) {
      arena_.get()[i] = static_cast<uint8_t>(poison_ + 37 * step + static_cast<int>(i));
    }
  }
}

absl::Status ProgramRunner::RunCalls() {
  const std::vector<size_t> jumps = ir::JumpsOf(ir::FlowsOf(program_));
  int64_t left = ir::kMostSteps;
  for (size_t step = 0; step < program_.calls.size(); ++step) {
    const ir::KernelCall& call = program_.calls[step];
    if (--left < 0) return ir::EndlessLoop();
    Poison(static_cast<int32_t>(step));
    if (const ir::Region* const region = program_.RegionOf(static_cast<int32_t>(step))) {
      IEGEN_RETURN_IF_ERROR(RunRegion(program_, *region, arena_.get()));
      step = static_cast<size_t>(region->last);
      continue;
    }
    if (call.flow == ir::Flow::kCall) {
      IEGEN_RETURN_IF_ERROR(RunCall(program_, call, arena_.get()));
    } else if (call.operands.empty() || !IsTrue(program_, call.operands[0], arena_.get())) {
      step = jumps[step];
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> ProgramRunner::Run(absl::Span<const std::string> inputs) {
  IEGEN_RETURN_IF_ERROR(CheckInputs(program_, inputs));
  Poison(-1);
  for (size_t i = 0; i < inputs.size(); ++i) {
    const ir::Buffer& buffer = BufferOf(program_, program_.inputs[i].buffer);
    std::memcpy(Address(buffer), inputs[i].data(), inputs[i].size());
  }
  IEGEN_RETURN_IF_ERROR(RunCalls());
  Poison(static_cast<int32_t>(program_.calls.size()));
  std::vector<std::string> outputs;
  for (const ir::ProgramEdge& edge : program_.outputs) {
    const ir::Buffer& buffer = BufferOf(program_, edge.buffer);
    outputs.emplace_back(reinterpret_cast<const char*>(Address(buffer)),
                         static_cast<size_t>(buffer.bytes));
  }
  return outputs;
}

absl::StatusOr<std::vector<std::string>> RunProgram(const ir::Program& program,
                                                    absl::Span<const std::string> inputs,
                                                    uint8_t poison) {
  return ProgramRunner(program, poison).Run(inputs);
}

}  // namespace iegen
