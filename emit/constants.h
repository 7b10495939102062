// Printing of constant arrays.
#ifndef IEGEN_EMIT_CONSTANTS_H_
#define IEGEN_EMIT_CONSTANTS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "ir/type.h"

namespace iegen::emit {

// The elements of `bytes` (little-endian, of type `elem`) as C++ literals with commas between, in
// indented lines of at most 100 columns, each ended by a newline.
std::string ElementLines(ir::ElemType elem, absl::string_view bytes);

// Whether every element has a literal: false where a float is not finite.
bool HasLiterals(ir::ElemType elem, absl::string_view bytes);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_CONSTANTS_H_
