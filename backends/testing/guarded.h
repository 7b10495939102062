// A buffer that notices writes outside of it, for tests that also run on bare cores.
//
//   Guarded<1000> out;
//   Kernel(spec, in, out.Begin(bytes));
//   if (!out.Intact()) ...
#ifndef IEGEN_BACKENDS_TESTING_GUARDED_H_
#define IEGEN_BACKENDS_TESTING_GUARDED_H_

#include <stdint.h>
#include <string.h>

namespace iegen {
namespace testing {

// Room for `kMost` bytes between two fences.
template <int32_t kMost>
class Guarded {
 public:
  // Aligned to 8, `bytes` long, filled with `fill`; what lies around it is the fence.
  int8_t* Begin(int32_t bytes, int fill = 0x3c) {
    bytes_ = bytes;
    memset(memory_, kPattern, sizeof memory_);
    memset(memory_ + kFence, fill, static_cast<size_t>(bytes));
    return reinterpret_cast<int8_t*>(memory_ + kFence);
  }
  const int8_t* data() const { return reinterpret_cast<const int8_t*>(memory_ + kFence); }

  // Whether both fences stand as Begin() has left them.
  bool Intact() const {
    for (int32_t i = 0; i < kFence; ++i) {
      if (memory_[i] != kPattern || memory_[kFence + bytes_ + i] != kPattern) return false;
    }
    return true;
  }

 private:
  static constexpr int32_t kFence = 64;
  static constexpr uint8_t kPattern = 0xa5;

  int32_t bytes_ = 0;
  alignas(8) uint8_t memory_[2 * kFence + kMost];
};

}  // namespace testing
}  // namespace iegen

#endif  // IEGEN_BACKENDS_TESTING_GUARDED_H_
