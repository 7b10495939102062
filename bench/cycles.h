// Cycles of an inference, by a model: every instruction that QEMU executes goes through a Pipeline.
// bench/README.md says what the model leaves out.
#ifndef IEGEN_BENCH_CYCLES_H_
#define IEGEN_BENCH_CYCLES_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "bench/pipeline.h"
#include "tools/cli/cases.h"
#include "tools/cli/engine.h"

namespace iegen::bench {

struct Cycles {
  int64_t cycles = 0;
  int64_t instructions = 0;  // that went through the model: those of Invoke
};

// Of one inference of `engine` on the inputs of `cases`, which is one case. Error: the core has no
// timings, or the engine can't be built or run.
absl::StatusOr<Cycles> CountCycles(const cli::Engine& engine, const cli::Cases& cases,
                                   const std::map<std::string, CoreTimings>& timings,
                                   int flash_wait);

}  // namespace iegen::bench

#endif  // IEGEN_BENCH_CYCLES_H_
