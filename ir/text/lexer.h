// Cuts the text form of a graph into tokens and remembers lines for messages.
#ifndef IEGEN_IR_TEXT_LEXER_H_
#define IEGEN_IR_TEXT_LEXER_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace iegen::ir {

class Lexer {
 public:
  explicit Lexer(absl::string_view text) : rest_(text) { SkipSpace(); }

  bool AtEnd() const { return rest_.empty(); }
  // Whether the next token begins with `prefix`; nothing is consumed.
  bool Sees(absl::string_view prefix) const;
  // Consumes `token` where it is next.
  bool Take(absl::string_view token);
  // Consumes `token`, or says what was found instead.
  absl::Status Expect(absl::string_view token);

  // Letters, digits and underscores, at least one.
  absl::StatusOr<std::string> Word();
  // A C string in double quotes.
  absl::StatusOr<std::string> Text();
  // Decimal, or 0x and hexadecimal; within int64.
  absl::StatusOr<int64_t> Integer();
  absl::StatusOr<int32_t> Integer32();
  absl::StatusOr<float> Float();

  // An error at the current line.
  absl::Status Fail(absl::string_view expected) const;

 private:
  void SkipSpace();
  void Advance(size_t length);

  absl::string_view rest_;
  int line_ = 1;
};

}  // namespace iegen::ir

#endif  // IEGEN_IR_TEXT_LEXER_H_
