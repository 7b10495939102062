// The last step: prints a program as a bundle of C++ files, contract 1. It makes no decision;
// whoever reads the program knows the output. The same program and options always give the same
// bytes.
#ifndef IEGEN_EMIT_RENDER_H_
#define IEGEN_EMIT_RENDER_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "backends/backend.h"
#include "emit/selftest.h"
#include "ir/program.h"

namespace iegen::emit {

// One file of the bundle; `path` is relative, with '/' between its parts.
struct File {
  std::string path, contents;
};

// What the user allows at most; absent where there is no limit.
struct Limits {
  absl::optional<int64_t> ram_bytes, flash_bytes, instructions;
};

// What a graph holds before kernels are chosen.
struct GraphFigures {
  int64_t operators = 0, macs = 0, live_macs = 0, weights_bytes = 0;
  bool operator==(const GraphFigures&) const = default;
};

// What a pass made of a graph.
struct PassFigures {
  std::string name;
  GraphFigures before, after;
};

struct RenderOptions {
  std::string name;                // of the engine: what EngineName() gives
  const Target* target = nullptr;  // never null
  std::string version;             // of iegen
  std::string model_file;          // base name, untrusted text
  std::string model_sha256;        // 64 hexadecimal digits
  int64_t model_file_bytes = 0;
  // As the user could type them again, without paths: "--target=cortex-m4", ...
  std::vector<std::string> options;
  Limits limits;
  bool rounds_once = false;  // where TensorFlow Lite Micro would round twice
  // Indices of inputs and outputs of four dimensions that have channels first; all others are NHWC.
  std::vector<size_t> nchw_inputs, nchw_outputs;
  absl::optional<int64_t> stack_bytes;  // below the caller of Invoke, where it is known
  std::vector<SelftestCase> cases;      // see selftest.h
  std::vector<PassFigures> passes;      // in the order they ran, for the report
  bool html = false;                    // write the report as a page too
  // "iegen/conv2d_s8.h" -> its text, for every kernel of every backend: EmbeddedKernelHeaders().
  std::map<std::string, std::string> kernel_headers;
};

// Every file of the bundle, the report included; internal errors where the program is not sound.
absl::StatusOr<std::vector<File>> Render(const ir::Program& program, const RenderOptions& options);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_RENDER_H_
