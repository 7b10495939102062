#include "emit/template.h"

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

absl::string_view TemplateText(absl::string_view file) {
  for (const EmbeddedFile& embedded : TemplateFiles()) {
    if (embedded.name == file) return embedded.contents;
  }
  return "";
}

}  // namespace

std::string FillTemplate(absl::string_view file, const nlohmann::json& view) {
  kainjow::mustache::mustache filled{std::string(TemplateText(file))};
  filled.set_custom_escape([](const std::string& text) { return text; });
  return filled.render(ToData(view));
}

}  // namespace iegen::emit
