// Reads JSON that anybody may have changed: what is missing or of another type is 0, "" or empty.
#ifndef IEGEN_EMIT_JSON_ACCESS_H_
#define IEGEN_EMIT_JSON_ACCESS_H_

#include <cstdint>
#include <string>

#include "nlohmann/json.hpp"

namespace iegen::emit {

// The member `key`, or null.
const nlohmann::json& Member(const nlohmann::json& object, const char* key);

// The member `key` where it is an array, else an empty one.
const nlohmann::json& ListIn(const nlohmann::json& object, const char* key);

// Whole numbers, texts and truth values; IntIn() is 0 beyond 2^41 too, so that sums of a file
// don't overflow.
int64_t IntIn(const nlohmann::json& object, const char* key);
std::string TextIn(const nlohmann::json& object, const char* key);
bool IsTrueIn(const nlohmann::json& object, const char* key);

// 1234567 -> "1 234 567", with narrow spaces that don't break.
std::string Spaced(int64_t number);

// The same for a member, "" where it is no whole number.
std::string SpacedIn(const nlohmann::json& object, const char* key);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_JSON_ACCESS_H_
