// SLICE and its relatives: all of them are slices with a stride, some with a reshape behind.
#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/tflite/ops.h"

namespace iegen::frontend::tflite {
namespace {

// The slice of all elements.
ir::Slice Whole(const ir::Shape& shape) {
  const auto rank = static_cast<size_t>(shape.rank());
  return {ir::IntList(rank, 0), shape.dims(), ir::IntList(rank, 1)};
}

// `size` elements from `begin` of one dimension, all of the others.
ir::Slice Part(const ir::Shape& shape, int32_t axis, int32_t begin, int32_t size) {
  ir::Slice slice = Whole(shape);
  slice.begin[static_cast<size_t>(axis)] = begin;
  slice.size[static_cast<size_t>(axis)] = size;
  return slice;
}

// A slice of input `i`; where output `out` leaves out dimensions of 1, a reshape follows.
absl::Status EmitSlice(OperatorReader& op, size_t i, ir::Slice slice, size_t out,
                       const ir::IntList& shape) {
  if (slice.size == shape) return op.EmitTo(op.Output(out), std::move(slice), {op.Input(i)});
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId part, op.EmitBetween(std::move(slice), {op.Input(i)}));
  return op.EmitTo(op.Output(out), ir::Reshape{shape}, {part});
}

absl::Status CheckLength(const OperatorReader& op, const ir::IntList& list,
                         absl::string_view what) {
  const int rank = op.Type(0).shape.rank();
  if (static_cast<int>(list.size()) == rank) return absl::OkStatus();
  return Error(absl::StrCat(what, " of ", op.name(), " has ", list.size(),
                            " numbers, the input shape ", ir::ShapeText(op.Type(0).shape), " has ",
                            rank, " dimensions"));
}

// One dimension of a STRIDED_SLICE as the file says it.
struct Range {
  int64_t begin = 0, end = 0, stride = 1;
  bool from_start = false, to_end = false, one = false;  // the masks
};

// begin and size of `range` in a dimension of `dim` elements; an error where nothing is left.
absl::StatusOr<std::array<int32_t, 2>> Resolved(const Range& range, int64_t dim) {
  const bool up = range.stride > 0;
  const int64_t low = up ? 0 : -1, high = up ? dim : dim - 1;
  const auto placed = [&](int64_t at) { return std::clamp(at < 0 ? at + dim : at, low, high); };
  const int64_t begin = range.from_start ? (up ? low : high) : placed(range.begin);
  int64_t end = range.to_end ? (up ? high : low) : placed(range.end);
  if (range.one) end = begin + (up ? 1 : -1);
  const int64_t span = up ? end - begin : begin - end;
  const int64_t step = up ? range.stride : -range.stride;
  const int64_t size = range.one ? 1 : (span + step - 1) / step;
  if (size >= 1 && begin >= 0 && begin < dim) {
    return std::array<int32_t, 2>{static_cast<int32_t>(begin), static_cast<int32_t>(size)};
  }
  return Error(absl::StrCat("the slice from ", range.begin, " to ", range.end, " in steps of ",
                            range.stride, " is empty"))
      .Why(absl::StrCat("the dimension has ", dim, " elements"));
}

bool HasBit(int32_t mask, size_t bit) {
  return bit < 32 && (static_cast<uint32_t>(mask) >> bit & 1u);
}

absl::Status CheckMasks(const schema::StridedSliceOptions& options) {
  const bool plain = options.ellipsis_mask() == 0 && options.new_axis_mask() == 0;
  if (plain && !options.offset()) return absl::OkStatus();
  return Unsupported(plain ? "STRIDED_SLICE with ends relative to the beginnings"
                           : "STRIDED_SLICE with an ellipsis or a new axis")
      .Why("TensorFlow Lite Micro, whose bytes an engine gives, ignores this option")
      .Hint("write all dimensions of the slice out, and convert again");
}

// Numbers of constant inputs 1 to 3.
absl::StatusOr<std::vector<Range>> RangesOf(const OperatorReader& op,
                                            const schema::StridedSliceOptions& options) {
  IEGEN_ASSIGN_OR_RETURN(const ir::IntList begin, op.Integers(1, "begin"));
  IEGEN_ASSIGN_OR_RETURN(const ir::IntList end, op.Integers(2, "end"));
  IEGEN_ASSIGN_OR_RETURN(const ir::IntList stride, op.Integers(3, "strides"));
  IEGEN_RETURN_IF_ERROR(CheckLength(op, begin, "begin"));
  IEGEN_RETURN_IF_ERROR(CheckLength(op, end, "end"));
  IEGEN_RETURN_IF_ERROR(CheckLength(op, stride, "strides"));
  std::vector<Range> ranges;
  for (size_t i = 0; i < begin.size(); ++i) {
    if (stride[i] == 0) return Error("a stride of STRIDED_SLICE is zero");
    ranges.push_back({begin[i], end[i], stride[i], HasBit(options.begin_mask(), i),
                      HasBit(options.end_mask(), i), HasBit(options.shrink_axis_mask(), i)});
  }
  return ranges;
}

// Slices of consecutive `sizes` along `axis`, one for each output.
absl::Status EmitParts(OperatorReader& op, size_t input, int32_t axis, const ir::IntList& sizes) {
  const ir::Shape shape = op.Type(input).shape;
  int32_t begin = 0;
  for (size_t i = 0; i < sizes.size(); ++i) {
    ir::Slice part = Part(shape, axis, begin, sizes[i]);
    const ir::IntList wanted = part.size;
    IEGEN_RETURN_IF_ERROR(EmitSlice(op, input, std::move(part), i, wanted));
    begin += sizes[i];
  }
  return absl::OkStatus();
}

// Replaces one -1 by what the others leave of `total`; they must be positive and add up to it.
absl::Status CompleteSizes(int32_t total, ir::IntList* sizes) {
  int64_t sum = 0;
  int32_t* rest = nullptr;
  for (int32_t& size : *sizes) {
    const bool open = size == -1 && rest == nullptr;
    if (open) rest = &size;
    if (size < 1 && !open) return Error(absl::StrCat("a part of SPLIT_V has size ", size));
    if (!open) sum += size;
  }
  if (rest != nullptr && sum < total) {
    *rest = static_cast<int32_t>(total - sum);
    return absl::OkStatus();
  }
  if (rest == nullptr && sum == total) return absl::OkStatus();
  return Error(
      absl::StrCat("the parts of SPLIT_V have ", sum, " elements, the dimension has ", total));
}

}  // namespace

