#include "tests/suite/refusals.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status.h"

namespace iegen::suite {
namespace {

std::string TypesOf(const conformance::Case& c) {
  const auto type = [](const std::vector<conformance::Tensor>& tensors) {
    return tensors.empty() ? std::string("none") : tensors[0].type;
  };
  return absl::StrCat(FamilyOf(c.name), ":", type(c.inputs), ":", type(c.outputs));
}

}  // namespace

absl::StatusOr<Refusals> Refusals::Read(const std::string& file) {
  IEGEN_ASSIGN_OR_RETURN(const std::string text, ReadFile(file));
  Refusals refusals;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipWhitespace())) {
    if (line[0] == '#') continue;
    const std::pair<std::string, std::string> words = absl::StrSplit(line, absl::MaxSplits(' ', 1));
    if (words.second.empty()) return Error(absl::StrCat(file, ": no reason in '", line, "'"));
    refusals.rows_[words.first].reason = words.second;
  }
  return refusals;
}

const std::string* Refusals::ReasonFor(const conformance::Case& c) {
  std::vector<std::string> keys = {std::string(FamilyOf(c.name)), TypesOf(c)};
  for (absl::string_view word : absl::StrSplit(c.note, ' ', absl::SkipEmpty())) {
    keys.push_back(absl::StrCat(FamilyOf(c.name), ":", word));
  }
  for (const std::string& key : keys) {
    const auto row = rows_.find(key);
    if (row == rows_.end()) continue;
    row->second.used = true;
    return &row->second.reason;
  }
  return nullptr;
}

std::string Refusals::Unused() const {
  std::string keys;
  for (const auto& [key, row] : rows_) {
    if (!row.used) absl::StrAppend(&keys, key, "\n");
  }
  return keys;
}

absl::string_view FamilyOf(absl::string_view case_name) {
  while (!case_name.empty() && absl::ascii_isdigit(static_cast<unsigned char>(case_name.back()))) {
    case_name.remove_suffix(1);
  }
  if (!case_name.empty() && case_name.back() == '_') case_name.remove_suffix(1);
  return case_name;
}

}  // namespace iegen::suite
