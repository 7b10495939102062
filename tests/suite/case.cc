#include "tests/suite/case.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen::suite {
namespace {

absl::StatusOr<std::vector<std::string>> Cut(const std::string& bytes, size_t count) {
  if (count == 0 || bytes.size() % count != 0) {
    return Error(absl::StrCat(bytes.size(), " bytes can't be those of ", count, " vectors"));
  }
  std::vector<std::string> parts;
  const size_t size = bytes.size() / count;
  for (size_t i = 0; i < count; ++i) parts.push_back(bytes.substr(i * size, size));
  return parts;
}

void ReadManifest(const std::string& text, Case* c) {
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (words.size() < 2) continue;
    if (words[0] == "model") c->name = words[1];
    if (words[0] == "stateful") c->stateful = words[1] == "1";
    if (words[0] == "cases") c->labels.assign(words.begin() + 2, words.end());
  }
}

struct Paths {
  std::string model, manifest, inputs, expected;
};

absl::StatusOr<Case> ReadCase(const Paths& paths) {
  Case c;
  IEGEN_ASSIGN_OR_RETURN(c.model, ReadFile(paths.model));
  IEGEN_ASSIGN_OR_RETURN(const std::string manifest, ReadFile(paths.manifest));
  IEGEN_ASSIGN_OR_RETURN(const std::string inputs, ReadFile(paths.inputs));
  IEGEN_ASSIGN_OR_RETURN(const std::string expected, ReadFile(paths.expected));
  ReadManifest(manifest, &c);
  IEGEN_ASSIGN_OR_RETURN(c.inputs, Cut(inputs, c.labels.size()));
  IEGEN_ASSIGN_OR_RETURN(c.expected, Cut(expected, c.labels.size()));
  return c;
}

template <class T>
T ElementAt(const std::string& bytes, size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

std::string ElementText(ir::ElemType elem, const std::string& bytes, size_t at) {
  switch (elem) {
    case ir::ElemType::kInt8:
      return absl::StrCat(int{ElementAt<int8_t>(bytes, at)});
    case ir::ElemType::kInt16:
      return absl::StrCat(ElementAt<int16_t>(bytes, at));
    case ir::ElemType::kInt32:
      return absl::StrCat(ElementAt<int32_t>(bytes, at));
    case ir::ElemType::kInt64:
      return absl::StrCat(ElementAt<int64_t>(bytes, at));
    case ir::ElemType::kFloat32:
      return FloatText(ElementAt<float>(bytes, at));
    case ir::ElemType::kUInt8:
    case ir::ElemType::kBool:
      return absl::StrCat(int{ElementAt<uint8_t>(bytes, at)});
  }
  return "?";
}

// What differs between the bytes of one output; "" where nothing does.
std::string OutputDifference(const ir::TensorType& type, const std::string& want,
                             const std::string& got) {
  const auto step = static_cast<size_t>(ir::BytesOf(type.elem));
  const size_t elements = want.size() / step;
  size_t first = elements, count = 0;
  for (size_t i = 0; i < elements; ++i) {
    if (want.compare(i * step, step, got, i * step, step) == 0) continue;
    first = std::min(first, i);
    ++count;
  }
  if (count == 0) return "";
  return absl::StrCat("element ", first, " of ", ir::ShapeText(type.shape), ": want ",
                      ElementText(type.elem, want, first * step), ", got ",
                      ElementText(type.elem, got, first * step), " (", count, " of ", elements,
                      " differ)");
}

}  // namespace

Case FromConformance(const conformance::Case& c) {
  const auto cut = [&](absl::Span<const uint8_t> blob) {
    std::vector<std::string> parts;
    const size_t size = blob.size() / c.vectors.size();
    for (size_t i = 0; i < c.vectors.size(); ++i) {
      const auto part = blob.subspan(i * size, size);
      parts.emplace_back(part.begin(), part.end());
    }
    return parts;
  };
  return {c.name,         c.note,    std::string(c.model.begin(), c.model.end()),
          c.stateful,     c.vectors, cut(c.given),
          cut(c.expected)};
}

absl::StatusOr<Case> ReadModelFolder(const std::string& folder) {
  return ReadCase({folder + "/model.tflite", folder + "/vectors.txt", folder + "/inputs.bin",
                   folder + "/expected.bin"});
}

absl::StatusOr<Case> ReadModelFile(const std::string& model, const std::string& stem) {
  return ReadCase({model, stem + ".txt", stem + ".in.bin", stem + ".out.bin"});
}

Case FewerVectors(const Case& c, size_t count) {
  if (count == 0 || count >= c.labels.size()) return c;
  Case few = c;
  few.labels.clear();
  few.inputs.clear();
  few.expected.clear();
  for (size_t i = 0; i < count; ++i) {
    const size_t at = c.stateful ? i : (i + 1) * c.labels.size() / count - 1;
    few.labels.push_back(c.labels[at]);
    few.inputs.push_back(c.inputs[at]);
    few.expected.push_back(c.expected[at]);
  }
  return few;
}

std::string Difference(absl::Span<const ir::TensorType> outputs, const std::string& label,
                       const std::string& want, const std::string& got) {
  if (want == got) return "";
  if (want.size() != got.size()) {
    return absl::StrCat("vector ", label, ": want ", want.size(), " bytes, got ", got.size());
  }
  size_t at = 0;
  for (size_t i = 0; i < outputs.size(); ++i) {
    const auto size = static_cast<size_t>(outputs[i].bytes());
    if (at + size > want.size()) break;
    const std::string text =
        OutputDifference(outputs[i], want.substr(at, size), got.substr(at, size));
    if (!text.empty()) return absl::StrCat("vector ", label, ", output ", i, ", ", text);
    at += size;
  }
  return absl::StrCat("vector ", label, ": outputs have another size than the vectors");
}

}  // namespace iegen::suite
