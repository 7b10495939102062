#include "tests/e2e/vectors.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status.h"

namespace iegen::tests {
namespace {

size_t BytesOfType(absl::string_view type) {
  if (type == "int8" || type == "uint8" || type == "bool") return 1;
  if (type == "int16") return 2;
  if (type == "int32" || type == "float32") return 4;
  return 8;
}

// Sizes in bytes of the tensors of each line that begins with `word`.
absl::StatusOr<std::vector<size_t>> TensorSizes(const std::string& manifest,
                                                absl::string_view word) {
  std::vector<size_t> sizes;
  for (absl::string_view line : absl::StrSplit(manifest, '\n')) {
    const std::vector<absl::string_view> words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (words.empty() || words[0] != word) continue;
    uint64_t elements = 0;
    if (words.size() < 3 || !absl::SimpleAtoi(words[2], &elements)) {
      return Error(absl::StrCat("not a line of a manifest: ", line));
    }
    sizes.push_back(elements * BytesOfType(words[1]));
  }
  return sizes;
}

// "cases 2 min max" -> min, max.
absl::StatusOr<std::vector<std::string>> Labels(const std::string& manifest) {
  for (absl::string_view line : absl::StrSplit(manifest, '\n')) {
    std::vector<std::string> words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (words.size() < 3 || words[0] != "cases") continue;
    words.erase(words.begin(), words.begin() + 2);
    return words;
  }
  return Error("the manifest has no cases");
}

// Cuts `bytes` into tensors of `sizes`, case after case.
absl::StatusOr<std::vector<std::vector<std::string>>> Cut(const std::string& bytes,
                                                          const std::vector<size_t>& sizes,
                                                          size_t cases) {
  std::vector<std::vector<std::string>> result(cases);
  size_t position = 0;
  for (std::vector<std::string>& tensors : result) {
    for (size_t size : sizes) {
      if (size > bytes.size() - position) return Error("vectors end too early");
      tensors.push_back(bytes.substr(position, size));
      position += size;
    }
  }
  if (position != bytes.size()) return Error("vectors have more bytes than their manifest");
  return result;
}

absl::StatusOr<std::vector<std::vector<std::string>>> ReadTensors(const std::string& path,
                                                                  const std::string& manifest,
                                                                  absl::string_view word,
                                                                  size_t cases) {
  IEGEN_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<size_t> sizes, TensorSizes(manifest, word));
  auto cut = Cut(bytes, sizes, cases);
  return cut.ok() ? cut : WithFile(cut.status(), path);
}

}  // namespace

absl::StatusOr<std::vector<VectorCase>> ReadVectorFiles(const VectorFiles& files) {
  IEGEN_ASSIGN_OR_RETURN(const std::string manifest, ReadFile(files.manifest));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<std::string> labels, Labels(manifest));
  IEGEN_ASSIGN_OR_RETURN(const auto inputs,
                         ReadTensors(files.inputs, manifest, "input", labels.size()));
  IEGEN_ASSIGN_OR_RETURN(const auto outputs,
                         ReadTensors(files.expected, manifest, "output", labels.size()));
  std::vector<VectorCase> cases;
  for (size_t i = 0; i < labels.size(); ++i) {
    cases.push_back({labels[i], inputs[i], outputs[i]});
  }
  return cases;
}

absl::StatusOr<std::vector<VectorCase>> ReadVectors(const std::string& folder) {
  return ReadVectorFiles(
      {folder + "/vectors.txt", folder + "/inputs.bin", folder + "/expected.bin"});
}

}  // namespace iegen::tests
