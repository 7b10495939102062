#include "emit/constants.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "base/text.h"

namespace iegen::emit {
namespace {

std::string IntegerLiteral(int64_t value) {
  // There are no negative literals: the least number would be the negation of one that is too big.
  if (value == std::numeric_limits<int64_t>::min()) return "(-9223372036854775807 - 1)";
  return absl::StrCat(value);
}

template <class T>
std::string Literal(T value) {
  if constexpr (std::is_same_v<T, float>) {
    return FloatLiteral(value);
  } else {
    return IntegerLiteral(value);
  }
}

template <class T, class F>
void ForEach(absl::string_view bytes, F&& visit) {
  for (size_t at = 0; at + sizeof(T) <= bytes.size(); at += sizeof(T)) {
    T element;
    std::memcpy(&element, bytes.data() + at, sizeof(T));
    visit(element);
  }
}

template <class T>
std::string Lines(absl::string_view bytes) {
  constexpr size_t kColumns = 100;
  std::string out, line = "   ";
  ForEach<T>(bytes, [&](T element) {
    const std::string text = absl::StrCat(" ", Literal(element), ",");
    if (line.size() + text.size() > kColumns) {
      absl::StrAppend(&out, line, "\n");
      line = "   ";
    }
    line += text;
  });
  out += line;
  return out;
}

}  // namespace

std::string ElementLines(ir::ElemType elem, absl::string_view bytes) {
  switch (elem) {
    case ir::ElemType::kInt8:
      return Lines<int8_t>(bytes);
    case ir::ElemType::kUInt8:
    case ir::ElemType::kBool:
      return Lines<uint8_t>(bytes);
    case ir::ElemType::kInt16:
      return Lines<int16_t>(bytes);
    case ir::ElemType::kInt32:
      return Lines<int32_t>(bytes);
    case ir::ElemType::kInt64:
      return Lines<int64_t>(bytes);
    case ir::ElemType::kFloat32:
      return Lines<float>(bytes);
  }
  return "";
}

bool HasLiterals(ir::ElemType elem, absl::string_view bytes) {
  bool finite = true;
  if (elem == ir::ElemType::kFloat32) {
    ForEach<float>(bytes, [&](float element) { finite = finite && std::isfinite(element); });
  }
  return finite;
}

}  // namespace iegen::emit
