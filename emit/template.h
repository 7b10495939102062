// Fixed text of emitted files: templates/*.mustache, filled with data.
#ifndef IEGEN_EMIT_TEMPLATE_H_
#define IEGEN_EMIT_TEMPLATE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"

namespace iegen::emit {

enum class Escaping {
  kNone,  // strings go in as they are
  kHtml,  // with <, >, &, " and ' as entities
};

// The template emit/templates/`file` with the values of `view`: numbers as JSON writes them; null
// and false are empty sections.
std::string FillTemplate(absl::string_view file, const nlohmann::json& view,
                         Escaping escaping = Escaping::kNone);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_TEMPLATE_H_
