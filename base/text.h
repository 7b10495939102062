// Text for people and for generated code: quoting of names that come from untrusted model files,
// identifiers, numbers with thousands commas.
#ifndef IEGEN_BASE_TEXT_H_
#define IEGEN_BASE_TEXT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace iegen {

// Control characters, DEL and bytes that are not part of valid UTF-8 become \xNN; tab and newline
// become \t and \n. Everything else stays.
std::string Escaped(absl::string_view text);

// 'name', escaped and cut to 80 characters (the end, with the leaf name, is kept).
std::string Quoted(absl::string_view name);

// 'path', escaped and whole: users look for the very file that they named.
std::string QuotedPath(absl::string_view path);

// A C and C++ identifier made from any text: other characters become '_', an empty text, one that
// begins with a digit or an underscore, and reserved words get the prefix "m_".
std::string Identifier(absl::string_view text);

// 1234567 -> "1,234,567".
std::string Grouped(int64_t number);

// Shortest decimal text that reads back as the same float32.
std::string FloatText(float value);

// A C++ float literal, as in "0.5f"; `value` must be finite.
std::string FloatLiteral(float value);

}  // namespace iegen

#endif  // IEGEN_BASE_TEXT_H_
