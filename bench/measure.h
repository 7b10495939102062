// Exact figures of a model's engine on a simulated core.
#ifndef IEGEN_BENCH_MEASURE_H_
#define IEGEN_BENCH_MEASURE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/pipeline.h"

namespace iegen::bench {

struct Figures {
  int64_t instructions = 0;     // of one inference under QEMU's -icount; 0 on the host
  int64_t cycles = 0;           // of one inference by the model of bench/cycles.h; 0 where unknown
  int64_t code_bytes = 0;       // machine code of the engine and its read-only data, no weights
  int64_t constants_bytes = 0;  // weights, biases, multipliers, tables
  int64_t ram_bytes = 0;        // sizeof(Model)
  int64_t stack_bytes = 0;      // most that Invoke used
};

// The cycle model, and how long flash is waited for; bench/pipeline.h.
struct CycleModel {
  std::map<std::string, CoreTimings> timings;
  int flash_wait = 0;
};

// What an engine is made of, and for what.
struct Subject {
  std::string path;  // model file
  std::string target;
  std::string objective = "speed";  // or flash or ram
};

// Compiles the engine, runs one seeded inference, and reads sizes from the compiled objects; cycles
// only with a `model` that knows the core. Errors: of import and compilation, or a missing tool.
absl::StatusOr<Figures> Measure(const Subject& subject, const CycleModel& model = {});

struct Record {
  std::string model, target, objective;
  Figures figures;
};

// One line of comma-separated values, and its heading; the form of bench/budgets/*.csv.
std::string CsvHeading();
std::string CsvLine(const Record& record);

// The lines of such a file. An error where it can't be read or a line has other columns.
absl::StatusOr<std::vector<Record>> ReadRecords(const std::string& path);

}  // namespace iegen::bench

#endif  // IEGEN_BENCH_MEASURE_H_
