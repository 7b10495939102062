#include "emit/names.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/text.h"

namespace iegen::emit {
namespace {

constexpr size_t kLongestEngineName = 40;
constexpr size_t kLongestCamelCase = 48;

// A namespace or a header of such a name would hide or contradict one of the C library, or be
// replaced by the preprocessor.
bool IsTaken(absl::string_view name) {
  static const std::set<absl::string_view> kTaken = {
      // Headers.
      "assert", "complex", "ctype", "errno", "fenv", "float", "inttypes", "iso646", "limits",
      "locale", "math", "memory", "setjmp", "signal", "stdalign", "stdarg", "stdatomic", "stdbool",
      "stddef", "stdint", "stdio", "stdlib", "stdnoreturn", "string", "strings", "tgmath",
      "threads", "time", "uchar", "unistd", "wchar", "wctype", "new",
      // Functions and types.
      "abort", "abs", "access", "acos", "asin", "atan", "atan2", "atof", "atoi", "atol", "bcmp",
      "bsearch", "bzero", "calloc", "cbrt", "ceil", "clock", "close", "copysign", "cos", "cosh",
      "difftime", "div", "dup", "erf", "erfc", "exit", "exp", "exp2", "expm1", "fabs", "fdim",
      "floor", "fma", "fmax", "fmin", "fmod", "fork", "free", "frexp", "gamma", "getc", "gets",
      "hypot", "ilogb", "index", "j0", "j1", "jn", "kill", "labs", "ldexp", "ldiv", "lgamma",
      "link", "log", "log10", "log1p", "log2", "logb", "lrint", "lround", "malloc", "max_align_t",
      "memchr", "memcmp", "memcpy", "memmove", "memset", "mktime", "modf", "nan", "nearbyint",
      "nice", "open", "pause", "perror", "pipe", "pow", "printf", "ptrdiff_t", "putc", "puts",
      "qsort", "raise", "rand", "random", "read", "realloc", "remainder", "remove", "rename",
      "rindex", "rint", "round", "scalb", "scanf", "select", "setbuf", "sin", "sinh", "size_t",
      "sleep", "sqrt", "srand", "srandom", "strcat", "strchr", "strcmp", "strcpy", "strlen",
      "strtod", "strtol", "swab", "system", "tan", "tanh", "tgamma", "trunc", "ungetc", "unlink",
      "wait", "write", "y0", "y1", "yn",
      // Macros without underscores in GNU modes, and of headers that users include.
      "linux", "unix", "i386", "vax", "sun", "NULL", "EOF", "BUFSIZ", "RAND_MAX", "CHAR_BIT",
      "INFINITY", "NAN", "HUGE_VAL", "M_PI", "true", "false", "bool", "stdin", "stdout", "stderr"};
  return kTaken.count(name) != 0 || absl::EndsWith(name, "_t");
}

// Names with two underscores belong to the compiler.
std::string WithoutDoubleUnderscores(absl::string_view name) {
  std::string out;
  for (char c : name) {
    if (c != '_' || out.empty() || out.back() != '_') out += c;
  }
  return out;
}

}  // namespace

std::string EngineName(absl::string_view text) {
  std::string name = WithoutDoubleUnderscores(Identifier(text)).substr(0, kLongestEngineName);
  while (name.size() > 1 && name.back() == '_') name.pop_back();
  const std::string lower = absl::AsciiStrToLower(name);
  const bool kernel_guard = absl::StartsWith(lower, "iegen_");
  // Header names are compared without case, for file systems that do so.
  if (kernel_guard || IsTaken(name) || IsTaken(lower)) name = absl::StrCat("m_", name);
  return name;
}

std::string CommentText(absl::string_view text) {
  const std::string escaped = Escaped(text);
  std::string out;
  for (char c : escaped) {
    const char last = out.empty() ? ' ' : out.back();
    const bool pair = (last == '*' && c == '/') || (last == '/' && (c == '*' || c == '/')) ||
                      (last == '?' && c == '?');
    if (pair) out += ' ';
    out += c;
  }
  // A backslash at the end of a line, even with blanks behind it, would join the next line to it.
  while (!out.empty() && out.back() == ' ') out.pop_back();
  if (!out.empty() && out.back() == '\\') out += '.';
  return out;
}

std::string CommentName(absl::string_view name) {
  constexpr size_t kLongestName = 64;
  const bool cut = name.size() > kLongestName;
  if (cut) name.remove_prefix(name.size() - kLongestName);
  // Not in the middle of a character.
  while (cut && !name.empty() && static_cast<uint8_t>(name[0]) >> 6 == 2) name.remove_prefix(1);
  const std::string quoted = Quoted(absl::StrCat(cut ? "..." : "", name));
  return CommentText(absl::StrCat("\"", quoted.substr(1, quoted.size() - 2), "\""));
}

std::vector<std::string> WrappedLines(const std::vector<std::string>& words, size_t width) {
  std::vector<std::string> lines;
  for (const std::string& word : words) {
    if (lines.empty() || lines.back().size() + 1 + word.size() > width) {
      lines.push_back(word);
    } else {
      absl::StrAppend(&lines.back(), " ", word);
    }
  }
  return lines;
}

std::string CamelCase(absl::string_view text) {
  const auto separates = [](char c) { return !absl::ascii_isalnum(static_cast<unsigned char>(c)); };
  std::vector<std::string> words(1);
  for (char c : text) {
    if (separates(c)) {
      words.emplace_back();
    } else {
      words.back() += words.back().empty() ? absl::ascii_toupper(static_cast<unsigned char>(c)) : c;
    }
  }
  std::string out = words.back().substr(0, kLongestCamelCase);
  for (words.pop_back(); !words.empty(); words.pop_back()) {
    if (out.size() + words.back().size() > kLongestCamelCase) break;
    out = words.back() + out;
  }
  return out.empty() ? "X" : out;
}

std::string UniqueNames::Take(absl::string_view wanted) {
  std::string name(wanted);
  for (int n = 2; !taken_.insert(name).second; ++n) name = absl::StrCat(wanted, "_", n);
  return name;
}

}  // namespace iegen::emit
