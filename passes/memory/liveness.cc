#include "passes/memory/liveness.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace iegen::memory {
namespace {

// Widens lifetimes touch by touch; the first defect is kept.
class Recorder {
 public:
  explicit Recorder(int buffer_count) : lifetimes_(buffer_count, Lifetime{0, -1}) {}

  void Write(absl::Span<const int> ids, int step) {
    for (int id : ids) Touch(id, step);
  }

  void Read(absl::Span<const int> ids, int step) {
    for (int id : ids) {
      if (InRange(id) && !touched(id)) {
        Fail(absl::StrCat("buffer ", id, " is read in step ", step, " before it is written"));
      }
      Touch(id, step);
    }
  }

  absl::StatusOr<std::vector<Lifetime>> Finish() && {
    if (!status_.ok()) return status_;
    return std::move(lifetimes_);
  }

 private:
  bool InRange(int id) const { return id >= 0 && id < static_cast<int>(lifetimes_.size()); }

  bool touched(int id) const { return lifetimes_[id].first_step <= lifetimes_[id].last_step; }

  void Fail(absl::string_view message) {
    if (status_.ok()) status_ = absl::InvalidArgumentError(message);
  }

  void Touch(int id, int step) {
    if (!InRange(id)) return Fail(absl::StrCat("there is no buffer ", id, " (step ", step, ")"));
    Lifetime& life = lifetimes_[id];
    if (!touched(id)) life = {step, step};
    life.first_step = std::min(life.first_step, step);
    life.last_step = std::max(life.last_step, step);
  }

  std::vector<Lifetime> lifetimes_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<std::vector<Lifetime>> ComputeLifetimes(int buffer_count,
                                                       absl::Span<const StepAccess> steps,
                                                       const Boundary& boundary) {
  Recorder recorder(buffer_count);
  const int end = static_cast<int>(steps.size());
  recorder.Write(boundary.inputs, -1);
  recorder.Write(boundary.persistent, -1);
  for (int step = 0; step < end; ++step) {
    // Scratch is written by the call that reads it, so it must not count as read too early.
    const StepAccess& access = steps[step];
    std::vector<int> reads;
    for (int id : access.reads) {
      if (std::count(access.writes.begin(), access.writes.end(), id) == 0) reads.push_back(id);
    }
    recorder.Read(reads, step);
    recorder.Write(access.writes, step);
  }
  recorder.Read(boundary.outputs, end);
  recorder.Read(boundary.persistent, end);
  return std::move(recorder).Finish();
}

}  // namespace iegen::memory
