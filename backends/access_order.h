// In which order a kernel reads its inputs and writes its output, byte by byte, and what follows
// from that for the planner: how far apart the two must begin so that the kernel may write over an
// input that nobody needs afterwards.
//
// Beside each kernel that may do so stands a function (Kernel::order) which goes through the
// kernel's own loops and reports every access. No distance is written down anywhere:
//
//   void OrderOfNegate(const ir::Spec& spec, AccessOrder* order) {
//     for (int64_t i = 0; i < n; ++i) {
//       order->Read(0, i, i + 1);
//       order->Write(i, i + 1);
//     }
//   }
#ifndef IEGEN_BACKENDS_ACCESS_ORDER_H_
#define IEGEN_BACKENDS_ACCESS_ORDER_H_

#include <cstdint>
#include <vector>

#include "absl/types/optional.h"

namespace iegen {

// Either of the two makes a call safe. A negative number permits that much of the other side.
struct Clearance {
  int64_t above = 0;  // bytes that the input begins above the output at least
  int64_t below = 0;  // bytes that the input begins below the output at least
};

class AccessOrder {
 public:
  // The kernel reads bytes [begin, end) of its operand `operand`, or some of them that include the
  // first and the last. Reads of one step come before its writes.
  void Read(size_t operand, int64_t begin, int64_t end);
  // It writes bytes [begin, end) of the output.
  void Write(int64_t begin, int64_t end);
  // It copies `bytes` bytes one by one, the lowest first.
  void Copy(size_t operand, int64_t from, int64_t to, int64_t bytes);

  // For an operand that has been read at all. Byte a of the output destroys byte b of the input
  // where both are the same and b is still to be read: out + a == in + b. So with input - output
  // above every a - b, or below every one, nothing is lost; a is any byte written before b is read,
  // which makes the extremes those of the range written so far and of each read.
  absl::optional<Clearance> Of(size_t operand) const;

 private:
  struct Operand {
    bool read = false;
    Clearance clearance{kAnywhere, kAnywhere};
  };
  static constexpr int64_t kAnywhere = -(int64_t{1} << 48);  // nothing is read after a write

  std::vector<Operand> operands_;
  bool written_ = false;
  int64_t low_ = 0, high_ = 0;  // what has been written so far lies between them
};

}  // namespace iegen

#endif  // IEGEN_BACKENDS_ACCESS_ORDER_H_
