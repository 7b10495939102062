#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/tflite/ops.h"

namespace iegen::frontend::tflite {
namespace {

template <class Options>
absl::Status ImportResize(OperatorReader& op, ir::ResizeKind kind) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const Options* options, op.OptionsIfAny<Options>());
  IEGEN_ASSIGN_OR_RETURN(const ir::IntList size, op.Integers(1, "image size"));
  if (size.size() != 2) {
    return Error(absl::StrCat("image size of ", op.name(), " has ", size.size(),
                              " numbers, expected height and width"));
  }
  ir::Resize node;
  node.kind = kind;
  node.size = {size[0], size[1]};
  if (options != nullptr) {
    node.align_corners = options->align_corners();
    node.half_pixel_centers = options->half_pixel_centers();
  }
  return op.Emit(node, 1);
}

}  // namespace

absl::Status ImportResizeBilinear(OperatorReader& op) {
  return ImportResize<schema::ResizeBilinearOptions>(op, ir::ResizeKind::kBilinear);
}

absl::Status ImportResizeNearestNeighbor(OperatorReader& op) {
  return ImportResize<schema::ResizeNearestNeighborOptions>(op, ir::ResizeKind::kNearest);
}

}  // namespace iegen::frontend::tflite
