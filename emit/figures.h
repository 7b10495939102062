// Figures of a program that header, report and summary share, so that they can't disagree.
#ifndef IEGEN_EMIT_FIGURES_H_
#define IEGEN_EMIT_FIGURES_H_

#include <cstdint>
#include <vector>

#include "ir/program.h"

namespace iegen::emit {

struct Figures {
  int64_t ram_bytes = 0;        // sizeof(Model): the arena in whole multiples of 16
  int64_t state_bytes = 0;      // of these, what lasts from one inference to the next
  int64_t without_overlap = 0;  // what the arena would take if no two buffers shared bytes
  int64_t weights = 0, bias_and_multipliers = 0, tables = 0;  // exact, with padding
  int64_t code_bytes = 0;                                     // estimated
  int64_t macs = 0, live_macs = 0;
  int64_t instructions = 0;  // estimated, an inference

  int64_t constants() const { return weights + bias_and_multipliers + tables; }
  int64_t flash_bytes() const { return constants() + code_bytes; }
};

Figures MeasureProgram(const ir::Program& program);

// Bytes of the arena that live during each step 0 .. calls.size() - 1, what buffers share once; of
// one pool unless `pool` is negative.
std::vector<int64_t> LiveBytesByStep(const ir::Program& program, int32_t pool = -1);

// Estimated bytes of code of call `index`: of its kernel's body where it is the first to use that
// body, and of the call itself.
int64_t CodeBytesOfCall(const ir::Program& program, size_t index);

// Whether any kernel writes to bytes that hold `buffer`.
bool IsOverwritten(const ir::Program& program, int32_t buffer);

// Whether two buffers have a byte of the arena in common.
bool Overlap(const ir::Buffer& a, const ir::Buffer& b);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_FIGURES_H_
