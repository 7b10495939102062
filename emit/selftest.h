// NAME_selftest.cc: golden inputs and outputs, and a function that compares.
#ifndef IEGEN_EMIT_SELFTEST_H_
#define IEGEN_EMIT_SELFTEST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "ir/program.h"

namespace iegen::emit {

// One inference with its expected result: bytes of every input and output, as they stand in memory
// (little-endian). Where `seed` is not 0 the inputs are those of SeededInputs(), and the emitted
// code makes them by itself instead of holding them.
struct SelftestCase {
  std::vector<std::string> inputs, outputs;
  uint32_t seed = 0;
};

// Inputs that a small generator makes from `seed`, not 0: any bytes for integers of 8 and 16 bits,
// 0 or 1 for bool, -128 to 127 for wider ones, -8 to 7.9375 for float32.
std::vector<std::string> SeededInputs(absl::Span<const ir::ProgramEdge> inputs, uint32_t seed);

// The text of NAME_selftest.cc. Every case has bytes for every edge (checked by Render).
std::string SelftestSource(const ir::Program& program, const std::string& name,
                           const std::vector<SelftestCase>& cases);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_SELFTEST_H_
