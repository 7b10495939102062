// Fixed text of emitted files: templates/*.mustache, filled with data.
#ifndef IEGEN_EMIT_TEMPLATE_H_
#define IEGEN_EMIT_TEMPLATE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"

namespace iegen::emit {

// The template emit/templates/`file` with the values of `view`: strings go in as they are, nothing
// is escaped for HTML; numbers as JSON writes them; null and false are empty sections.
std::string FillTemplate(absl::string_view file, const nlohmann::json& view);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_TEMPLATE_H_
