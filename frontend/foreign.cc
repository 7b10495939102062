#include "frontend/foreign.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen::frontend {
namespace {

constexpr absl::string_view kFetchAgain = "fetch the file again, and check its size and hash";

struct Guess {
  absl::string_view prefix;  // the file's first bytes, letters in any case
  absl::string_view what;
  absl::string_view hint;
};

constexpr absl::string_view kNul("\0\0\0\0\0\0\0\0", 8);

constexpr std::array<Guess, 11> kGuesses = {{
    {"<!doctype html", "a web page was saved instead of the model", kFetchAgain},
    {"<html", "a web page was saved instead of the model", kFetchAgain},
    {"version https://git-lfs", "a Git LFS pointer stands in place of the model",
     "fetch the model itself: git lfs pull"},
    {"PK\x03\x04", "it is a ZIP archive (a .keras file is one too)",
     "unpack it, or convert the Keras model with tf.lite.TFLiteConverter.from_keras_model"},
    {"\x1f\x8b", "it is compressed by gzip", "decompress it: gunzip"},
    {"BZh", "it is compressed by bzip2", "decompress it: bunzip2"},
    {"\xfd"
     "7zXZ",
     "it is compressed by xz", "decompress it: unxz"},
    {"unsigned char", "it is C source text with the model's bytes",
     "give the .tflite file that the text was made from"},
    {"const unsigned char", "it is C source text with the model's bytes",
     "give the .tflite file that the text was made from"},
    {"TFL3", "the file's first 4 bytes are missing", kFetchAgain},
    {kNul, "these are zeros, as files have whose transfer or disk failed", kFetchAgain},
}};

const Guess* GuessOf(absl::string_view bytes) {
  for (const Guess& guess : kGuesses) {
    if (absl::StartsWithIgnoreCase(bytes, guess.prefix)) return &guess;
  }
  return nullptr;
}

// "'CTYP'", with what a terminal cannot show escaped.
std::string Shown(absl::string_view bytes) { return absl::StrCat("'", Escaped(bytes), "'"); }

}  // namespace

absl::Status ForeignFile(absl::string_view bytes, absl::string_view file) {
  const std::string name = file.empty() ? "the file" : std::string(file);
  if (bytes.empty())
    return WithFile(Error(absl::StrCat(name, " is empty")).Hint(kFetchAgain), file);
  const std::string mark =
      bytes.size() < 8
          ? absl::StrCat("it is too short (", bytes.size(), " bytes)")
          : absl::StrCat("bytes 4 to 7 are ", Shown(bytes.substr(4, 4)), ", expected 'TFL3'");
  auto error = Error(absl::StrCat(name, " is not a TFLite file: ", mark));
  const Guess* guess = GuessOf(bytes);
  if (guess == nullptr) return WithFile(std::move(error).Hint(kFetchAgain), file);
  const std::string begin = Shown(bytes.substr(0, std::min<size_t>(bytes.size(), 14)));
  return WithFile(std::move(error)
                      .Why(absl::StrCat("it begins with ", begin, ": ", guess->what))
                      .Hint(guess->hint),
                  file);
}

}  // namespace iegen::frontend
