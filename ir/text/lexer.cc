#include "ir/text/lexer.h"

#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen::ir {
namespace {

bool IsWord(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_'; }
bool IsNumber(char c) { return IsWord(c) || c == '-' || c == '+' || c == '.'; }

template <class Predicate>
absl::string_view Front(absl::string_view text, Predicate part) {
  size_t length = 0;
  while (length < text.size() && part(text[length])) ++length;
  return text.substr(0, length);
}

}  // namespace

bool Lexer::Sees(absl::string_view prefix) const { return absl::StartsWith(rest_, prefix); }

bool Lexer::Take(absl::string_view token) {
  if (!Sees(token)) return false;
  // "act" must not match the front of "active".
  if (IsWord(token.back()) && token.size() < rest_.size() && IsWord(rest_[token.size()])) {
    return false;
  }
  Advance(token.size());
  return true;
}

absl::Status Lexer::Expect(absl::string_view token) {
  return Take(token) ? absl::OkStatus() : Fail(absl::StrCat("'", token, "'"));
}

absl::StatusOr<std::string> Lexer::Word() {
  const absl::string_view word = Front(rest_, IsWord);
  if (word.empty()) return Fail("a name");
  std::string text(word);
  Advance(word.size());
  return text;
}

absl::StatusOr<std::string> Lexer::Text() {
  if (!Sees("\"")) return Fail("text in double quotes");
  size_t end = 1;
  while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
  if (end >= rest_.size()) return Fail("a closing double quote");
  std::string text;
  if (!absl::CUnescape(rest_.substr(1, end - 1), &text)) return Fail("a C string");
  Advance(end + 1);
  return text;
}

absl::StatusOr<int64_t> Lexer::Integer() {
  const absl::string_view digits = Front(rest_, IsNumber);
  int64_t number = 0;
  const bool hex = absl::StartsWith(digits, "0x");
  if (!(hex ? absl::SimpleHexAtoi(digits, &number) : absl::SimpleAtoi(digits, &number))) {
    return Fail("an integer");
  }
  Advance(digits.size());
  return number;
}

absl::StatusOr<int32_t> Lexer::Integer32() {
  IEGEN_ASSIGN_OR_RETURN(const int64_t number, Integer());
  if (number < std::numeric_limits<int32_t>::min() ||
      number > std::numeric_limits<int32_t>::max()) {
    return Fail("an integer of 32 bits");
  }
  return static_cast<int32_t>(number);
}

absl::StatusOr<float> Lexer::Float() {
  const absl::string_view digits = Front(rest_, IsNumber);
  float number = 0;
  if (!absl::SimpleAtof(digits, &number)) return Fail("a number");
  Advance(digits.size());
  return number;
}

absl::Status Lexer::Fail(absl::string_view expected) const {
  const absl::string_view found = Front(rest_.substr(0, 24), [](char c) { return c != '\n'; });
  return Error(absl::StrCat("line ", line_, ": expected ", expected, ", found ", Quoted(found)));
}

void Lexer::SkipSpace() {
  while (!rest_.empty()) {
    if (rest_[0] == '#') {
      rest_.remove_prefix(Front(rest_, [](char c) { return c != '\n'; }).size());
    } else if (absl::ascii_isspace(static_cast<unsigned char>(rest_[0]))) {
      line_ += rest_[0] == '\n';
      rest_.remove_prefix(1);
    } else {
      return;
    }
  }
}

void Lexer::Advance(size_t length) {
  rest_.remove_prefix(length);
  SkipSpace();
}

}  // namespace iegen::ir
