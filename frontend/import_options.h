// What every importer takes beside the bytes of the model.
#ifndef IEGEN_FRONTEND_IMPORT_OPTIONS_H_
#define IEGEN_FRONTEND_IMPORT_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace iegen::frontend {

struct ImportOptions {
  std::string file;  // the model's name in messages; may be empty
  // Where there is one, every problem of the model is appended, in the order of the file; import
  // goes on past an operator that it cannot read. The call returns the first of them as well.
  std::vector<absl::Status>* problems = nullptr;
  // Where the files beside the model are, which formats with external data name; empty: none are
  // read.
  std::string folder = {};
  // Images come in and go out with their channels last, whatever the file says.
  bool channels_last = false;
};

}  // namespace iegen::frontend

#endif  // IEGEN_FRONTEND_IMPORT_OPTIONS_H_
