// The low form: kernel calls in order, buffers with offsets in one arena, constants. It holds every
// decision; printing it as C++ makes none. Text form: ir/text/plan_printer.h.
#ifndef IEGEN_IR_PROGRAM_H_
#define IEGEN_IR_PROGRAM_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "ir/control_flow.h"
#include "ir/graph.h"

namespace iegen::ir {

// The parameters of a kernel, as the kernel names them: int32_t or float members.
struct SpecField {
  std::string name;
  std::variant<int32_t, float> value;
  bool operator==(const SpecField&) const = default;
};
using Spec = std::vector<SpecField>;

// One pointer argument of a kernel.
struct Operand {
  enum class Kind : uint8_t { kBuffer, kConstant, kNull };
  Kind kind = Kind::kNull;
  int32_t index = 0;  // of the buffer or constant
  ElemType elem = ElemType::kInt8;
  bool written = false;  // outputs, scratch, and state where the kernel changes it
  bool operator==(const Operand&) const = default;
};

// A range of bytes of the arena that lives from step `first` to step `last`, both included. Step k
// is calls[k]; inputs are written in step -1, outputs are read in step calls.size(). State lives
// from step -1 to step calls.size(), and from there to the next inference.
struct Buffer {
  enum class Kind : uint8_t { kActivation, kInput, kOutput, kScratch, kState };
  std::string name;
  Kind kind = Kind::kActivation;
  int64_t bytes = 0;
  int32_t alignment = 1;
  int32_t first = 0, last = 0;
  int32_t view_of = -1;     // a buffer that holds these bytes, or -1
  int64_t view_offset = 0;  // bytes from the start of that buffer
  int64_t offset = 0;       // bytes from the start of the arena
  // What Reset() writes into state: a constant of as many bytes, or if there is none (-1) `fill`
  // everywhere.
  int32_t initial = -1;
  uint8_t fill = 0;
  bool operator==(const Buffer&) const = default;
};

struct ProgramConstant {
  std::string name;  // an identifier
  ElemType elem = ElemType::kInt8;
  ConstantData data;
};

// One kernel that could run a layer, for --explain and the report.
struct CandidateNote {
  std::string kernel;
  int64_t instructions = 0;  // estimated, an inference
  int64_t code_bytes = 0, constant_bytes = 0;
  std::string note;  // why it applies, or why it does not
  bool applicable = true, chosen = false;
};

// Machine code of a kernel whose spec is known when compiling, in percent of the same kernel with
// its spec at run time: the compiler drops what the spec rules out. Measured on Cortex-M4 at -O2.
inline constexpr int64_t kStaticBodyPercent = 40;

// That a call may write over an input which nobody needs afterwards, and how far apart the two
// begin at least: its kernel has read each byte before it writes there. In the kernel's order from
// first to last byte the input lies above the output, in the opposite order (`backward`) below it.
struct Overlap {
  int32_t read = 0, written = 0;  // operands
  int64_t distance = 0;  // bytes from the one to the other; the input may lie lower where negative
  bool backward = false;
  bool operator==(const Overlap&) const = default;
};

// Which rows of one of its inputs a call needs for row y of its output: of these
//   floor((y * scale + first) / divisor) .. floor((y * scale + last) / divisor), both included,
// the ones that exist.
struct RowInput {
  int32_t operand = 0;
  int32_t height = 1;     // rows of the input
  int32_t row_bytes = 0;  // from one to the next
  int32_t scale = 1, divisor = 1, first = 0, last = 0;
  bool operator==(const RowInput&) const = default;
};

// A number of the spec that differs from row to row: for row y, for which the call reads n rows of
// its first input from row f on, constant + y * per_row + f * per_first + n * per_count.
struct RowField {
  std::string name;
  int32_t constant = 0, per_row = 0, per_first = 0, per_count = 0;
  bool operator==(const RowField&) const = default;
};

// How a call makes its output one row at a time, as the calls of a region do: its spec is that of
// one row then, and its pointers are those of the rows.
struct RowForm {
  int32_t rows = 0;    // how often it runs until its output is complete; 0: it makes it all at once
  int32_t output = 0;  // operand
  int32_t row_bytes = 0;  // of the output; 0: it is there only after the last time
  std::vector<RowInput> inputs;
  std::vector<RowField> fields;
  bool operator==(const RowForm&) const = default;
};

// A marker of control flow has neither kernel nor spec; its operand is the condition, if it has
// one.
struct KernelCall {
  Flow flow = Flow::kCall;
  std::string kernel;    // name in the kernel registry, as in "conv2d_s8"
  std::string function;  // template that is called, as in "Conv2dS8"
  std::string header;    // that declares it, as in "iegen/conv2d_s8.h"
  Spec spec;
  bool shared_body = false;  // spec at run time: calls with other specs share the machine code
  std::vector<Operand> operands;
  std::vector<Overlap> overlaps;  // of the operands that share bytes
  RowForm rows;                   // of a call in a region

