#include "emit/template.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "emit/template_files.h"
#include "kainjow/mustache.hpp"

namespace iegen::emit {
namespace {

using Data = kainjow::mustache::data;

Data ToData(const nlohmann::json& value) {
  if (value.is_object()) {
    Data data(Data::type::object);
    for (const auto& [key, member] : value.items()) data.set(key, ToData(member));
    return data;
  }
  if (value.is_array()) {
    Data data(Data::type::list);
    for (const nlohmann::json& element : value) data.push_back(ToData(element));
    return data;
  }
  if (value.is_null()) return Data(false);
  if (value.is_boolean()) return Data(value.get<bool>());
  return Data(value.is_string() ? value.get<std::string>() : value.dump());
}

// Whether a line of a template holds nothing but tags that open or close a section.
bool IsSectionLine(absl::string_view line) {
  bool tags = false;
  while (absl::StartsWith(line, "{{#") || absl::StartsWith(line, "{{^") ||
         absl::StartsWith(line, "{{/")) {
    const size_t end = line.find("}}");
    if (end == absl::string_view::npos) return false;
    line.remove_prefix(end + 2);
    tags = true;
  }
  return tags && line.empty();
}

// What ends a line while the library works, so that it doesn't see any: it has rules of its own for
// lines, which leave some behind where a section is empty. It stands in no text, since names are
// escaped.
constexpr char kLineEnd = '\x01';

// The template with kLineEnd behind every line but those of section tags alone.
std::string Prepared(absl::string_view text) {
  std::string out;
  absl::ConsumeSuffix(&text, "\n");
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    absl::StrAppend(&out, line);
    if (!IsSectionLine(line)) out += kLineEnd;
  }
  return out;
}

absl::string_view TemplateText(absl::string_view file) {
  for (const EmbeddedFile& embedded : TemplateFiles()) {
    if (embedded.name == file) return embedded.contents;
  }
  return "";
}

}  // namespace

std::string FillTemplate(absl::string_view file, const nlohmann::json& view, Escaping escaping) {
  kainjow::mustache::mustache filled{Prepared(TemplateText(file))};
  if (escaping == Escaping::kNone) {
    filled.set_custom_escape([](const std::string& text) { return text; });
  }
  std::string text = filled.render(ToData(view));
  std::replace(text.begin(), text.end(), kLineEnd, '\n');
  return text;
}

}  // namespace iegen::emit
