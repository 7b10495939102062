// Decides which calls get machine code of their own.
#ifndef IEGEN_PASSES_SHARE_BODIES_H_
#define IEGEN_PASSES_SHARE_BODIES_H_

#include "ir/program.h"

namespace iegen::passes {

// A kernel is a template over its spec. Static: the spec is known when compiling, calls with equal
// specs share one body. Shared: the spec is read at run time, one body serves all such calls.
enum class Bodies { kByCost, kStatic, kShared };

// Sets KernelCall::shared_body. By cost, which was measured on a Cortex-M4 at -O2: a static body
// takes 5 to 22 % fewer instructions than the shared one, and about 40 % of its bytes, because the
// compiler drops what the spec rules out. So the model of cost is
//   static   40 % of Cost::code_bytes for every distinct spec
//   shared   Cost::code_bytes once, and the bytes of every distinct spec
// With `speed`, specs become static, the most expensive first, as long as all static bodies stay
// within 12 KiB; an engine of a few dozen layers has static bodies alone. Without, each kernel
// takes what is smaller. A spec that is left alone is static in any case: that is smaller and
// faster.
//
//   bytes of code and specs    kws     ic      vww     ad
//   all static                 4 996   5 772   9 464   1 508
//   all shared                 5 368   5 564   7 964   1 488
void ShareBodies(Bodies bodies, bool speed, ir::Program* program);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_SHARE_BODIES_H_
