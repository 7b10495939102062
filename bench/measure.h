// Exact figures of a model's engine on a simulated core.
#ifndef IEGEN_BENCH_MEASURE_H_
#define IEGEN_BENCH_MEASURE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace iegen::bench {

struct Figures {
  int64_t instructions = 0;     // of one inference under QEMU's -icount; 0 on the host
  int64_t code_bytes = 0;       // machine code of the engine and its read-only data, no weights
  int64_t constants_bytes = 0;  // weights, biases, multipliers, tables
  int64_t ram_bytes = 0;        // sizeof(Model)
  int64_t stack_bytes = 0;      // most that Invoke used
};

// Compiles the model file `path` for `target`, runs one seeded inference, and reads sizes from the
// compiled objects. Errors: of import and compilation, or a missing tool.
absl::StatusOr<Figures> Measure(const std::string& path, const std::string& target);

// One line of comma-separated values, and its heading; the form of bench/budgets/*.csv.
std::string CsvHeading();
std::string CsvLine(const std::string& model, const std::string& target, const Figures& figures);

}  // namespace iegen::bench

#endif  // IEGEN_BENCH_MEASURE_H_
