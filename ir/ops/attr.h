// What an operator's attributes may be. An operator names each of its attributes once, in
// Fields(); printer, parser, comparison and hash follow from that.
#ifndef IEGEN_IR_OPS_ATTR_H_
#define IEGEN_IR_OPS_ATTR_H_

#include <array>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ir/type.h"

namespace iegen::ir {

using Int2 = std::array<int32_t, 2>;  // height, width
using Int4 = std::array<int32_t, 4>;  // top, bottom, left, right
using IntList = std::vector<int32_t>;

// Fused behind an operator, in real values.
enum class Activation : uint8_t { kNone, kRelu, kReluN1To1, kRelu6 };
constexpr std::array<absl::string_view, 4> kActivationNames = {"none", "relu", "relu_n1_to_1",
                                                               "relu6"};

enum class PoolKind : uint8_t { kAverage, kMax };
constexpr std::array<absl::string_view, 2> kPoolKindNames = {"average", "max"};

enum class MirrorMode : uint8_t { kReflect, kSymmetric };
constexpr std::array<absl::string_view, 2> kMirrorModeNames = {"reflect", "symmetric"};

// The words of an enumeration in the text form, found by type.
inline absl::Span<const absl::string_view> NamesOf(Activation) { return kActivationNames; }
inline absl::Span<const absl::string_view> NamesOf(MirrorMode) { return kMirrorModeNames; }
inline absl::Span<const absl::string_view> NamesOf(PoolKind) { return kPoolKindNames; }

// How many inputs an operator takes; the optional ones come last.
struct Arity {
  int least = 1, most = 1;
};

using Types = std::vector<TensorType>;
using TypeSpan = absl::Span<const TensorType>;

// Every operator is a struct of attributes with
//   static constexpr absl::string_view kName;     its word in the text form
//   static constexpr Arity kInputs;               a missing optional input has rank 0 and no
//   elements template <class Self, class V> static void Fields(Self& self, V&& visit);
//   visit("name", field) absl::StatusOr<Types> Infer(TypeSpan in) const;      shapes and element
//   types of its outputs; the
//                                                        quantisation of these is left empty
//   absl::Status Check(TypeSpan in, TypeSpan out) const; what shapes alone do not say: element
//   types,
//                                                        scales, zero points
//   bool operator==(const X&) const = default;
// An operator that writes variables says which of its inputs these are, as bits:
//   static constexpr uint32_t kWrites;
// A marker of control flow computes nothing and has no outputs:
//   static constexpr bool kMarker = true;

// The type that stands for an optional input that is not there.
inline bool IsAbsent(const TensorType& type) {
  return type.shape.rank() == 1 && type.shape[0] == 0;
}
inline TensorType AbsentType() { return {ElemType::kInt32, Shape{0}, {}}; }

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_ATTR_H_
