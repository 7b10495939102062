// Parts that the text forms of graphs and of programs have in common.
#ifndef IEGEN_IR_TEXT_PIECES_H_
#define IEGEN_IR_TEXT_PIECES_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ir/graph.h"
#include "ir/text/lexer.h"

namespace iegen::ir {

constexpr size_t kMostItems = 1 << 24;  // of one list in a text

// "[1,2,3]".
absl::Status ReadIntList(Lexer* lexer, IntList* list);

// "i8".
absl::StatusOr<ElemType> ReadElemType(Lexer* lexer);

// "i8[1,8,8,3] q(0.05,-3)".
absl::StatusOr<TensorType> ReadType(Lexer* lexer);

// What stands behind the word loc: ("model.tflite", 12, "CONV_2D", "conv1").
absl::StatusOr<Location> ReadLocation(Lexer* lexer);

}  // namespace iegen::ir

#endif  // IEGEN_IR_TEXT_PIECES_H_
