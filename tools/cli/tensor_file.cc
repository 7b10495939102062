#include "tools/cli/tensor_file.h"

#include <iostream>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/checked.h"
#include "base/file.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen::cli {
namespace {

constexpr absl::string_view kMagic = "\x93NUMPY";

// NumPy's letter codes for the types that models have at their edges.
absl::string_view TypeName(absl::string_view code) {
  if (code == "|i1" || code == "<i1") return "int8";
  if (code == "|u1" || code == "<u1") return "uint8";
  if (code == "<i2") return "int16";
  if (code == "<i4") return "int32";
  if (code == "<i8") return "int64";
  if (code == "<f4") return "float32";
  if (code == "|b1") return "bool";
  return "";
}

// The text between `before` and `after` in NumPy's header, or "".
absl::string_view Between(absl::string_view text, absl::string_view before, char after) {
  const size_t start = text.find(before);
  if (start == absl::string_view::npos) return "";
  text.remove_prefix(start + before.size());
  return text.substr(0, text.find(after));
}

absl::StatusOr<ir::Shape> ShapeOf(absl::string_view text) {
  std::vector<int32_t> dims;
  for (absl::string_view item : absl::StrSplit(text, ',', absl::SkipWhitespace())) {
    int32_t dim = 0;
    if (!absl::SimpleAtoi(item, &dim) || dim < 0) return Error("not a .npy file: odd shape");
    dims.push_back(dim);
  }
  return ir::Shape(std::move(dims));
}

// Shape of the input with any number of samples in front.
bool Fits(const ir::Shape& shape, const ir::Shape& input) {
  if (input.elements() == 0 || shape.elements() % input.elements() != 0) return false;
  if (shape == input) return true;
  const int drop = input.rank() > 0 && input[0] == 1 ? 1 : 0;
  if (shape.rank() < input.rank() - drop) return false;
  for (int i = 1; i <= input.rank() - drop; ++i) {
    if (shape[shape.rank() - i] != input[input.rank() - i]) return false;
  }
  return true;
}

absl::StatusOr<std::string> ReadAll(const std::string& path) {
  if (path != "-") return ReadFile(path);
  return std::string(std::istreambuf_iterator<char>(std::cin), {});
}

}  // namespace

absl::StatusOr<NpyArray> ParseNpy(absl::string_view file) {
  if (!absl::StartsWith(file, kMagic) || file.size() < 12) return Error("not a .npy file");
  const auto byte = [&](size_t i) { return static_cast<size_t>(static_cast<uint8_t>(file[i])); };
  const bool wide = byte(6) >= 2;
  const size_t start = wide ? 12 : 10;
  const size_t length =
      wide ? byte(8) | byte(9) << 8 | byte(10) << 16 | byte(11) << 24 : byte(8) | byte(9) << 8;
  if (length > file.size() - start) return Error("the .npy file is cut off");
  const absl::string_view header = file.substr(start, length);
  if (Between(header, "'fortran_order': ", ',') != "False") {
    return Error("the .npy file is in Fortran order").Hint("numpy.ascontiguousarray(x)");
  }
  NpyArray array;
  array.dtype = std::string(TypeName(Between(header, "'descr': '", '\'')));
  if (array.dtype.empty()) array.dtype = std::string(Between(header, "'descr': ", ','));
  IEGEN_ASSIGN_OR_RETURN(array.shape, ShapeOf(Between(header, "'shape': (", ')')));
  array.bytes = std::string(file.substr(start + length));
  return array;
}

absl::StatusOr<std::string> ReadTensor(const std::string& path, const ir::TensorType& type,
                                       absl::string_view what) {
  IEGEN_ASSIGN_OR_RETURN(std::string bytes, ReadAll(path));
  if (absl::StartsWith(bytes, kMagic)) {
    absl::StatusOr<NpyArray> array = ParseNpy(bytes);
    if (!array.ok()) return WithFile(array.status(), path);
    if (array->dtype != ir::UserNameOf(type.elem) || !Fits(array->shape, type.shape)) {
      return Error(absl::StrCat(QuotedPath(path), " does not fit ", what))
          .Why(absl::StrCat("expected ", ir::UserNameOf(type.elem), " ", ir::ShapeText(type.shape),
                            ", found ", Escaped(array->dtype), " ", ir::ShapeText(array->shape)));
    }
    bytes = std::move(array->bytes);
  }
  const auto needed = static_cast<size_t>(type.bytes());
  if (bytes.empty() || bytes.size() % needed != 0) {
    return Error(absl::StrCat(QuotedPath(path), " does not fit ", what))
        .Why(absl::StrCat("expected ", needed, " bytes (", ir::UserNameOf(type.elem), " ",
                          ir::ShapeText(type.shape), ") or a multiple, found ", bytes.size()));
  }
  return bytes;
}

}  // namespace iegen::cli
