// CAST between all element types. Integers keep their low bits; float32 loses its fraction and
// stops at the ends of the type, a NaN is 0; bool is 0 or 1.
//
// Spec members (int32_t): elements, from, to (numbers of the element types, for the host), to_bool.
#ifndef IEGEN_CAST_H_
#define IEGEN_CAST_H_

#include <stdint.h>

namespace iegen {

template <class Out>
struct CastTo {
  template <class In>
  static Out From(In x) {
    return static_cast<Out>(x);
  }
  static Out From(float x) {
    // Powers of two: exact in float32. Ends of an unsigned type are 0 and 2^bits.
    constexpr bool kSigned = static_cast<Out>(-1) < static_cast<Out>(1);
    constexpr int kBits = static_cast<int>(sizeof(Out)) * 8 - (kSigned ? 1 : 0);
    const float above = 2.0f * static_cast<float>(static_cast<uint64_t>(1) << (kBits - 1));
    const uint64_t ones = ~static_cast<uint64_t>(0) >> (64 - kBits);
    if (x >= above) return static_cast<Out>(ones);
    if (kSigned && x <= -above) return static_cast<Out>(~ones);
    if (!kSigned && x <= 0.0f) return 0;
    return x == x ? static_cast<Out>(x) : static_cast<Out>(0);
  }
};
template <>
struct CastTo<float> {
  template <class In>
  static float From(In x) {
    return static_cast<float>(x);
  }
};

// in, out [elements]. out may be in where it is not longer.
template <class Spec, class In, class Out>
inline void Cast(const Spec& s, const In* in, Out* out) {
  const int32_t elements = s.elements;
  const bool to_bool = s.to_bool != 0;
  for (int32_t i = 0; i < elements; ++i) {
    const In x = in[i];
    out[i] = to_bool ? static_cast<Out>(x != static_cast<In>(0) ? 1 : 0) : CastTo<Out>::From(x);
  }
}

}  // namespace iegen

#endif  // IEGEN_CAST_H_
