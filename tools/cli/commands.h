// One function for each subcommand, with the options that the command line gives it.
#ifndef IEGEN_TOOLS_CLI_COMMANDS_H_
#define IEGEN_TOOLS_CLI_COMMANDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/cli/console.h"

namespace iegen::cli {

// 0 where there is no limit.
struct LimitOptions {
  uint64_t ram_bytes = 0, flash_bytes = 0;
};

// How an engine is made; shared by every command that makes one.
struct EngineOptions {
  std::string model, target, name, objective = "speed";
  std::string input_layout = "as-is";  // or "nhwc"
  bool preserve_inputs = false, html = false;
  LimitOptions limits;
  std::vector<std::string> pools, fixed;  // NAME:BYTES; TENSOR:OFFSET and more: memory_options.h
  // For developers.
  std::string dump_after, dump_dir;
  int passes_limit = -1;
  std::vector<std::string> disabled_passes, disabled_kernels;
};

// How a float model is quantised.
struct CalibrationOptions {
  std::vector<std::string> samples;  // FILE or folder, or INPUT=FILE
  std::string labels;                // file with the class of each sample
  float scale = 1.0f / 255;          // of pixels
  std::vector<float> mean{0}, std{1};
  std::string ranges = "percentile";  // or "mse" or "min-max"
  double percentile = 99.999;
  bool correct_biases = true;
  std::string input_type = "float32", output_type = "float32";  // or "int8"
};

struct CompileOptions {
  EngineOptions engine;
  CalibrationOptions calibration;
  std::string out;
  bool explain = false;
};

struct QuantizeOptions {
  std::string model, out_tflite;
  CalibrationOptions calibration;
};

struct CheckOptions {
  std::string model, target;
  LimitOptions limits;
};

struct RunOptions {
  EngineOptions engine;
  CalibrationOptions calibration;
  std::vector<std::string> inputs;
  std::string output, layers;
  bool real = false;
  bool profile = false;
};

struct VerifyOptions {
  EngineOptions engine;
  CalibrationOptions calibration;  // its labels are those of `inputs`
  std::vector<std::string> inputs;
  std::string expected;
  int cases = 16;
  int tolerance = 0;
  double least_decibel = 0;  // of the outputs against real values; 0 where there is no limit
  bool layers = false;
};

struct InspectOptions {
  std::string model, after;
  bool operators = false, tensors = false, ir = false;
};

struct ReportOptions {
  std::string action;  // show, html, csv or diff
  std::vector<std::string> reports;
  std::string out, fail_on;
};

struct TargetsOptions {
  std::string name;
  bool operators = false;
};

// Each prints its result and returns the exit code; messages go through `console`.
ExitCode Compile(const Console& console, const CompileOptions& options);
ExitCode Quantize(const Console& console, const QuantizeOptions& options);
ExitCode Check(const Console& console, const CheckOptions& options);
ExitCode Run(const Console& console, const RunOptions& options);
ExitCode Verify(const Console& console, const VerifyOptions& options);
ExitCode Inspect(const Console& console, const InspectOptions& options);
ExitCode Report(const Console& console, const ReportOptions& options);
ExitCode Targets(const Console& console, const TargetsOptions& options);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_COMMANDS_H_