absl::Status ImportReverseV2(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const ir::IntList axes, op.Integers(1, "axes"));
  const ir::Shape& shape = op.Type(0).shape;
  ir::Slice slice = Whole(shape);
  for (int32_t asked : axes) {
    IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Axis(asked, shape.rank()));
    const auto i = static_cast<size_t>(axis);
    if (slice.stride[i] < 0) return Error(absl::StrCat("REVERSE_V2 names axis ", asked, " twice"));
    slice.begin[i] = shape[axis] - 1;
    slice.stride[i] = -1;
  }
  return op.Emit(std::move(slice), 1);
}

absl::Status ImportSlice(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(3, 3));
  ir::Slice slice;
  IEGEN_ASSIGN_OR_RETURN(slice.begin, op.Integers(1, "begin"));
  IEGEN_ASSIGN_OR_RETURN(slice.size, op.Integers(2, "size"));
  IEGEN_RETURN_IF_ERROR(CheckLength(op, slice.begin, "begin"));
  IEGEN_RETURN_IF_ERROR(CheckLength(op, slice.size, "size"));
  slice.stride.assign(slice.size.size(), 1);
  for (size_t i = 0; i < slice.size.size(); ++i) {
    const int32_t dim = op.Type(0).shape[static_cast<int>(i)];
    const bool inside = slice.begin[i] >= 0 && slice.begin[i] < dim;
    if (slice.size[i] == -1 && inside) slice.size[i] = dim - slice.begin[i];
  }
  return op.Emit(std::move(slice), 1);
}

absl::Status ImportStridedSlice(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(4, 4));
  IEGEN_ASSIGN_OR_RETURN(const schema::StridedSliceOptions* options,
                         op.Options<schema::StridedSliceOptions>());
  IEGEN_RETURN_IF_ERROR(CheckMasks(*options));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<Range> ranges, RangesOf(op, *options));
  ir::Slice slice;
  ir::IntList shape;
  for (size_t i = 0; i < ranges.size(); ++i) {
    IEGEN_ASSIGN_OR_RETURN(const auto place,
                           Resolved(ranges[i], op.Type(0).shape[static_cast<int>(i)]));
    slice.begin.push_back(place[0]);
    slice.size.push_back(place[1]);
    slice.stride.push_back(place[1] == 1 ? 1 : static_cast<int32_t>(ranges[i].stride));
    if (!ranges[i].one) shape.push_back(place[1]);
  }
  return EmitSlice(op, 0, std::move(slice), 0, shape);
}

absl::Status ImportSplit(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2, op.output_count()));
  IEGEN_ASSIGN_OR_RETURN(const int32_t asked, op.Integer(0, "axis"));
  const ir::Shape& shape = op.Type(1).shape;
  IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Axis(asked, shape.rank()));
  const auto parts = static_cast<int32_t>(op.output_count());
  if (shape[axis] % parts != 0) {
    return Error(absl::StrCat("SPLIT of ", shape[axis], " elements into ", parts, " equal parts"));
  }
  return EmitParts(op, 1, axis, ir::IntList(op.output_count(), shape[axis] / parts));
}

absl::Status ImportSplitV(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(3, 3, op.output_count()));
  IEGEN_ASSIGN_OR_RETURN(ir::IntList sizes, op.Integers(1, "sizes"));
  IEGEN_ASSIGN_OR_RETURN(const int32_t asked, op.Integer(2, "axis"));
  const ir::Shape& shape = op.Type(0).shape;
  IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Axis(asked, shape.rank()));
  if (sizes.size() != op.output_count()) {
    return Error(
        absl::StrCat("SPLIT_V has ", sizes.size(), " sizes and ", op.output_count(), " outputs"));
  }
  IEGEN_RETURN_IF_ERROR(CompleteSizes(shape[axis], &sizes));
  return EmitParts(op, 0, axis, sizes);
}

absl::Status ImportUnpack(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1, op.output_count()));
  IEGEN_ASSIGN_OR_RETURN(const schema::UnpackOptions* options, op.Options<schema::UnpackOptions>());
  const ir::Shape shape = op.Type(0).shape;
  IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Axis(options->axis(), shape.rank()));
  if (static_cast<size_t>(shape[axis]) != op.output_count()) {
    return Error(
        absl::StrCat("UNPACK of ", shape[axis], " elements into ", op.output_count(), " outputs"));
  }
  ir::IntList dims = shape.dims();
  dims.erase(dims.begin() + axis);
  for (int32_t i = 0; i < shape[axis]; ++i) {
    IEGEN_RETURN_IF_ERROR(EmitSlice(op, 0, Part(shape, axis, i, 1), static_cast<size_t>(i), dims));
  }
  return absl::OkStatus();
}

}  // namespace iegen::frontend::tflite
