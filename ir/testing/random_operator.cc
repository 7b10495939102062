#include "ir/testing/random_operator.h"

#include <algorithm>
#include <numeric>
#include <type_traits>

#include "absl/strings/match.h"

namespace iegen::ir {
namespace {

// Draws the attributes of one operator.
class Attributes {
 public:
  Attributes(const Shape& x, std::mt19937& random) : x_(x), random_(random) {}

  template <class T>
  void operator()(absl::string_view name, T& field) {
    Draw(name, field);
  }

 private:
  int Below(int n) { return static_cast<int>(random_() % static_cast<uint32_t>(std::max(n, 1))); }

  void Draw(absl::string_view, bool& field) { field = Below(2) == 0; }
  void Draw(absl::string_view, float& field) { field = 0.25f * static_cast<float>(1 + Below(8)); }
  void Draw(absl::string_view name, int32_t& field) {
    const bool axis = absl::StrContains(name, "axis") || absl::StrContains(name, "dim");
    field = axis ? Below(x_.rank()) : Below(4);
  }
  void Draw(absl::string_view, ElemType& field) {
    constexpr ElemType kTypes[] = {ElemType::kInt8, ElemType::kInt8, ElemType::kInt32,
                                   ElemType::kFloat32, ElemType::kBool};
    field = kTypes[Below(5)];
  }
  template <class E>
    requires std::is_enum_v<E>
  void Draw(absl::string_view, E& field) {
    field = static_cast<E>(Below(static_cast<int>(NamesOf(field).size())));
  }
  template <size_t N>
  void Draw(absl::string_view name, std::array<int32_t, N>& field) {
    const bool pad = absl::StrContains(name, "pad"), size = absl::StrContains(name, "size");
    for (int32_t& value : field) value = pad ? Below(3) : 1 + Below(size ? 9 : 3);
  }
  void Draw(absl::string_view name, IntList& field) {
    if (absl::StrContains(name, "axes")) return Axes(&field);
    if (absl::StrContains(name, "perm")) return Permutation(&field);
    if (name == "shape") return AnyShape(&field);
    field.clear();
    for (int axis = 0; axis < x_.rank(); ++axis) field.push_back(Element(name, x_[axis]));
  }
  // Strings and whatever else has no range.
  template <class T>
  void Draw(absl::string_view, T&) {}

  // Of a list with a number for each dimension.
  int32_t Element(absl::string_view name, int32_t dim) {
    if (absl::StrContains(name, "begin") || absl::StrContains(name, "start")) {
      return Below(2) == 0 ? 0 : Below(dim);
    }
    if (absl::StrContains(name, "end")) return Below(2) == 0 ? dim : 1 + Below(dim);
    if (absl::StrContains(name, "size")) return 1 + Below(dim);
    if (absl::StrContains(name, "stride")) return 1 + Below(2);
    return Below(3) == 0 ? 1 : 0;
  }

  void Axes(IntList* field) {
    field->clear();
    for (int axis = 0; axis < x_.rank(); ++axis) {
      if (Below(2) == 0) field->push_back(axis);
    }
  }

  void Permutation(IntList* field) {
    field->resize(static_cast<size_t>(x_.rank()));
    std::iota(field->begin(), field->end(), 0);
    std::shuffle(field->begin(), field->end(), random_);
  }

  // The same elements in two dimensions, or the same shape repeated along a new one.
  void AnyShape(IntList* field) {
    *field = x_.dims();
    if (Below(2) == 0) *field = {static_cast<int32_t>(x_.elements()), 1};
    if (Below(3) == 0) field->insert(field->begin(), 1 + Below(2));
  }

  const Shape& x_;
  std::mt19937& random_;
};

template <size_t kIndex>
void Make(size_t index, Op* op) {
  if constexpr (kIndex < std::variant_size_v<AnyOp>) {
    if (index == kIndex) {
      *op = std::variant_alternative_t<kIndex, AnyOp>{};
      return;
    }
    Make<kIndex + 1>(index, op);
  }
}

}  // namespace

size_t OperatorCount() { return std::variant_size_v<AnyOp>; }

Op RandomOperator(size_t index, const Shape& x, std::mt19937& random) {
  Op op;
  Make<0>(index % OperatorCount(), &op);
  std::visit(
      [&](auto& o) {
        using Operator = std::decay_t<decltype(o)>;
        Operator::Fields(o, Attributes(x, random));
      },
      op);
  return op;
}

}  // namespace iegen::ir
