#include "backends/riscv/packing.h"

namespace iegen {
namespace riscv {

bool ShiftsRight(const DenseFilter& filter) {
  for (int32_t c = 0; c < filter.channels; ++c) {
    if (filter.shift[c] >= 0) return false;
  }
  return true;
}

void PackRvvWeights(const DenseFilter& filter, int8_t* bytes) {
  for (int32_t k = 0; k < filter.taps; ++k) {
    for (int32_t c = 0; c < filter.channels; ++c) *bytes++ = filter.weights[c * filter.taps + k];
  }
}

void PackRvvStage(const DenseFilter& filter, bool right, int32_t* words) {
  for (int32_t c = 0; c < filter.channels; ++c) {
    words[c] = filter.bias[c];
    words[filter.channels + c] = filter.multiplier[c];
    words[2 * filter.channels + c] = right ? -filter.shift[c] : filter.shift[c];
  }
}

}  // namespace riscv
}  // namespace iegen
