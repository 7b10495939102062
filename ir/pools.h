// Programs whose arena is several memories.
#ifndef IEGEN_IR_POOLS_H_
#define IEGEN_IR_POOLS_H_

#include "absl/status/status.h"
#include "ir/program.h"

namespace iegen::ir {

// The pools cover the arena, one behind the other, and each buffer lies in one of them. Errors, all
// internal.
absl::Status CheckPools(const Program& program);

}  // namespace iegen::ir

#endif  // IEGEN_IR_POOLS_H_
