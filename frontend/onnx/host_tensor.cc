#include "frontend/onnx/host_tensor.h"

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/checked.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/onnx/external_data.h"

namespace iegen::frontend::onnx {
namespace {

using Proto = onnx_subset::Tensor;

enum DataType : int32_t {
  kFloat = 1,
  kUint8 = 2,
  kInt8 = 3,
  kInt16 = 5,
  kInt32 = 6,
  kInt64 = 7,
  kBool = 9,
  kFloat16 = 10,
  kDouble = 11
};

struct TypeRow {
  absl::string_view name;
  absl::optional<ir::ElemType> elem;  // none: not read
  int64_t file_bytes = 0;             // of an element of raw data
};

constexpr std::array<TypeRow, 17> kTypes = {{
    {"UNDEFINED", {}, 0},
    {"FLOAT", ir::ElemType::kFloat32, 4},
    {"UINT8", ir::ElemType::kUInt8, 1},
    {"INT8", ir::ElemType::kInt8, 1},
    {"UINT16", {}, 2},
    {"INT16", ir::ElemType::kInt16, 2},
    {"INT32", ir::ElemType::kInt32, 4},
    {"INT64", ir::ElemType::kInt64, 8},
    {"STRING", {}, 0},
    {"BOOL", ir::ElemType::kBool, 1},
    {"FLOAT16", ir::ElemType::kFloat32, 2},
    {"DOUBLE", ir::ElemType::kFloat32, 8},
    {"UINT32", {}, 4},
    {"UINT64", {}, 8},
    {"COMPLEX64", {}, 8},
    {"COMPLEX128", {}, 16},
    {"BFLOAT16", {}, 2},
}};

const TypeRow* RowOf(int32_t data_type) {
  if (data_type < 0 || data_type >= static_cast<int32_t>(kTypes.size())) return nullptr;
  return &kTypes[static_cast<size_t>(data_type)];
}

float HalfToFloat(uint16_t bits) {
  const int exponent = bits >> 10 & 31, fraction = bits & 1023;
  const float sign = (bits >> 15) != 0 ? -1.0f : 1.0f;
  if (exponent == 31) {
    return fraction != 0 ? std::numeric_limits<float>::quiet_NaN()
                         : sign * std::numeric_limits<float>::infinity();
  }
  if (exponent == 0) return sign * std::ldexp(static_cast<float>(fraction), -24);
  return sign * std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
}

template <class T>
T At(const std::string& bytes, int64_t i) {
  T value;
  std::memcpy(&value, bytes.data() + static_cast<size_t>(i) * sizeof(T), sizeof(T));
  return value;
}

// From the file's bytes to those of the IR.
std::string Widened(std::string raw, int32_t data_type, int64_t elements) {
  if (data_type != kFloat16 && data_type != kDouble) return raw;
  std::vector<float> values;
  values.reserve(static_cast<size_t>(elements));
  for (int64_t i = 0; i < elements; ++i) {
    values.push_back(data_type == kFloat16 ? HalfToFloat(At<uint16_t>(raw, i))
                                           : static_cast<float>(At<double>(raw, i)));
  }
  return ir::BytesOf<float>(values);
}

template <class T, class Field>
std::string Packed(const Field& field) {
  std::vector<T> values;
  values.reserve(static_cast<size_t>(field.size()));
  for (const auto value : field) values.push_back(static_cast<T>(value));
  return ir::BytesOf<T>(values);
}

// The typed fields, as raw data would hold them.
std::string TypedData(const Proto& tensor) {
  switch (tensor.data_type()) {
    case kFloat:
      return Packed<float>(tensor.float_data());
    case kDouble:
      return Packed<double>(tensor.double_data());
    case kInt64:
      return Packed<int64_t>(tensor.int64_data());
    case kInt32:
      return Packed<int32_t>(tensor.int32_data());
    case kInt16:
      return Packed<int16_t>(tensor.int32_data());
    case kFloat16:
      return Packed<uint16_t>(tensor.int32_data());
    default:
      return Packed<uint8_t>(tensor.int32_data());
  }
}

absl::StatusOr<std::string> ContentsOf(const Proto& tensor, const std::string& folder,
                                       int64_t bytes) {
  constexpr int32_t kExternal = 1;
  if (tensor.data_location() == kExternal) {
    std::vector<ExternalEntry> entries;
    for (const onnx_subset::Entry& entry : tensor.external_data()) {
      entries.push_back({entry.key(), entry.value()});
    }
    return ReadExternalData(entries, folder, bytes);
  }
  return tensor.has_raw_data() ? tensor.raw_data() : TypedData(tensor);
}

absl::Status CheckType(const Proto& tensor) {
  const TypeRow* row = RowOf(tensor.data_type());
  if (row != nullptr && row->elem) return absl::OkStatus();
  return Unsupported(absl::StrCat("tensor ", Quoted(tensor.name()), " of type ",
                                  TypeName(tensor.data_type())))
      .Why("types FLOAT, FLOAT16, DOUBLE, INT8, UINT8, INT16, INT32, INT64 and BOOL are read");
}

// Cut off; what is no number becomes 0.
int64_t Integer(float value) {
  if (std::isnan(value)) return 0;
  return static_cast<int64_t>(std::min(std::max(value, -9e18f), 9e18f));
}

// Runs `visit` over the place of each element of the permuted tensor, in row-major order.
template <class F>
void Walk(const ir::Shape& shape, absl::Span<const int32_t> perm, F visit) {
  const int rank = shape.rank();
  std::vector<int64_t> steps(static_cast<size_t>(rank), 1), index(static_cast<size_t>(rank), 0);
  for (int i = 0; i < rank; ++i) {
    steps[static_cast<size_t>(i)] = shape.elements(perm[static_cast<size_t>(i)] + 1, rank);
  }
  int64_t at = 0;
  for (int64_t n = shape.elements(); n > 0; --n) {
    visit(at);
    for (int i = rank - 1; i >= 0; --i) {
      const auto k = static_cast<size_t>(i);
      at += steps[k];
      if (++index[k] < shape[perm[k]]) break;
      at -= steps[k] * index[k];
      index[k] = 0;
    }
  }
}

}  // namespace

std::string TypeName(int32_t data_type) {
  const TypeRow* row = RowOf(data_type);
  return row != nullptr ? std::string(row->name) : absl::StrCat("number ", data_type);
}

absl::optional<ir::ElemType> ElemOf(int32_t data_type) {
  const TypeRow* row = RowOf(data_type);
  return row != nullptr ? row->elem : absl::nullopt;
}

absl::StatusOr<ir::Shape> ShapeOf(absl::Span<const int64_t> dims) {
  constexpr size_t kLargestRank = 8;
  constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
  if (dims.size() > kLargestRank) {
    return Unsupported(absl::StrCat("a tensor of rank ", dims.size()))
        .Why("at most 8 dimensions are supported");
  }
  std::vector<int32_t> shape;
  for (int64_t dim : dims) {
    if (dim < 0 || dim > kMost) {
      return Error(absl::StrCat("dimension ", dim, " of a shape is negative or too large"));
    }
    shape.push_back(static_cast<int32_t>(dim));
  }
  const absl::optional<int64_t> elements = CheckedElements(shape);
  if (elements && *elements <= kMost) return ir::Shape(std::move(shape));
  return Error(absl::StrCat("shape ", ir::ShapeText(ir::Shape(std::move(shape))),
                            " is too large: a tensor may have 2,147,483,647 elements"));
}

absl::StatusOr<HostTensor> ReadTensor(const Proto& tensor, const std::string& folder) {
  IEGEN_RETURN_IF_ERROR(CheckType(tensor));
  const std::string where = absl::StrCat("tensor ", Quoted(tensor.name()));
  const absl::StatusOr<ir::Shape> shape =
      ShapeOf({tensor.dims().data(), static_cast<size_t>(tensor.dims_size())});
  if (!shape.ok()) return WithWhy(shape.status(), where);
  const int64_t elements = shape->elements();
  const int64_t bytes = elements * RowOf(tensor.data_type())->file_bytes;
  absl::StatusOr<std::string> contents = ContentsOf(tensor, folder, bytes);
  if (!contents.ok()) return WithWhy(contents.status(), where);
  if (static_cast<int64_t>(contents->size()) != bytes) {
    return Error(absl::StrCat(where, " has ", Grouped(static_cast<int64_t>(contents->size())),
                              " bytes of data, its shape needs ", Grouped(bytes)))
        .Why(absl::StrCat("it is ", TypeName(tensor.data_type()), " ", ir::ShapeText(*shape)));
  }
  return HostTensor{{*ElemOf(tensor.data_type()), *shape, {}},
                    std::make_shared<const std::string>(
                        Widened(*std::move(contents), tensor.data_type(), elements))};
}

std::vector<int64_t> IntegersOf(const HostTensor& tensor) {
  std::vector<int64_t> values;
  const int64_t elements = tensor.elements();
  values.reserve(static_cast<size_t>(elements));
  for (int64_t i = 0; i < elements; ++i) {
    switch (tensor.type.elem) {
      case ir::ElemType::kInt8:
        values.push_back(At<int8_t>(*tensor.data, i));
        break;
      case ir::ElemType::kInt16:
        values.push_back(At<int16_t>(*tensor.data, i));
        break;
      case ir::ElemType::kInt32:
        values.push_back(At<int32_t>(*tensor.data, i));
        break;
      case ir::ElemType::kInt64:
        values.push_back(At<int64_t>(*tensor.data, i));
        break;
      case ir::ElemType::kFloat32:
        values.push_back(Integer(At<float>(*tensor.data, i)));
        break;
      case ir::ElemType::kUInt8:
      case ir::ElemType::kBool:
        values.push_back(At<uint8_t>(*tensor.data, i));
        break;
    }
  }
  return values;
}

std::vector<float> FloatsOf(const HostTensor& tensor) {
  std::vector<float> values;
  const int64_t elements = tensor.elements();
  values.reserve(static_cast<size_t>(elements));
  if (tensor.type.elem == ir::ElemType::kFloat32) {
    for (int64_t i = 0; i < elements; ++i) values.push_back(At<float>(*tensor.data, i));
    return values;
  }
  const ir::Quant& q = tensor.type.quant;
  const int64_t inner =
      q.per_channel() ? tensor.shape().elements(q.axis + 1, tensor.shape().rank()) : 1;
  int64_t i = 0;
  for (int64_t value : IntegersOf(tensor)) {
    const size_t channel =
        q.per_channel() ? static_cast<size_t>(i / inner) % q.scales.size() : size_t{0};
    const float scale = q.quantised() ? q.scales[channel] : 1.0f;
    const int64_t zero = q.quantised() ? q.zero_points[channel] : 0;
    values.push_back(static_cast<float>(value - zero) * scale);
    ++i;
  }
  return values;
}

HostTensor FromFloats(ir::Shape shape, absl::Span<const float> elements) {
  return {{ir::ElemType::kFloat32, std::move(shape), {}},
          std::make_shared<const std::string>(ir::BytesOf<float>(elements))};
}

HostTensor FromIntegers(ir::ElemType elem, ir::Shape shape, absl::Span<const int64_t> elements) {
  std::string bytes;
  switch (elem) {
    case ir::ElemType::kInt8:
    case ir::ElemType::kUInt8:
      bytes = Packed<uint8_t>(elements);
      break;
    case ir::ElemType::kInt16:
      bytes = Packed<int16_t>(elements);
      break;
    case ir::ElemType::kInt32:
      bytes = Packed<int32_t>(elements);
      break;
    case ir::ElemType::kInt64:
      bytes = ir::BytesOf<int64_t>(elements);
      break;
    case ir::ElemType::kFloat32:
      bytes = Packed<float>(elements);
      break;
    case ir::ElemType::kBool:
      for (int64_t value : elements) bytes.push_back(value != 0 ? '\1' : '\0');
      break;
  }
  return {{elem, std::move(shape), {}}, std::make_shared<const std::string>(std::move(bytes))};
}

HostTensor Permuted(const HostTensor& tensor, absl::Span<const int32_t> perm) {
  const auto step = static_cast<size_t>(ir::BytesOf(tensor.type.elem));
  HostTensor result = tensor;
  for (size_t i = 0; i < perm.size(); ++i) {
    result.type.shape[static_cast<int>(i)] = tensor.shape()[perm[i]];
    if (tensor.type.quant.per_channel() && perm[i] == tensor.type.quant.axis) {
      result.type.quant.axis = static_cast<int32_t>(i);
    }
  }
  std::string bytes;
  bytes.reserve(tensor.data->size());
  Walk(tensor.shape(), perm,
       [&](int64_t at) { bytes.append(*tensor.data, static_cast<size_t>(at) * step, step); });
  result.data = std::make_shared<const std::string>(std::move(bytes));
  return result;
}

HostTensor Reshaped(const HostTensor& tensor, ir::Shape shape) {
  HostTensor result = tensor;
  result.type.shape = std::move(shape);
  return result;
}

}  // namespace iegen::frontend::onnx
