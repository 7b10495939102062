#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/checked.h"
#include "base/status.h"
#include "frontend/tflite/ops.h"

namespace iegen::frontend::tflite {
namespace {

// The shape that a RESHAPE asks for, from its second input or else from its options; nothing where
// it has neither, as files of some tools do.
absl::StatusOr<absl::optional<ir::IntList>> WantedShape(const OperatorReader& op) {
  if (op.HasInput(1)) {
    IEGEN_ASSIGN_OR_RETURN(ir::IntList shape, op.Integers(1, "shape"));
    return absl::make_optional(std::move(shape));
  }
  IEGEN_ASSIGN_OR_RETURN(const schema::ReshapeOptions* options,
                         op.OptionsIfAny<schema::ReshapeOptions>());
  if (options == nullptr || options->new_shape() == nullptr) {
    return absl::optional<ir::IntList>();
  }
  const absl::Span<const int32_t> dims = SpanOf(options->new_shape());
  return absl::make_optional(ir::IntList(dims.begin(), dims.end()));
}

// Replaces one -1 by what is left of `elements`.
absl::StatusOr<ir::IntList> Resolved(ir::IntList dims, int64_t elements) {
  const auto unknown = absl::c_find(dims, -1);
  if (unknown != dims.end()) *unknown = 1;
  const absl::optional<int64_t> known = CheckedElements(dims);
  const bool fits = known && *known > 0 && elements % *known == 0;
  if (unknown != dims.end() && fits) *unknown = static_cast<int32_t>(elements / *known);
  if (fits && (unknown != dims.end() || *known == elements)) return dims;
  return Error(absl::StrCat("cannot reshape ", elements, " elements to shape ",
                            ir::ShapeText(ir::Shape(dims))));
}

}  // namespace

absl::StatusOr<Paddings> PaddingsOf(const OperatorReader& op, size_t i) {
  IEGEN_ASSIGN_OR_RETURN(const ir::IntList pads, op.Integers(i, "padding"));
  const auto rank = static_cast<size_t>(op.Type(0).shape.rank());
  if (pads.size() != 2 * rank) {
    return Error(absl::StrCat("padding has ", pads.size(), " numbers, expected ", 2 * rank,
                              " (before and after each dimension of the input)"));
  }
  Paddings paddings;
  for (size_t axis = 0; axis < rank; ++axis) {
    paddings.before.push_back(pads[2 * axis]);
    paddings.after.push_back(pads[2 * axis + 1]);
  }
  return paddings;
}

absl::Status ImportPad(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  IEGEN_ASSIGN_OR_RETURN(Paddings pads, PaddingsOf(op, 1));
  return op.Emit(ir::Pad{std::move(pads.before), std::move(pads.after)}, 1);
}

absl::Status ImportReshape(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 2));
  IEGEN_ASSIGN_OR_RETURN(absl::optional<ir::IntList> wanted, WantedShape(op));
  ir::Reshape node{op.OutputType().shape.dims()};
  if (wanted) {
    IEGEN_ASSIGN_OR_RETURN(node.shape, Resolved(*std::move(wanted), op.Type(0).shape.elements()));
  }
  return op.Emit(std::move(node), 1);
}

}  // namespace iegen::frontend::tflite
