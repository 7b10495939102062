#include "ir/type.h"

#include <array>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace iegen::ir {
namespace {

struct ElemInfo {
  absl::string_view name, cpp, user;
  int64_t bytes;
  IntRange range;
};

template <class T>
constexpr IntRange LimitsOf() {
  return {std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
}

const ElemInfo& InfoOf(ElemType type) {
  static constexpr std::array<ElemInfo, 7> kInfo = {{
      {"i8", "int8_t", "int8", 1, LimitsOf<int8_t>()},
      {"u8", "uint8_t", "uint8", 1, LimitsOf<uint8_t>()},
      {"i16", "int16_t", "int16", 2, LimitsOf<int16_t>()},
      {"i32", "int32_t", "int32", 4, LimitsOf<int32_t>()},
      {"i64", "int64_t", "int64", 8, LimitsOf<int64_t>()},
      {"f32", "float", "float32", 4, {0, 0}},
      {"bool", "uint8_t", "bool", 1, {0, 1}},
  }};
  return kInfo[static_cast<size_t>(type)];
}

}  // namespace

int64_t BytesOf(ElemType type) { return InfoOf(type).bytes; }
absl::string_view NameOf(ElemType type) { return InfoOf(type).name; }
absl::string_view CppNameOf(ElemType type) { return InfoOf(type).cpp; }
absl::string_view UserNameOf(ElemType type) { return InfoOf(type).user; }
IntRange RangeOf(ElemType type) { return InfoOf(type).range; }

absl::optional<ElemType> ElemTypeFromName(absl::string_view name) {
  for (int i = 0; i <= static_cast<int>(ElemType::kBool); ++i) {
    const auto type = static_cast<ElemType>(i);
    if (NameOf(type) == name) return type;
  }
  return absl::nullopt;
}

int64_t Shape::elements() const { return elements(0, rank()); }

int64_t Shape::elements(int first, int last) const {
  int64_t product = 1;
  for (int axis = first; axis < last; ++axis) product *= (*this)[axis];
  return product;
}

std::string ShapeText(const Shape& shape) {
  return absl::StrCat("[", absl::StrJoin(shape.dims(), ", "), "]");
}

Quant PerTensor(float scale, int32_t zero_point) { return {{scale}, {zero_point}, 0}; }

}  // namespace iegen::ir
