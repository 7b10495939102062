// Writes what slides a window over an image, and layers with weights. The format knows two kinds of
// padding; where an operator of the IR has another, it becomes several operators of the file, which
// give the same bytes.
#ifndef IEGEN_FRONTEND_TFLITE_LAYER_WRITER_H_
#define IEGEN_FRONTEND_TFLITE_LAYER_WRITER_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "frontend/tflite/node_writer.h"

namespace iegen::frontend::tflite {

class LayerWriter : public NodeWriter {
 public:
  using NodeWriter::NodeWriter;

 protected:
  absl::Status Write(const ir::Conv2d& op);
  absl::Status Write(const ir::DepthwiseConv2d& op);
  absl::Status Write(const ir::FullyConnected& op);
  absl::Status Write(const ir::TransposeConv2d& op);
  absl::Status Write(const ir::Pool2d& op);

  // An activation as an operator of its own.
  static OperatorForm ClampForm(ir::Activation act);

 private:
  // A window over height and width of an image.
  struct Window {
    ir::Int2 kernel{1, 1}, stride{1, 1}, dilation{1, 1};
    ir::Int4 pad{0, 0, 0, 0};
  };
  // The format's padding, and the image: padded by an operator where neither SAME nor VALID does
  // it.
  struct Padded {
    schema::Padding padding = schema::Padding::VALID;
    int32_t image = -1;
  };
  // Outputs of one axis whose windows hold as much of the image: `outputs` of them, from `from` on.
  struct Part {
    int32_t from = 0, kernel = 0, outputs = 0, stride = 1;
    int32_t size() const { return (outputs - 1) * stride + kernel; }
  };
  // What SAME adds to one dimension, before and after it together.
  static int32_t SamePadding(int32_t in, const Window& w, size_t axis);
  // Whether SAME pads one dimension as the window says.
  static bool IsSame(int32_t in, int32_t out, const Window& w, size_t axis);
  static std::vector<Part> PartsOf(int32_t in, int32_t out, const Window& w, size_t axis);

  Padded Pad(const Window& w);
  // `value`: a byte to pad with, or null for the zero point.
  int32_t PaddedImage(const ir::Int4& pad, const std::string* value);
  // Filter and bias; the bias in the scale that it has.
  std::vector<int32_t> FilterAndBias();
  absl::Status PutLayer(const OperatorForm& form, int32_t image);
  OperatorForm PoolForm(const ir::Pool2d& op, schema::Padding padding, const ir::Int2& kernel);
  absl::Status PutAverageOfParts(const ir::Pool2d& op, const Window& w);
  int32_t AverageOfPart(const ir::Pool2d& op, const Part& rows, const Part& columns);
};

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_LAYER_WRITER_H_
