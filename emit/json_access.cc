#include "emit/json_access.h"

#include "absl/strings/str_replace.h"
#include "base/text.h"

namespace iegen::emit {

using nlohmann::json;

const json& Member(const json& object, const char* key) {
  static const json& none = *new json(nullptr);
  if (!object.is_object()) return none;
  const auto found = object.find(key);
  return found == object.end() ? none : *found;
}

const json& ListIn(const json& object, const char* key) {
  static const json& none = *new json(json::array());
  const json& list = Member(object, key);
  return list.is_array() ? list : none;
}

int64_t IntIn(const json& object, const char* key) {
  constexpr int64_t kMost = int64_t{1} << 41;
  const json& number = Member(object, key);
  if (!number.is_number_integer()) return 0;
  // What exceeds int64_t comes out negative.
  const auto value = number.get<int64_t>();
  const bool wrapped = number.is_number_unsigned() && value < 0;
  return wrapped || value > kMost || value < -kMost ? 0 : value;
}

std::string TextIn(const json& object, const char* key) {
  const json& text = Member(object, key);
  return text.is_string() ? text.get<std::string>() : "";
}

bool IsTrueIn(const json& object, const char* key) {
  const json& value = Member(object, key);
  return value.is_boolean() && value.get<bool>();
}

std::string Spaced(int64_t number) {
  return absl::StrReplaceAll(Grouped(number), {{",", "\u202f"}});
}

std::string SpacedIn(const json& object, const char* key) {
  return Member(object, key).is_number_integer() ? Spaced(IntIn(object, key)) : "";
}

}  // namespace iegen::emit
