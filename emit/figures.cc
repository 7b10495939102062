#include "emit/figures.h"

#include <algorithm>

#include "absl/strings/match.h"

namespace iegen::emit {
namespace {

// Entry points, the loop-free body of Invoke, pointer functions: measured on Cortex-M4.
constexpr int64_t kFixedCodeBytes = 120;
// Loading the arguments of one call.
constexpr int64_t kCallBytes = 28;

// A load, a comparison and a jump.
constexpr int64_t kMarkerBytes = 8;

int64_t RoundUp(int64_t bytes, int64_t step) { return (bytes + step - 1) / step * step; }

const ir::CandidateNote* Chosen(const ir::KernelCall& call) {
  for (const ir::CandidateNote& candidate : call.candidates) {
    if (candidate.chosen) return &candidate;
  }
  return nullptr;
}

bool SameBody(const ir::KernelCall& a, const ir::KernelCall& b) {
  if (a.function != b.function || a.shared_body != b.shared_body) return false;
  return a.shared_body || a.spec == b.spec;
}

// Numbers of the call's spec that another call of the same body has otherwise.
int64_t VaryingFields(const ir::Program& program, const ir::KernelCall& call) {
  int64_t count = 0;
  for (size_t i = 0; i < call.spec.size(); ++i) {
    const bool varies =
        std::any_of(program.calls.begin(), program.calls.end(), [&](const ir::KernelCall& other) {
          const bool same = SameBody(call, other) && i < other.spec.size();
          return same && other.spec[i].value != call.spec[i].value;
        });
    count += varies ? 1 : 0;
  }
  return count;
}

void AddConstant(const ir::ProgramConstant& constant, Figures* figures) {
  // Every array begins at a multiple of 4.
  const int64_t bytes = RoundUp(static_cast<int64_t>(constant.data->size()), 4);
  if (absl::StrContains(constant.name, "weights")) {
    figures->weights += bytes;
  } else if (absl::StrContains(constant.name, "table")) {
    figures->tables += bytes;
  } else {
    figures->bias_and_multipliers += bytes;
  }
}

}  // namespace

int64_t CodeBytesOfCall(const ir::Program& program, size_t index) {
  const ir::KernelCall& call = program.calls[index];
  if (call.flow != ir::Flow::kCall) return kMarkerBytes;
  const ir::CandidateNote* chosen = Chosen(call);
  int64_t bytes = kCallBytes;
  const auto end = program.calls.begin() + static_cast<std::ptrdiff_t>(index);
  const auto seen = [&](const auto& like) {
    return std::find_if(program.calls.begin(), end, like) != end;
  };
  const bool new_body = !seen([&](const ir::KernelCall& c) { return SameBody(call, c); });
  // A kernel's first body brings the functions that its other bodies share, and its twin's.
  const bool new_kernel = !seen([&](const ir::KernelCall& c) { return c.header == call.header; });
  if (new_body && chosen != nullptr) {
    bytes += chosen->code_bytes * (new_kernel ? 100 : ir::kStaticBodyPercent) / 100;
  }
  // A run-time spec is a constant of its own, of the numbers that not all calls share.
  if (call.shared_body) bytes += 4 * VaryingFields(program, call);
  return bytes;
}

Figures MeasureProgram(const ir::Program& program) {
  Figures figures;
  figures.ram_bytes = RoundUp(std::max<int64_t>(program.arena_bytes, 1), 16);
  for (const ir::Buffer& buffer : program.buffers) {
    if (buffer.kind == ir::Buffer::Kind::kState) figures.state_bytes += buffer.bytes;
    if (buffer.view_of < 0) figures.without_overlap += RoundUp(buffer.bytes, buffer.alignment);
  }
  for (const ir::ProgramConstant& constant : program.constants) AddConstant(constant, &figures);
  figures.code_bytes = kFixedCodeBytes;
  for (size_t i = 0; i < program.calls.size(); ++i) {
    const ir::KernelCall& call = program.calls[i];
    figures.code_bytes += CodeBytesOfCall(program, i);
    figures.macs += call.macs;
    figures.live_macs += call.live_macs;
    figures.instructions += call.instructions;
  }
  return figures;
}

std::vector<int64_t> LiveBytesByStep(const ir::Program& program, int32_t pool) {
  std::vector<const ir::Buffer*> by_offset;
  for (const ir::Buffer& buffer : program.buffers) {
    if (pool < 0 || program.PoolOf(buffer) == pool) by_offset.push_back(&buffer);
  }
  std::stable_sort(by_offset.begin(), by_offset.end(),
                   [](const auto* a, const auto* b) { return a->offset < b->offset; });
  std::vector<int64_t> live(program.calls.size());
  for (size_t s = 0; s < live.size(); ++s) {
    int64_t end = 0;
    for (const ir::Buffer* b : by_offset) {
      const auto step = static_cast<int32_t>(s);
      if (b->first > step || b->last < step) continue;
      live[s] += std::max<int64_t>(0, b->offset + b->bytes - std::max(end, b->offset));
      end = std::max(end, b->offset + b->bytes);
    }
  }
  return live;
}

bool Overlap(const ir::Buffer& a, const ir::Buffer& b) {
  return a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;
}

bool IsOverwritten(const ir::Program& program, int32_t buffer) {
  const ir::Buffer& kept = program.buffers[static_cast<size_t>(buffer)];
  for (const ir::KernelCall& call : program.calls) {
    for (const ir::Operand& operand : call.operands) {
      if (operand.kind != ir::Operand::Kind::kBuffer || !operand.written) continue;
      if (Overlap(kept, program.buffers[static_cast<size_t>(operand.index)])) return true;
    }
  }
  return false;
}

}  // namespace iegen::emit
