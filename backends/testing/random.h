// Pseudo-random numbers for tests that also run on bare cores. Freestanding C++14.
#ifndef IEGEN_BACKENDS_TESTING_RANDOM_H_
#define IEGEN_BACKENDS_TESTING_RANDOM_H_

#include <stdint.h>

namespace iegen {
namespace testing {

class Random {
 public:
  explicit Random(uint32_t seed) : state_(seed * 2654435761u + 1) {}

  // 32 bits, the lower ones less random than the upper ones.
  uint32_t Bits() {
    state_ = state_ * 1664525u + 1013904223u;
    return state_ ^ state_ >> 16;
  }
  // In [low, high].
  int32_t Between(int32_t low, int32_t high) {
    const uint32_t span = static_cast<uint32_t>(high - low) + 1;
    return low + static_cast<int32_t>((Bits() >> 8) % span);
  }
  // Any byte; one in eight is an end of the range.
  int8_t Byte(int32_t low = -128) {
    const uint32_t kind = Bits() >> 29;
    if (kind == 0) return static_cast<int8_t>((Bits() >> 31) != 0 ? 127 : low);
    return static_cast<int8_t>(Between(low, 127));
  }

 private:
  uint32_t state_;
};

}  // namespace testing
}  // namespace iegen

#endif  // IEGEN_BACKENDS_TESTING_RANDOM_H_
