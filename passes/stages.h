// Steps of a program whose segments run row by row, as the planners of memory see them.
#ifndef IEGEN_PASSES_STAGES_H_
#define IEGEN_PASSES_STAGES_H_

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace iegen::passes {

// Steps as the planner proper counts them: all steps of a segment are one.
class Stages {
 public:
  // All steps from `first` to `last`, both included, become one.
  void Add(int32_t first, int32_t last) { ranges_.emplace_back(first, last); }
  int32_t Of(int32_t step) const {
    int32_t stage = step;
    for (const auto& [first, last] : ranges_) {
      if (step > first) stage -= std::min(step, last) - first;
    }
    return stage;
  }
  // The first and the last step of the stage.
  int32_t Begin(int32_t step) const {
    for (const auto& [first, last] : ranges_) {
      if (first <= step && step <= last) return first;
    }
    return step;
  }
  int32_t End(int32_t step) const {
    for (const auto& [first, last] : ranges_) {
      if (first <= step && step <= last) return last;
    }
    return step;
  }

 private:
  std::vector<std::pair<int32_t, int32_t>> ranges_;
};

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_STAGES_H_
