#include "tools/samples/samples.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/file.h"
#include "base/status.h"
#include "base/text.h"
#include "tools/cli/tensor_file.h"
#include "tools/samples/image.h"
#include "tools/samples/zip.h"

namespace iegen::samples {
namespace {

namespace fs = std::filesystem;
using cli::NpyArray;
using cli::ParseNpy;
using Tensors = std::vector<std::vector<float>>;  // all samples of one input

constexpr absl::string_view kNpyMark = "\x93NUMPY";

// An input of the model, and the dimensions of one sample of it.
struct Input {
  std::string name;
  ir::Shape shape;

  explicit Input(const ir::Value& value)
      : name(value.original.empty() ? value.name : value.original), shape(value.type.shape) {}

  // Without the batch in front.
  absl::Span<const int32_t> dims() const {
    absl::Span<const int32_t> all = shape.dims();
    return !all.empty() && all[0] == 1 ? all.subspan(1) : all;
  }
  // "float32 [N, 1, 28, 28]".
  std::string Text() const {
    return absl::StrCat("float32 [N", dims().empty() ? "" : ", ", absl::StrJoin(dims(), ", "), "]");
  }
};

// Whether an array holds whole samples.
bool Fits(const ir::Shape& array, const Input& input) {
  const absl::Span<const int32_t> dims = input.dims();
  const auto extra = static_cast<size_t>(array.rank()) - dims.size();
  if (static_cast<size_t>(array.rank()) < dims.size() || extra > 2) return false;
  return absl::c_equal(absl::MakeSpan(array.dims()).subspan(extra), dims);
}

std::string TransposeHint(const NpyArray& array, const Input& input) {
  const std::vector<int32_t>& found = array.shape.dims();
  const absl::Span<const int32_t> dims = input.dims();
  if (found.size() != 4 || dims.size() != 3) return "";
  const std::vector<int32_t> first = {found[3], found[1], found[2]};
  const std::vector<int32_t> last = {found[2], found[3], found[1]};
  if (absl::c_equal(first, dims)) return ".transpose(0, 3, 1, 2)";
  return absl::c_equal(last, dims) ? ".transpose(0, 2, 3, 1)" : "";
}

absl::Status DoesNotFit(const NpyArray& array, const Input& input) {
  const bool real = array.dtype == "float32";
  const std::string transpose = TransposeHint(array, input);
  const std::string code = absl::StrCat(real ? "" : ".astype('float32')", transpose);
  return Error(absl::StrCat("the samples do not fit input ", Quoted(input.name)))
      .Why(absl::StrCat("expected ", input.Text(), ", found ", Escaped(array.dtype), " ",
                        ir::ShapeText(array.shape)))
      .Hint(code.empty()
                ? ""
                : absl::StrCat("numpy: x", code, real ? "" : ", with values as in training"));
}

// Cuts numbers into samples.
absl::StatusOr<Tensors> Cut(absl::string_view bytes, const Input& input) {
  const auto elements = static_cast<size_t>(input.shape.elements());
  const size_t each = elements * sizeof(float);
  if (bytes.empty() || each == 0 || bytes.size() % each != 0) {
    return Error(absl::StrCat("the samples do not fit input ", Quoted(input.name)))
        .Why(absl::StrCat("expected a multiple of ", each, " bytes (", input.Text(), "), found ",
                          bytes.size()));
  }
  Tensors tensors;
  for (size_t at = 0; at < bytes.size(); at += each) {
    std::vector<float> tensor(elements);
    std::memcpy(tensor.data(), bytes.data() + at, each);
    if (!absl::c_all_of(tensor, [](float x) { return std::isfinite(x); })) {
      return Error(absl::StrCat("sample ", at / each, " has a value that is not finite"));
    }
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

absl::StatusOr<Tensors> FromNpy(absl::string_view bytes, const Input& input) {
  IEGEN_ASSIGN_OR_RETURN(const NpyArray array, ParseNpy(bytes));
  if (array.dtype != "float32" || !Fits(array.shape, input)) return DoesNotFit(array, input);
  const auto each = static_cast<uint64_t>(input.shape.elements()) * sizeof(float);
  uint64_t count = 1;  // of what Fits() has not compared: two dimensions at most
  for (size_t i = 0; i < array.shape.dims().size() - input.dims().size(); ++i) {
    count *= static_cast<uint64_t>(array.shape.dims()[i]);
  }
  if (each == 0 || count != array.bytes.size() / each || array.bytes.size() % each != 0) {
    return Error("the .npy file is cut off")
        .Why(absl::StrCat("it says ", ir::ShapeText(array.shape), " and holds ", array.bytes.size(),
                          " bytes"));
  }
  return Cut(array.bytes, input);
}

// The array named like the input, or the only one.
absl::StatusOr<Tensors> FromNpz(absl::string_view bytes, const Input& input) {
  IEGEN_ASSIGN_OR_RETURN(const std::vector<ZipEntry> entries, Unzip(bytes));
  std::vector<std::string> names;
  for (const ZipEntry& entry : entries) {
    const bool named = entry.name == input.name || entry.name == input.name + ".npy";
    if (named || entries.size() == 1) return FromNpy(entry.contents, input);
    names.push_back(Quoted(entry.name));
  }
  return Error(absl::StrCat("the archive has no array for input ", Quoted(input.name)))
      .Why(absl::StrCat("it holds ", absl::StrJoin(names, ", ")));
}

// Where height, width and channels of an input stand; no channels where it is no image.
struct ImagePlace {
  ImageSize size;
  bool channels_first = false;
};
ImagePlace PlaceOf(const Input& input) {
  const auto counts = [](int32_t n) { return n == 1 || n == 3; };
  const absl::Span<const int32_t> d = input.dims();
  if (d.size() == 2) return {{d[0], d[1], 1}, true};
  if (d.size() != 3) return {};
  if (counts(d[0])) return {{d[1], d[2], d[0]}, true};
  if (counts(d[2])) return {{d[0], d[1], d[2]}, false};
  return {};
}

absl::StatusOr<Tensors> FromImage(absl::string_view bytes, const Input& input,
                                  const ImageOptions& options) {
  const ImagePlace place = PlaceOf(input);
  if (place.size.channels == 0) {
    return Error(absl::StrCat("input ", Quoted(input.name), " takes no images"))
        .Why(absl::StrCat("it is ", input.Text(), ", without one or three channels"));
  }
  const auto channels = static_cast<size_t>(place.size.channels);
  for (const std::vector<float>* numbers : {&options.mean, &options.std}) {
    if (numbers->size() == 1 || numbers->size() == channels) continue;
    return Error(
        absl::StrCat(numbers->size(), " numbers in --mean or --std for ", channels, " channels"));
  }
  IEGEN_ASSIGN_OR_RETURN(const std::vector<uint8_t> pixels, DecodeImage(bytes, place.size));
  const size_t area = pixels.size() / channels;
  std::vector<float> tensor(pixels.size());
  for (size_t i = 0; i < pixels.size(); ++i) {
    const size_t c = i % channels;
    const float mean = options.mean[options.mean.size() == 1 ? 0 : c];
    const float deviation = options.std[options.std.size() == 1 ? 0 : c];
    const float value = (static_cast<float>(pixels[i]) * options.scale - mean) / deviation;
    tensor[place.channels_first ? c * area + i / channels : i] = value;
  }
  return Tensors{std::move(tensor)};
}

absl::StatusOr<Tensors> FromFile(const std::string& path, const Input& input,
                                 const ImageOptions& images) {
  IEGEN_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path));
  absl::StatusOr<Tensors> tensors;
  if (absl::StartsWith(bytes, kNpyMark)) {
    tensors = FromNpy(bytes, input);
  } else if (IsZip(bytes)) {
    tensors = FromNpz(bytes, input);
  } else if (IsImage(bytes)) {
    tensors = FromImage(bytes, input, images);
  } else {
    tensors = Cut(bytes, input);
  }
  if (tensors.ok()) return tensors;
  return WithFile(tensors.status(), path);
}

// Files of a folder, by name; hidden ones are left out.
absl::StatusOr<std::vector<std::string>> FilesIn(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> files;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const bool hidden = absl::StartsWith(it->path().filename().string(), ".");
    if (it->is_regular_file(error) && !hidden) files.push_back(it->path().string());
  }
  if (error) return Error(absl::StrCat("cannot read ", QuotedPath(folder), ": ", error.message()));
  if (files.empty()) return Error(absl::StrCat(QuotedPath(folder), " holds no files"));
  absl::c_sort(files);
  return files;
}

absl::StatusOr<Tensors> FromPath(const std::string& path, const Input& input,
                                 const ImageOptions& images) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return FromFile(path, input, images);
  IEGEN_ASSIGN_OR_RETURN(const std::vector<std::string> files, FilesIn(path));
  Tensors all;
  for (const std::string& file : files) {
    IEGEN_ASSIGN_OR_RETURN(Tensors some, FromFile(file, input, images));
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  return all;
}

// The path for an input.
absl::StatusOr<std::string> PathFor(const Input& input, const std::vector<std::string>& paths,
                                    size_t inputs) {
  const std::string start = input.name + "=";
  for (const std::string& path : paths) {
    if (absl::StartsWith(path, start)) return path.substr(start.size());
  }
  const bool all_in_one = paths.size() == 1 && (inputs == 1 || absl::EndsWith(paths[0], ".npz"));
  if (all_in_one) return paths[0];
  return Error(absl::StrCat("no samples for input ", Quoted(input.name), " of ", inputs))
      .Hint("--calibration=INPUT=FILE once for each input, or one .npz with all");
}

}  // namespace

