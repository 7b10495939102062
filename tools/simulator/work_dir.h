// A folder for one build, gone when its owner is.
#ifndef IEGEN_TOOLS_SIMULATOR_WORK_DIR_H_
#define IEGEN_TOOLS_SIMULATOR_WORK_DIR_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace iegen::simulator {

class WorkDir {
 public:
  // A new folder in the system's folder for temporary files (TMPDIR).
  static absl::StatusOr<WorkDir> Make();

  WorkDir(WorkDir&& other) noexcept;
  WorkDir& operator=(WorkDir&& other) noexcept;
  ~WorkDir();

  const std::string& path() const { return path_; }

  // Full path of a file inside.
  std::string File(absl::string_view name) const;

  // Writes a file and the folders above it. Error: the name is absolute or climbs out with "..", or
  // the file cannot be written.
  absl::Status Write(absl::string_view name, absl::string_view contents) const;

 private:
  explicit WorkDir(std::string path) : path_(std::move(path)) {}
  void Remove();

  std::string path_;
};

}  // namespace iegen::simulator

#endif  // IEGEN_TOOLS_SIMULATOR_WORK_DIR_H_
