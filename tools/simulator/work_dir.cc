#include "tools/simulator/work_dir.h"

#include <stdlib.h>

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status.h"

namespace iegen::simulator {
namespace {

bool StaysInside(absl::string_view name) {
  if (name.empty() || absl::StartsWith(name, "/")) return false;
  for (absl::string_view part : absl::StrSplit(name, '/')) {
    if (part == "..") return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<WorkDir> WorkDir::Make() {
  std::error_code error;
  std::string pattern = (std::filesystem::temp_directory_path(error) / "iegen_XXXXXX").string();
  if (error || mkdtemp(pattern.data()) == nullptr) {
    return Error("cannot make a folder for temporary files")
        .Hint("set TMPDIR to a folder that can be written");
  }
  return WorkDir(pattern);
}

WorkDir::WorkDir(WorkDir&& other) noexcept : path_(std::exchange(other.path_, "")) {}

WorkDir& WorkDir::operator=(WorkDir&& other) noexcept {
  if (this != &other) {
    Remove();
    path_ = std::exchange(other.path_, "");
  }
  return *this;
}

WorkDir::~WorkDir() { Remove(); }

void WorkDir::Remove() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

std::string WorkDir::File(absl::string_view name) const { return absl::StrCat(path_, "/", name); }

absl::Status WorkDir::Write(absl::string_view name, absl::string_view contents) const {
  if (!StaysInside(name)) return Internal(absl::StrCat("file name '", name, "' leaves its folder"));
  const std::string path = File(name);
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  if (error) return Error(absl::StrCat("cannot make the folder of '", path, "'"));
  return WriteFile(path, contents);
}

}  // namespace iegen::simulator
