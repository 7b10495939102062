// What is in a .zip archive, such as NumPy's .npz.
#ifndef IEGEN_TOOLS_SAMPLES_ZIP_H_
#define IEGEN_TOOLS_SAMPLES_ZIP_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace iegen::samples {

struct ZipEntry {
  std::string name;  // untrusted
  std::string contents;
};

// Whether the bytes begin like an archive.
bool IsZip(absl::string_view bytes);

// All files of an archive, stored or deflated, in its order. The archive is not trusted: an entry
// outside of it, one that unpacks to another size or checksum than the archive says, encryption and
// other methods are errors, and so are archives of more than 4 GB.
absl::StatusOr<std::vector<ZipEntry>> Unzip(absl::string_view bytes);

}  // namespace iegen::samples

#endif  // IEGEN_TOOLS_SAMPLES_ZIP_H_
