// Work on samples by several threads.
#ifndef IEGEN_FRONTEND_CALIBRATE_PARALLEL_H_
#define IEGEN_FRONTEND_CALIBRATE_PARALLEL_H_

#include <cstddef>
#include <functional>

#include "absl/status/status.h"

namespace iegen::frontend::calibrate {

// How many threads the machine has, one at least.
size_t WorkerCount();

// Runs `body(worker, index)` for each index in [0, count); worker is in [0, WorkerCount()), and no
// two calls at a time have the same. `done(n)`, which may be empty, is told by the calling thread
// how many are finished. The first error stops the rest, and is returned.
absl::Status ParallelFor(size_t count, const std::function<absl::Status(size_t, size_t)>& body,
                         const std::function<void(size_t)>& done);

}  // namespace iegen::frontend::calibrate

#endif  // IEGEN_FRONTEND_CALIBRATE_PARALLEL_H_
