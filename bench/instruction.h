// Thumb instructions as a disassembler prints them: what kind they are of, and which registers they
// read and write. Enough for a model of time; see bench/pipeline.h.
#ifndef IEGEN_BENCH_INSTRUCTION_H_
#define IEGEN_BENCH_INSTRUCTION_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace iegen::bench {

// What takes the same time on a core. The names are those of bench/timings.csv, see NameOf.
enum class Kind : uint8_t {
  kAlu,      // adds, logic, moves, shifts, extensions of one value
  kSimd,     // two or four values in a register, saturation
  kMul,      // 32-bit result
  kMac,      // the same with an addend
  kSimdMac,  // products of 16-bit halves, the upper half of 64 bits
  kLongMul,  // 64-bit result
  kLongMac,  // the same with an addend
  kDiv,
  kLoad,
  kLoadDouble,
  kLoadMultiple,   // POP as well
  kStore,          // at a register plus a constant
  kStoreRegister,  // at a register plus a register
  kStoreDouble,
  kStoreMultiple,  // PUSH as well
  kBranch,         // direct, with or without a condition
  kCall,
  kJump,       // to an address in a register, or popped
  kLoopStart,  // DLS, WLS
  kLoopEnd,    // LE, LETP
  kFloat,
  kFloatMac,
  kFloatDiv,
  kVector,  // Helium: everything else
  kVectorMac,
  kVectorLoad,
  kVectorStore,
  kCount
};

// Bit r is core register r; bits 16 to 23 are the vector registers Q0 to Q7.
using Registers = uint32_t;

struct Instruction {
  Kind kind = Kind::kAlu;
  int bytes = 2;
  int count = 0;         // of registers, where a list is loaded or stored
  bool shifted = false;  // with a shifted or extended operand
  Registers reads = 0, writes = 0;
  Registers address = 0;  // of the reads: those that make an address
  Registers addend = 0;   // of the reads: what products are added to
};

// As in timings.csv: "load_double".
absl::string_view NameOf(Kind kind);

// `text` is a mnemonic, white space, operands: "ldr.w\tr0, [r1, r2, lsl #2]". What is not known
// counts as kAlu that neither reads nor writes.
Instruction ParseInstruction(absl::string_view text, int bytes);

// Code by address, and where functions begin.
struct Disassembly {
  std::map<uint32_t, Instruction> code;
  std::map<uint32_t, std::string> functions;

  // Name of the function that `address` lies in, "" before the first.
  std::string FunctionAt(uint32_t address) const;
};

// From what `llvm-objdump -d` prints. Error: it has no instructions.
absl::StatusOr<Disassembly> ParseDisassembly(absl::string_view listing);

}  // namespace iegen::bench

#endif  // IEGEN_BENCH_INSTRUCTION_H_
