// Decides which calls get machine code of their own.
#ifndef IEGEN_PASSES_SHARE_BODIES_H_
#define IEGEN_PASSES_SHARE_BODIES_H_

#include "ir/program.h"

namespace iegen::passes {

// A kernel is a template over its spec. Static: the spec is known when compiling, calls with equal
// specs share one body. Shared: the spec is read at run time, one body serves all such calls.
enum class Bodies { kByCost, kStatic, kShared };

// Sets KernelCall::shared_body. By cost, as measured (docs/internals/kernels.md): a static body
// takes 5 to 22 % fewer instructions, and each one adds its bytes of code. So
//   1. a kernel that is called with one spec only is static, which saves both;
//   2. with `specialise`, the specs that take at least 5 % of the model's instructions become
//      static, the most expensive first, as long as all code stays within 12 KiB by estimate;
//   3. the rest is shared.
void ShareBodies(Bodies bodies, bool specialise, ir::Program* program);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_SHARE_BODIES_H_
