#include "emit/write_bundle.h"

#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status.h"
#include "base/text.h"
#include "nlohmann/json.hpp"

namespace iegen::emit {
namespace {

namespace fs = std::filesystem;
using Paths = std::set<std::string>;

constexpr absl::string_view kReportEnd = "_report.json";
constexpr uint64_t kLargestReport = 64 << 20;

absl::Status CannotWrite(const fs::path& directory, const std::error_code& reason) {
  return Error(absl::StrCat("cannot write to ", QuotedPath(directory.string())))
      .Why(reason.message())
      .Hint("give a folder that can be written to: --out=DIR");
}

// Removes a folder of ours, whatever happens.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(fs::path path) : path_(std::move(path)) {}
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Makes a folder of a new name on the file system of `directory`: in it, or beside it where it is
// missing.
fs::path MakeFolderNear(const fs::path& directory, std::error_code* error) {
  for (int n = 0; n < 1000; ++n) {
    fs::path path = fs::exists(directory, *error) ? directory / "" : directory;
    path += absl::StrCat(".iegen-", n);
    const bool made = fs::create_directory(path, *error);
    if (made || *error) return path;
  }
  *error = std::make_error_code(std::errc::file_exists);
  return {};
}

// A path that a bundle may hold: a plain file name, or one under iegen/. Reports are files that
// anybody may have changed.
bool IsBundlePath(absl::string_view path) {
  const bool plain = !path.empty() && path[0] != '.' && !absl::StrContains(path, "..");
  const absl::string_view name =
      absl::StartsWith(path, "iegen/") ? path.substr(sizeof("iegen/") - 1) : path;
  return plain && !name.empty() && !absl::StrContains(name, '/') && !absl::StrContains(name, '\0');
}

// The files that the bundle of report `path` consists of; nothing where it is no report.
Paths FilesOfReport(const fs::path& path) {
  const absl::StatusOr<std::string> text = ReadFile(path.string(), kLargestReport);
  if (!text.ok()) return {};
  const nlohmann::json report = nlohmann::json::parse(*text, nullptr, false);
  if (!report.is_object() || !report.contains("iegen_version")) return {};
  const nlohmann::json build = report.value("build", nlohmann::json::object());
  Paths files = {path.filename().string()};
  const auto add = [&](const nlohmann::json& name) {
    if (name.is_string() && IsBundlePath(name.get<std::string>()))
      files.insert(name.get<std::string>());
  };
  for (const char* list : {"sources", "headers"}) {
    if (!build.is_object() || !build.contains(list) || !build[list].is_array()) continue;
    for (const nlohmann::json& name : build[list]) add(name);
  }
  for (const char* file : {"selftest", "page"}) {
    if (build.is_object() && build.contains(file)) add(build[file]);
  }
  return files;
}

// What other engines in the folder consist of.
Paths FilesOfOtherEngines(const fs::path& directory, const std::string& own_report) {
  Paths used;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name == own_report || !absl::EndsWith(name, kReportEnd)) continue;
    used.merge(FilesOfReport(it->path()));
  }
  return used;
}

std::string ReportName(const std::vector<File>& files) {
  for (const File& file : files) {
    if (absl::EndsWith(file.path, kReportEnd)) return file.path;
  }
  return "";
}

// Files to remove after `files` have been written.
Paths Obsolete(const fs::path& directory, const std::vector<File>& files) {
  const std::string report = ReportName(files);
  if (report.empty()) return {};
  Paths old = FilesOfReport(directory / report);
  for (const File& file : files) old.erase(file.path);
  for (const std::string& used : FilesOfOtherEngines(directory, report)) old.erase(used);
  return old;
}

absl::Status WriteAll(const fs::path& folder, const std::vector<File>& files) {
  for (const File& file : files) {
    const fs::path path = folder / file.path;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) return CannotWrite(folder, error);
    IEGEN_RETURN_IF_ERROR(WriteFile(path.string(), file.contents));
  }
  return absl::OkStatus();
}

// Renames, and can take all of it back.
class Moves {
 public:
  std::error_code Move(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    if (!error) fs::rename(from, to, error);
    if (!error) done_.emplace_back(from, to);
    return error;
  }
  void Undo() {
    std::error_code ignored;
    for (; !done_.empty(); done_.pop_back())
      fs::rename(done_.back().second, done_.back().first, ignored);
  }

 private:
  std::vector<std::pair<fs::path, fs::path>> done_;
};

// Puts the files of `fresh` into `directory`; those that they replace, and obsolete ones, go to
// `old`.
std::error_code Exchange(const fs::path& directory, const std::vector<File>& files,
                         const fs::path& fresh, const fs::path& old, Moves* moves) {
  Paths leaving = Obsolete(directory, files);
  for (const File& file : files) leaving.insert(file.path);
  for (const std::string& path : leaving) {
    std::error_code ignored;
    const fs::file_status status = fs::symlink_status(directory / path, ignored);
    if (!fs::exists(status)) continue;
    if (fs::is_directory(status)) return std::make_error_code(std::errc::is_a_directory);
    if (const std::error_code error = moves->Move(directory / path, old / path)) return error;
  }
  for (const File& file : files) {
    if (const std::error_code error = moves->Move(fresh / file.path, directory / file.path))
      return error;
  }
  return {};
}

// The outermost part of `path` that does not exist: what has to be removed when all is taken back.
fs::path FirstMissing(fs::path path) {
  std::error_code ignored;
  fs::path missing;
  for (; !path.empty() && !fs::exists(path, ignored); path = path.parent_path()) missing = path;
  return missing;
}

absl::Status WriteNear(const fs::path& directory, const std::vector<File>& files) {
  std::error_code error;
  const TemporaryFolder temporary(MakeFolderNear(directory, &error));
  if (error) return CannotWrite(directory, error);
  const fs::path fresh = temporary.path() / "new", old = temporary.path() / "old";
  IEGEN_RETURN_IF_ERROR(WriteAll(fresh, files));
  if (!fs::exists(directory, error)) {
    fs::rename(fresh, directory, error);
    return error ? absl::Status(CannotWrite(directory, error)) : absl::OkStatus();
  }
  Moves moves;
  const std::error_code failure = Exchange(directory, files, fresh, old, &moves);
  if (failure) moves.Undo();
  fs::remove(directory / "iegen", error);  // does nothing unless it is empty
  return failure ? absl::Status(CannotWrite(directory, failure)) : absl::OkStatus();
}

}  // namespace

absl::Status WriteBundle(const std::string& directory, const std::vector<File>& files) {
  std::error_code error;
  fs::path path = fs::absolute(directory, error).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // a slash at the end
  const fs::path missing = FirstMissing(path.parent_path());
  fs::create_directories(path.parent_path(), error);
  if (error) return CannotWrite(path, error);
  if (fs::exists(path, error) && !fs::is_directory(path, error)) {
    return CannotWrite(path, std::make_error_code(std::errc::not_a_directory));
  }
  const absl::Status written = WriteNear(path, files);
  if (!written.ok() && !missing.empty()) fs::remove_all(missing, error);
  return written;
}

}  // namespace iegen::emit
