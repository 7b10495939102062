// Names and comment text of emitted code. Nothing that comes from a model gets into code or paths
// except through here.
#ifndef IEGEN_EMIT_NAMES_H_
#define IEGEN_EMIT_NAMES_H_

#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace iegen::emit {

// The name of an engine, its files and its namespace, from any text (usually the model's file name
// without extension): an identifier of at most 40 characters which collides with no keyword, no
// header or function of the C library, no usual predefined macro and no kernel header.
std::string EngineName(absl::string_view text);

// `text` for a comment of C or C++: control characters escaped, nothing that ends, nests or
// continues the comment, no trigraph.
std::string CommentText(absl::string_view text);

// CommentText of a model's name, in double quotes and cut to about 64 characters: the end stays.
std::string CommentName(absl::string_view name);

// `words` with a blank between them, in lines of at most `width` characters; a longer word stands
// alone.
std::vector<std::string> WrappedLines(const std::vector<std::string>& words, size_t width);

// "conv2d_1/weights" -> "Conv2d1Weights"; at most 48 characters, whole words from the end where
// there is one that fits.
std::string CamelCase(absl::string_view text);

// Hands out identifiers, each once.
class UniqueNames {
 public:
  explicit UniqueNames(std::set<std::string> taken) : taken_(std::move(taken)) {}
  // `wanted`, or `wanted` with "_2", "_3", ... behind it.
  std::string Take(absl::string_view wanted);

 private:
  std::set<std::string> taken_;
};

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_NAMES_H_
