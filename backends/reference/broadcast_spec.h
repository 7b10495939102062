// Dimensions and steps of kernels that broadcast (kernels/broadcast.h).
#ifndef IEGEN_BACKENDS_REFERENCE_BROADCAST_SPEC_H_
#define IEGEN_BACKENDS_REFERENCE_BROADCAST_SPEC_H_

#include <array>
#include <vector>

#include "backends/backend.h"

namespace iegen::reference {

using Six = std::array<int32_t, 6>;

// Loops over the output and the steps of each input along them, in elements; 0 where it is
// broadcast. Neighbouring dimensions are one loop where no input tells them apart, and the loops
// stand last: unused ones before them have one round.
struct BroadcastLoops {
  Six dims{1, 1, 1, 1, 1, 1};
  std::vector<Six> steps;  // of each input
};
BroadcastLoops LoopsOf(const std::vector<ir::Shape>& inputs, const ir::Shape& out);

// The members that every kernel of two inputs has.
struct BroadcastSpec {
  int32_t d0 = 1, d1 = 1, d2 = 1, d3 = 1, d4 = 1, d5 = 1;
  int32_t a0 = 0, a1 = 0, a2 = 0, a3 = 0, a4 = 0, a5 = 0;
  int32_t b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("d0", s.d0);
    visit("d1", s.d1);
    visit("d2", s.d2);
    visit("d3", s.d3);
    visit("d4", s.d4);
    visit("d5", s.d5);
    visit("a0", s.a0);
    visit("a1", s.a1);
    visit("a2", s.a2);
    visit("a3", s.a3);
    visit("a4", s.a4);
    visit("a5", s.a5);
    visit("b0", s.b0);
    visit("b1", s.b1);
    visit("b2", s.b2);
    visit("b3", s.b3);
    visit("b4", s.b4);
    visit("b5", s.b5);
  }
};

// Sets the members from the first two inputs of `loops`.
void SetLoops(const BroadcastLoops& loops, BroadcastSpec* s);

// Sets the members from the node's inputs `a` and `b`.
void SetLoops(const NodeView& node, size_t a, size_t b, BroadcastSpec* s);

// The inputs whose memory the output may take over: not broadcast, no constants, elements as long
// as the output's.
uint32_t BroadcastInPlace(const NodeView& node);

}  // namespace iegen::reference

#endif  // IEGEN_BACKENDS_REFERENCE_BROADCAST_SPEC_H_
