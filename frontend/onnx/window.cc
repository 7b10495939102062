// Images and the windows that slide over them.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/onnx/ops.h"

namespace iegen::frontend::onnx {
namespace {

constexpr int64_t kLargestNumber = 1 << 20;

// The attribute `name` with one number for each of `count`, each in least..2^20.
absl::StatusOr<std::vector<int64_t>> Numbers(const NodeReader& op, absl::string_view name,
                                             size_t count, int64_t least) {
  IEGEN_ASSIGN_OR_RETURN(std::vector<int64_t> numbers, op.Ints(name));
  if (numbers.empty()) return std::vector<int64_t>(count, 1);
  const std::string text = absl::StrCat(name, " [", absl::StrJoin(numbers, ", "), "]");
  if (numbers.size() != count) {
    return Error(absl::StrCat(text, " has a wrong length, expected ", count, " numbers"));
  }
  for (int64_t number : numbers) {
    if (number >= least && number <= kLargestNumber) continue;
    return Error(absl::StrCat(text, " is out of range: ", least, " to ", Grouped(kLargestNumber)));
  }
  return numbers;
}

// Padding that makes the output as large as the input divided by the stride.
std::vector<int64_t> SamePads(const WindowAttributes& w, const ir::Shape& image, bool upper) {
  std::vector<int64_t> begin, end;
  for (size_t i = 0; i < 2; ++i) {
    const int64_t in = image[static_cast<int>(i) + 2];
    const int64_t out = (in + w.stride[i] - 1) / w.stride[i];
    const int64_t window = int64_t{w.kernel[i] - 1} * w.dilation[i] + 1;
    const int64_t pad = std::max<int64_t>(0, (out - 1) * w.stride[i] + window - in);
    begin.push_back(upper ? pad / 2 : pad - pad / 2);
    end.push_back(pad - begin.back());
  }
  return {begin[0], begin[1], end[0], end[1]};
}

ir::Int2 Pair(const std::vector<int64_t>& numbers) {
  const auto last = static_cast<int32_t>(numbers.back());
  return numbers.size() == 2 ? ir::Int2{static_cast<int32_t>(numbers[0]), last} : ir::Int2{1, last};
}

// The file's shape of input 0 as [N, C, H, W].
absl::StatusOr<ir::Shape> ImageShape(const NodeReader& op) {
  const ir::Shape& shape = op.Shape(0);
  if (shape.rank() == 4) return shape;
  if (shape.rank() == 3) return ir::Shape{shape[0], shape[1], 1, shape[2]};
  return Unsupported(absl::StrCat("an input of ", shape.rank(), " dimensions"))
      .Why(absl::StrCat("its shape is ", ir::ShapeText(shape),
                        "; one- and two-dimensional windows are supported (3 or 4 dimensions)"));
}

absl::StatusOr<std::vector<int64_t>> PadsOf(const NodeReader& op, const WindowAttributes& w,
                                            const ir::Shape& image, size_t count) {
  IEGEN_ASSIGN_OR_RETURN(const std::string mode, op.Text("auto_pad", "NOTSET"));
  if (mode == "SAME_UPPER" || mode == "SAME_LOWER") {
    return SamePads(w, image, mode == "SAME_UPPER");
  }
  if (mode != "NOTSET" && mode != "VALID") {
    return Error(absl::StrCat("auto_pad is ", Quoted(mode),
                              ", none of NOTSET, SAME_UPPER, SAME_LOWER and VALID"));
  }
  if (mode == "VALID" || !op.HasAttribute("pads")) return std::vector<int64_t>(4, 0);
  IEGEN_ASSIGN_OR_RETURN(std::vector<int64_t> pads, Numbers(op, "pads", 2 * count, 0));
  if (count == 2) return pads;
  return std::vector<int64_t>{0, pads[0], 0, pads[1]};
}

}  // namespace

absl::StatusOr<WindowAttributes> ReadWindow(NodeReader& op, std::vector<int64_t> kernel) {
  IEGEN_ASSIGN_OR_RETURN(const ir::Shape image, ImageShape(op));
  const auto count = static_cast<size_t>(op.Rank(0) - 2);
  if (op.HasAttribute("kernel_shape") || kernel.empty()) {
    if (!op.HasAttribute("kernel_shape"))
      return Error("the operator has no attribute kernel_shape");
    IEGEN_ASSIGN_OR_RETURN(const std::vector<int64_t> named, Numbers(op, "kernel_shape", count, 1));
    if (!kernel.empty() && named != kernel) {
      return Error(absl::StrCat("kernel_shape [", absl::StrJoin(named, ", "),
                                "] is not the filter's [", absl::StrJoin(kernel, ", "), "]"));
    }
    kernel = named;
  }
  WindowAttributes w;
  w.kernel = Pair(kernel);
  IEGEN_ASSIGN_OR_RETURN(const std::vector<int64_t> strides, Numbers(op, "strides", count, 1));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<int64_t> dilations, Numbers(op, "dilations", count, 1));
  w.stride = Pair(strides);
  w.dilation = Pair(dilations);
  IEGEN_ASSIGN_OR_RETURN(const std::vector<int64_t> pads, PadsOf(op, w, image, count));
  w.pad = {static_cast<int32_t>(pads[0]), static_cast<int32_t>(pads[2]),
           static_cast<int32_t>(pads[1]), static_cast<int32_t>(pads[3])};
  return w;
}

absl::StatusOr<ir::ValueId> ImageOf(NodeReader& op, size_t i) {
  IEGEN_ASSIGN_OR_RETURN(const ir::Shape image, ImageShape(op));
  IEGEN_ASSIGN_OR_RETURN(const View view, op.Value(i));
  return op.graph().InOrder(GraphWriter::Reshaped(view, image), ToChannelsLast());
}

absl::Status SetImage(NodeReader& op, ir::ValueId image) {
  View view = op.graph().Back(image, ToChannelsLast());
  const ir::Shape& shape = view.shape;
  if (op.Rank(0) == 3) view.shape = ir::Shape{shape[0], shape[1], shape[3]};
  op.Set(std::move(view));
  return absl::OkStatus();
}

}  // namespace iegen::frontend::onnx
