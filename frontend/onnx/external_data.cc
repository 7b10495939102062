#include "frontend/onnx/external_data.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen::frontend::onnx {
namespace {

namespace fs = std::filesystem;

struct Range {
  std::string location;
  int64_t offset = 0;
  int64_t length = -1;  // the rest of the file
};

absl::Status ReadNumber(const ExternalEntry& entry, int64_t* number) {
  if (absl::SimpleAtoi(entry.value, number) && *number >= 0) return absl::OkStatus();
  return Error(absl::StrCat("the ", entry.key, " of external data is ", Quoted(entry.value),
                            ", no number of bytes"));
}

absl::StatusOr<Range> RangeOf(const std::vector<ExternalEntry>& entries) {
  Range range;
  for (const ExternalEntry& entry : entries) {
    if (entry.key == "location") range.location = entry.value;
    if (entry.key == "offset") IEGEN_RETURN_IF_ERROR(ReadNumber(entry, &range.offset));
    if (entry.key == "length") IEGEN_RETURN_IF_ERROR(ReadNumber(entry, &range.length));
  }
  if (range.location.empty()) return Error("external data without a location");
  return range;
}

DiagnosticBuilder Outside(const std::string& location) {
  return Error(absl::StrCat("external data in ", Quoted(location), " is not read"))
      .Why("only regular files in the model's own folder are")
      .Hint("save the model in one file: torch.onnx.export(..., external_data=False)");
}

// The file, with all links resolved, if it lies below the folder.
absl::StatusOr<fs::path> Resolve(const std::string& location, const std::string& folder) {
  const fs::path relative(location);
  const bool odd = location.find('\0') != std::string::npos ||
                   location.find('\\') != std::string::npos || relative.is_absolute();
  if (folder.empty() || odd) return Outside(location);
  for (const fs::path& part : relative) {
    if (part == "..") return Outside(location);
  }
  std::error_code error;
  const fs::path base = fs::canonical(folder, error);
  if (error) return Outside(location);
  fs::path file = fs::canonical(base / relative, error);
  if (error) {
    return Error(absl::StrCat("external data in ", Quoted(location), ": there is no such file"))
        .Hint("it must lie in the model's own folder, as it was saved");
  }
  const fs::path inside = file.lexically_relative(base);
  if (inside.empty() || *inside.begin() == "..") return Outside(location);
  if (!fs::is_regular_file(file, error) || error) return Outside(location);
  return file;
}

}  // namespace

absl::StatusOr<std::string> ReadExternalData(const std::vector<ExternalEntry>& entries,
                                             const std::string& folder, int64_t bytes) {
  IEGEN_ASSIGN_OR_RETURN(const Range range, RangeOf(entries));
  IEGEN_ASSIGN_OR_RETURN(const fs::path path, Resolve(range.location, folder));
  std::error_code error;
  const auto size = static_cast<int64_t>(fs::file_size(path, error));
  const bool fits = !error && range.offset <= size && bytes <= size - range.offset;
  if (!fits || (range.length >= 0 && range.length != bytes)) {
    return Error(absl::StrCat("external data in ", Quoted(range.location),
                              " is not as long as the tensor"))
        .Why(absl::StrCat("the tensor needs ", Grouped(bytes), " bytes from ",
                          Grouped(range.offset), " on, the file has ", Grouped(size)));
  }
  std::string contents(static_cast<size_t>(bytes), '\0');
  std::ifstream file(path, std::ios::binary);
  file.seekg(range.offset);
  file.read(contents.data(), bytes);
  if (file) return contents;
  return Error(absl::StrCat("external data in ", Quoted(range.location), " cannot be read"));
}

}  // namespace iegen::frontend::onnx
