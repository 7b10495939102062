#include "tests/conformance/cases.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace iegen::conformance {
namespace {

using Words = absl::Span<const absl::string_view>;

// Each Read... function takes the words behind the key and says whether it understood them.

bool ReadFlag(Words words, bool* flag) {
  if (words.size() != 1 || (words[0] != "0" && words[0] != "1")) return false;
  *flag = words[0] == "1";
  return true;
}

bool ReadLabels(Words words, std::vector<std::string>* labels) {
  size_t count = 0;
  if (words.empty() || !absl::SimpleAtoi(words[0], &count) || count != words.size() - 1) {
    return false;
  }
  for (absl::string_view word : words.subspan(1)) labels->emplace_back(word);
  return true;
}

bool ReadTensor(Words words, std::vector<Tensor>* tensors) {
  Tensor tensor;
  if (words.size() < 4 || !absl::SimpleAtoi(words[1], &tensor.elements) ||
      !absl::SimpleAtod(words[2], &tensor.scale) ||
      !absl::SimpleAtoi(words[3], &tensor.zero_point)) {
    return false;
  }
  tensor.type = std::string(words[0]);
  for (absl::string_view word : words.subspan(4)) {
    if (!absl::SimpleAtoi(word, &tensor.shape.emplace_back())) return false;
  }
  tensors->push_back(std::move(tensor));
  return true;
}

bool ReadBlob(Words words, absl::Span<const uint8_t> blobs, absl::Span<const uint8_t>* blob) {
  size_t at = 0, size = 0;
  if (words.size() != 2 || !absl::SimpleAtoi(words[0], &at) || !absl::SimpleAtoi(words[1], &size)) {
    return false;
  }
  if (at > blobs.size() || size > blobs.size() - at) return false;
  *blob = blobs.subspan(at, size);
  return true;
}

bool ReadLine(absl::string_view key, Words words, absl::Span<const uint8_t> blobs, Case* c) {
  if (key == "note") return c->note = absl::StrJoin(words, " "), true;
  if (key == "oracle") return c->oracle = absl::StrJoin(words, " "), true;
  if (key == "stateful") return ReadFlag(words, &c->stateful);
  if (key == "vectors") return ReadLabels(words, &c->vectors);
  if (key == "input") return ReadTensor(words, &c->inputs);
  if (key == "output") return ReadTensor(words, &c->outputs);
  if (key == "model") return ReadBlob(words, blobs, &c->model);
  if (key == "inputs") return ReadBlob(words, blobs, &c->given);
  if (key == "expected") return ReadBlob(words, blobs, &c->expected);
  // What LiteRT says where it differs from the oracle; no engine is held to it.
  return key == "ref" || key == "ref_refused" || key == "end";
}

}  // namespace

absl::StatusOr<Suite> Parse(absl::string_view manifest, std::vector<uint8_t> blobs) {
  Suite suite;
  suite.blobs = std::move(blobs);
  int number = 0;
  for (absl::string_view line : absl::StrSplit(manifest, '\n')) {
    ++number;
    const std::vector<absl::string_view> words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (words.empty()) continue;
    if (words[0] == "case" && words.size() == 2) {
      suite.cases.emplace_back().name = std::string(words[1]);
    } else if (suite.cases.empty() ||
               !ReadLine(words[0], Words(words).subspan(1), suite.blobs, &suite.cases.back())) {
      return absl::InvalidArgumentError(absl::StrCat("line ", number, ": ", line));
    }
  }
  return suite;
}

absl::StatusOr<Suite> Read(const std::string& folder) {
  std::ifstream text(folder + "/cases.txt"), raw(folder + "/blobs.bin", std::ios::binary);
  if (!text || !raw) return absl::NotFoundError(absl::StrCat(folder, ": no cases"));
  const std::string manifest{std::istreambuf_iterator<char>(text), {}};
  absl::StatusOr<Suite> suite =
      Parse(manifest, std::vector<uint8_t>{std::istreambuf_iterator<char>(raw), {}});
  if (suite.ok()) return suite;
  return absl::InvalidArgumentError(absl::StrCat(folder, "/cases.txt, ", suite.status().message()));
}

}  // namespace iegen::conformance