  std::string op;     // operator of the IR, as in "conv2d"
  std::string layer;  // identifier of the layer, unique in the program
  Location loc;
  int64_t macs = 0, live_macs = 0;  // of the file; left after graph reductions
  int64_t weights_bytes = 0;        // constants of this call
  int64_t instructions = 0;         // estimated, an inference
  std::vector<CandidateNote> candidates;
};

// Calls [first, last] that run row by row, each as soon as somebody needs its next row. A buffer
// that holds fewer rows than its value has is a window: before a row is written for which there is
// no room, the rows that are still needed move to its beginning (ir/rows.h). Buffers of a region
// live from its first call to its last.
struct Region {
  int32_t first = 0, last = 0;
  std::vector<int32_t> schedule;  // which call runs, as often as rows are made
};

// A memory that holds a part of the arena: bytes [begin, begin + bytes).
struct Pool {
  std::string name;   // lower-case letters and digits, a letter first
  int64_t begin = 0;  // a multiple of the arena's alignment
  int64_t bytes = 0;  // that the plan takes, likewise
  int64_t limit = 0;  // that there are
  bool operator==(const Pool&) const = default;
};

// An input or output of the model.
struct ProgramEdge {
  std::string name;  // the exporter's name; untrusted text
  TensorType type;
  int32_t buffer = 0;
};

struct Program {
  std::string name, target;
  std::vector<ProgramEdge> inputs, outputs;
  std::vector<Buffer> buffers;
  std::vector<ProgramConstant> constants;
  std::vector<KernelCall> calls;
  std::vector<Region> regions;  // in the order of their calls
  // Where the arena is several memories: one behind the other, no buffer across their borders.
  // Empty: it is one.
  std::vector<Pool> pools;
  int64_t arena_bytes = 0;
  int64_t arena_bound_bytes = 0;  // the largest live set less what may overlap: no plan is smaller
  int32_t arena_alignment = 16;

  bool stateful() const;
  // The region that call `step` belongs to, or null.
  const Region* RegionOf(int32_t step) const;
  // Which of `pools` holds a buffer, or -1 where there are none.
  int32_t PoolOf(const Buffer& buffer) const;
  // Bytes from the start of its pool, or of the arena where there are no pools.
  int64_t PlaceOf(const Buffer& buffer) const;
};

// What control does at each call.
std::vector<Flow> FlowsOf(const Program& program);

// Offsets within the arena and aligned, operands within their lists, every read finds the bytes
// that were written for it, no two live buffers on the same bytes (views, and overlaps of one call,
// apart), state within its rules. Loops are followed twice, all branches one after the other,
// regions row by row. Pools cover the arena, and each buffer lies in one of them.
absl::Status VerifyProgram(const Program& program);

}  // namespace iegen::ir

#endif  // IEGEN_IR_PROGRAM_H_
