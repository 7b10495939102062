// Seeded random problems for the tests of the planners.
#ifndef IEGEN_PASSES_MEMORY_TEST_PROBLEMS_H_
#define IEGEN_PASSES_MEMORY_TEST_PROBLEMS_H_

#include <algorithm>
#include <cstdint>
#include <random>

#include "passes/memory/memory_problem.h"

namespace iegen::memory {

// A chain of calls with branches: buffer k is written by call k and read by the next one, some also
// much later. One in three calls may run in place, some buffers are views, alignments are mixed.
inline Problem RandomProblem(uint32_t seed, int buffers) {
  std::mt19937 random(seed);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<uint32_t>(n)); };
  Problem problem;
  for (int k = 0; k < buffers; ++k) {
    Buffer b;
    b.bytes = below(12) == 0 ? 0 : 1 + below(400);
    b.first_step = k;
    b.last_step = k + 1 + (below(4) == 0 ? below(6) : 0);
    b.alignment = int64_t{1} << (seed % 3 == 0 ? below(5) : 2);
    const bool is_view = k > 0 && below(8) == 0 && problem.buffers[k - 1].bytes >= 32;
    if (is_view) {
      b.bytes = problem.buffers[k - 1].bytes / 2;
      b.alignment = 1;
      b.view = View{k - 1, below(16)};
    } else if (k > 0 && below(3) == 0) {
      const int64_t distance = below(3) == 0 ? below(40) : 0;
      problem.rules.push_back({k - 1, k, distance, {}});
      if (below(2) == 0) problem.rules.back().backward_distance = below(20);
    }
    problem.buffers.push_back(b);
  }
  return problem;
}

}  // namespace iegen::memory

#endif  // IEGEN_PASSES_MEMORY_TEST_PROBLEMS_H_
