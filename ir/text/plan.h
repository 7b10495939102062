// The text form of a program. ParsePlan(PrintPlan(p)) is p, with nothing lost.
//
//   program @tiny("cortex-m4") {arena=128, bound=128, alignment=16} {
//     buffer %0 "x": input, 64 bytes at 0, align 4, steps -1 to 0
//     buffer %2 "f": activation, 16 bytes at 64, align 4, steps 0 to 1, view of %1 + 0
//     const $0 "fc_weights": i8 hex<0a14>
//     input "x" %0: i8[1,64] q(0.5,-3)
//     output "y" %3: i8[1,2] q(0.4,1)
//     call fc = fully_connected_s8 FullyConnectedS8 "iegen/fully_connected_s8.h" static
//         (%2:i8, $0:i8, $1:i32, $2:i32, $3:i8, out %3:i8) {batches=1, ...}
//         {op="fully_connected", macs=32, live_macs=32, weights=45, instructions=110}
//         overlaps(out 5 in 0 by 4 backward) loc(...)
//       candidate "fully_connected_s8" chosen {instructions=110, code=700, constants=45} "portable"
//   }
//
// Pools stand before the buffers: pool "fast" 64 bytes at 0 of 65536. A call is one line. `_` is a
// null pointer; float32 fields of a spec are written as float(0.5).
#ifndef IEGEN_IR_TEXT_PLAN_H_
#define IEGEN_IR_TEXT_PLAN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ir/program.h"
#include "ir/text/printer.h"

namespace iegen::ir {

// With `blobs`, constants of more than 64 bytes go there and print as blob<name>.
std::string PrintPlan(const Program& program, Blobs* blobs = nullptr);

// Text is untrusted; VerifyProgram() judges what was read. An error names line and what was
// expected there.
absl::StatusOr<Program> ParsePlan(absl::string_view text, const Blobs& blobs = {});

}  // namespace iegen::ir

#endif  // IEGEN_IR_TEXT_PLAN_H_
