// Reads the text form of a graph (printer.h). Text is untrusted like any model file.
#ifndef IEGEN_IR_TEXT_PARSER_H_
#define IEGEN_IR_TEXT_PARSER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ir/graph.h"
#include "ir/text/printer.h"

namespace iegen::ir {

// One graph. Lines that begin with '#' are comments. Types and arity are read as they stand:
// Verify() judges them. An error names line and what was expected there.
absl::StatusOr<Graph> Parse(absl::string_view text, const Blobs& blobs = {});

}  // namespace iegen::ir

#endif  // IEGEN_IR_TEXT_PARSER_H_
