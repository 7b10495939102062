#include "base/file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen {

absl::StatusOr<std::string> ReadFile(const std::string& path, uint64_t limit_bytes) {
  std::error_code failure;
  if (std::filesystem::is_directory(path, failure)) {
    return Error(absl::StrCat(QuotedPath(path), " is a folder, not a file"));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error(absl::StrCat("cannot read ", QuotedPath(path))).Why(std::strerror(errno));
  const uint64_t size = std::filesystem::file_size(path, failure);
  if (!failure && size > limit_bytes) {
    return Error(absl::StrCat(QuotedPath(path), " is too large"))
        .Why(absl::StrCat("it has ", size, " bytes, the limit is ", limit_bytes));
  }
  std::string bytes(failure ? 0 : size, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(file.gcount()));
  if (file.bad()) return Error(absl::StrCat("cannot read ", QuotedPath(path)));
  return bytes;
}

absl::Status WriteFile(const std::string& path, absl::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file)
    return Error(absl::StrCat("cannot write ", QuotedPath(path))).Why(std::strerror(errno));
  return absl::OkStatus();
}

}  // namespace iegen
