// The reference backend: portable kernels for every operator. They define what the IR means, run in
// the evaluator on the host, and serve every target that has nothing better.
#ifndef IEGEN_BACKENDS_REFERENCE_BACKEND_H_
#define IEGEN_BACKENDS_REFERENCE_BACKEND_H_

#include "backends/backend.h"

namespace iegen {

const Backend& ReferenceBackend();

}  // namespace iegen

#endif  // IEGEN_BACKENDS_REFERENCE_BACKEND_H_
