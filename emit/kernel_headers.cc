#include "emit/kernel_headers.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/status.h"
#include "emit/kernel_header_files.h"

namespace iegen::emit {
namespace {

std::vector<std::string> IncludedKernels(absl::string_view text) {
  std::vector<std::string> names;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!absl::ConsumePrefix(&line, "#include \"iegen/")) continue;
    names.push_back(absl::StrCat("iegen/", line.substr(0, line.find('"'))));
  }
  return names;
}

}  // namespace

std::map<std::string, std::string> EmbeddedKernelHeaders() {
  std::map<std::string, std::string> headers;
  for (const EmbeddedFile& file : KernelHeaderFiles()) {
    const absl::string_view base = file.name.substr(file.name.rfind('/') + 1);
    headers.emplace(absl::StrCat("iegen/", base), std::string(file.contents));
  }
  return headers;
}

absl::StatusOr<std::set<std::string>> WithIncluded(const std::set<std::string>& wanted,
                                                   const std::map<std::string, std::string>& all) {
  std::set<std::string> found;
  std::vector<std::string> open(wanted.begin(), wanted.end());
  while (!open.empty()) {
    const std::string name = open.back();
    open.pop_back();
    if (!found.insert(name).second) continue;
    const auto header = all.find(name);
    if (header == all.end()) return Internal(absl::StrCat("no kernel header ", name));
    for (std::string& included : IncludedKernels(header->second)) open.push_back(included);
  }
  return found;
}

}  // namespace iegen::emit
