// Files that are no model at all, or a model in a format that is not read: what they are instead.
#ifndef IEGEN_FRONTEND_FOREIGN_H_
#define IEGEN_FRONTEND_FOREIGN_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace iegen::frontend {

// Never OK. Says what `bytes` look like (a web page, an archive, source text, ...), and what to do.
absl::Status ForeignFile(absl::string_view bytes, absl::string_view file);

}  // namespace iegen::frontend

#endif  // IEGEN_FRONTEND_FOREIGN_H_
