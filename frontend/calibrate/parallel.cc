#include "frontend/calibrate/parallel.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace iegen::frontend::calibrate {

size_t WorkerCount() { return std::max<size_t>(std::thread::hardware_concurrency(), 1); }

absl::Status ParallelFor(size_t count, const std::function<absl::Status(size_t, size_t)>& body,
                         const std::function<void(size_t)>& done) {
  std::atomic<size_t> next{0}, finished{0};
  std::mutex mutex;
  absl::Status result;
  const auto work = [&](size_t worker) {
    for (size_t index = next++; index < count; index = next++) {
      const absl::Status status = body(worker, index);
      ++finished;
      if (worker == 0 && done) done(finished);
      if (status.ok()) continue;
      const std::lock_guard<std::mutex> lock(mutex);
      if (result.ok()) result = status;
      next = count;
    }
  };
  std::vector<std::thread> threads;
  for (size_t worker = 1; worker < std::min(WorkerCount(), count); ++worker) {
    threads.emplace_back(work, worker);
  }
  work(0);
  for (std::thread& thread : threads) thread.join();
  if (result.ok() && done) done(count);
  return result;
}

}  // namespace iegen::frontend::calibrate
