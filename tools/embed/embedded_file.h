// A file that was built into the program; //tools/embed:embed.bzl makes tables of them.
#ifndef IEGEN_TOOLS_EMBED_EMBEDDED_FILE_H_
#define IEGEN_TOOLS_EMBED_EMBEDDED_FILE_H_

#include "absl/strings/string_view.h"

namespace iegen {

struct EmbeddedFile {
  absl::string_view name;      // path in the workspace, less the prefix that the rule strips
  absl::string_view contents;  // the file's bytes; they last as long as the program
};

}  // namespace iegen

#endif  // IEGEN_TOOLS_EMBED_EMBEDDED_FILE_H_
