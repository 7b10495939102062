// A model of the time that a core takes for a sequence of instructions: bench/timings.csv has the
// figures and bench/README.md where they come from. Memory answers at once, except that the first
// instruction after a taken branch may wait for flash; there are no caches, no interrupts, and no
// conflicts on the bus.
//
//   Pipeline pipeline(timings.at("cortex-m4"), 0);
//   pipeline.Step(ParseInstruction("ldr r0, [r1]", 2), false);
//   pipeline.Step(ParseInstruction("ldr r1, [r2]", 2), false);
//   pipeline.cycles();  // 3
#ifndef IEGEN_BENCH_PIPELINE_H_
#define IEGEN_BENCH_PIPELINE_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "bench/instruction.h"

namespace iegen::bench {

struct Timing {
  int issue = 1;          // cycles until the next instruction may begin
  bool for_each = false;  // 1 + n: and one more for each register of a list
  int latency = 1;        // cycles until another instruction may read the result
};

// A column of timings.csv.
struct CoreTimings {
  std::array<Timing, static_cast<size_t>(Kind::kCount)> kinds;
  int width = 1;                // instructions that may begin in one cycle
  int taken = 0;                // cycles more for a branch that is taken
  bool load_pairs = false;      // a load or indexed store right behind a load takes one cycle less
  bool address_stall = false;   // one cycle more where an address was computed just before
  bool vector_overlap = false;  // vector instructions of different units overlap by a cycle
};

// By the target's name. Error: the file can't be read, or a cell means nothing.
absl::StatusOr<std::map<std::string, CoreTimings>> ReadTimings(const std::string& path);

class Pipeline {
 public:
  // `flash_wait`: cycles that the instruction behind a taken branch waits for flash; what follows
  // in a row is thought to be fetched ahead.
  Pipeline(const CoreTimings& core, int flash_wait) : core_(core), flash_wait_(flash_wait) {}

  // The next instruction that is executed; `jumped`: the one before was a branch that was taken.
  void Step(const Instruction& i, bool jumped);

  // Until the last one ends.
  int64_t cycles() const { return end_; }

 private:
  static constexpr int kRegisters = 24;

  int64_t EarliestStart(const Instruction& i, bool jumped) const;
  int64_t OperandsReady(const Instruction& i) const;
  void Note(const Instruction& i, int64_t start, const Timing& timing);

  const CoreTimings& core_;
  const int flash_wait_;
  Instruction last_;
  bool any_ = false, paired_ = false;  // last_ was the second of a pair
  int64_t start_ = 0, end_ = 0;        // of last_
  // When a register can be read: by any instruction, as an addend, as an address.
  std::array<int64_t, kRegisters> ready_ = {}, as_addend_ = {}, as_address_ = {};
};

}  // namespace iegen::bench

#endif  // IEGEN_BENCH_PIPELINE_H_