absl::StatusOr<std::vector<Sample>> ReadSamples(const std::vector<std::string>& paths,
                                                const ir::Graph& graph,
                                                const ImageOptions& images) {
  std::vector<Sample> samples;
  for (ir::ValueId id : graph.inputs()) {
    const Input input(graph.value(id));
    IEGEN_ASSIGN_OR_RETURN(const std::string path, PathFor(input, paths, graph.inputs().size()));
    IEGEN_ASSIGN_OR_RETURN(Tensors tensors, FromPath(path, input, images));
    if (id == graph.inputs()[0]) samples.resize(tensors.size());
    if (samples.size() != tensors.size()) {
      return Error(absl::StrCat(tensors.size(), " samples for input ", Quoted(input.name), ", and ",
                                samples.size(), " for the first"));
    }
    for (size_t i = 0; i < tensors.size(); ++i) samples[i].push_back(std::move(tensors[i]));
  }
  return samples;
}

absl::StatusOr<std::vector<int64_t>> ReadLabels(const std::string& path) {
  IEGEN_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path));
  const absl::StatusOr<NpyArray> array = ParseNpy(bytes);
  if (!array.ok()) return WithFile(array.status(), path);
  std::vector<int64_t> labels;
  const auto widen = [&](auto zero) {
    for (size_t at = 0; at + sizeof(zero) <= array->bytes.size(); at += sizeof(zero)) {
      std::memcpy(&zero, array->bytes.data() + at, sizeof(zero));
      labels.push_back(static_cast<int64_t>(zero));
    }
  };
  if (array->dtype == "int8") widen(int8_t{0});
  if (array->dtype == "uint8") widen(uint8_t{0});
  if (array->dtype == "int16") widen(int16_t{0});
  if (array->dtype == "int32") widen(int32_t{0});
  if (array->dtype == "int64") widen(int64_t{0});
  if (!labels.empty()) return labels;
  return Error(absl::StrCat(QuotedPath(path), " holds no labels"))
      .Why(absl::StrCat("expected whole numbers [N], found ", Escaped(array->dtype), " ",
                        ir::ShapeText(array->shape)));
}

}  // namespace iegen::samples
