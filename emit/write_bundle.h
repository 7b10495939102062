// Writes a bundle into a folder: all of its files, or none.
#ifndef IEGEN_EMIT_WRITE_BUNDLE_H_
#define IEGEN_EMIT_WRITE_BUNDLE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "emit/render.h"

namespace iegen::emit {

// Writes `files` to the folder `directory`, which is made where it is missing. They are written to
// a new folder first and then renamed; where anything fails, what was there before stays.
// Files that the last bundle of the same engine held (by its report) and this one doesn't are
// removed, unless another engine in the folder uses them; no other file is touched.
absl::Status WriteBundle(const std::string& directory, const std::vector<File>& files);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_WRITE_BUNDLE_H_
