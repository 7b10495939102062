// CONCATENATION, TRANSPOSE, and the reshapes and paddings with names of their own.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/tflite/ops.h"

namespace iegen::frontend::tflite {
namespace {

constexpr size_t kMostParts = static_cast<size_t>(ir::Concat::kInputs.most);

// A concatenation of any number of values: eight at a time become one, until eight are left.
absl::Status EmitConcat(OperatorReader& op, int32_t axis, std::vector<ir::ValueId> parts) {
  while (parts.size() > kMostParts) {
    std::vector<ir::ValueId> larger;
    for (size_t i = 0; i < parts.size(); i += kMostParts) {
      const auto begin = parts.begin() + static_cast<std::ptrdiff_t>(i);
      const auto count = static_cast<std::ptrdiff_t>(std::min(kMostParts, parts.size() - i));
      std::vector<ir::ValueId> group(begin, begin + count);
      IEGEN_ASSIGN_OR_RETURN(larger.emplace_back(),
                             count == 1 ? absl::StatusOr<ir::ValueId>(group[0])
                                        : op.EmitBetween(ir::Concat{axis}, std::move(group)));
    }
    parts = std::move(larger);
  }
  return op.EmitTo(op.Output(), ir::Concat{axis}, std::move(parts));
}

absl::StatusOr<std::vector<ir::ValueId>> AllInputs(const OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(std::max<size_t>(op.input_count(), 1), op.input_count()));
  std::vector<ir::ValueId> inputs;
  for (size_t i = 0; i < op.input_count(); ++i) inputs.push_back(op.Input(i));
  return inputs;
}

// `rank` dimensions and the one that `axis` puts among them, maybe counted from behind.
absl::StatusOr<ir::IntList> WithDimension(const OperatorReader& op, int32_t asked,
                                          const ir::Shape& shape) {
  IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Axis(asked, shape.rank() + 1));
  ir::IntList dims = shape.dims();
  dims.insert(dims.begin() + axis, 1);
  return dims;
}

}  // namespace

absl::Status ImportConcatenation(OperatorReader& op) {
  IEGEN_ASSIGN_OR_RETURN(std::vector<ir::ValueId> inputs, AllInputs(op));
  IEGEN_ASSIGN_OR_RETURN(const schema::ConcatenationOptions* options,
                         op.Options<schema::ConcatenationOptions>());
  IEGEN_ASSIGN_OR_RETURN(const ir::Activation act,
                         ActivationOf(options->fused_activation_function()));
  if (act != ir::Activation::kNone) {
    return Unsupported("CONCATENATION with a fused activation")
        .Why("TensorFlow Lite Micro, whose bytes an engine gives, does not run it");
  }
  IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Axis(options->axis(), op.Type(0).shape.rank()));
  return EmitConcat(op, axis, std::move(inputs));
}

absl::Status ImportExpandDims(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Integer(1, "axis"));
  ir::Reshape node;
  IEGEN_ASSIGN_OR_RETURN(node.shape, WithDimension(op, axis, op.Type(0).shape));
  return op.Emit(std::move(node), 1);
}

absl::Status ImportMirrorPad(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const schema::MirrorPadOptions* options,
                         op.Options<schema::MirrorPadOptions>());
  IEGEN_ASSIGN_OR_RETURN(Paddings pads, PaddingsOf(op, 1));
  const bool reflect = options->mode() == schema::MirrorPadMode::REFLECT;
  if (!reflect && options->mode() != schema::MirrorPadMode::SYMMETRIC) {
    return Error(absl::StrCat("MIRROR_PAD has mode ", static_cast<int>(options->mode())));
  }
  return op.Emit(ir::MirrorPad{reflect ? ir::MirrorMode::kReflect : ir::MirrorMode::kSymmetric,
                               std::move(pads.before), std::move(pads.after)},
                 1);
}

absl::Status ImportPack(OperatorReader& op) {
  IEGEN_ASSIGN_OR_RETURN(std::vector<ir::ValueId> inputs, AllInputs(op));
  IEGEN_ASSIGN_OR_RETURN(const schema::PackOptions* options, op.Options<schema::PackOptions>());
  const ir::Shape shape = op.Type(0).shape;
  IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Axis(options->axis(), shape.rank() + 1));
  IEGEN_ASSIGN_OR_RETURN(const ir::IntList dims, WithDimension(op, axis, shape));
  for (ir::ValueId& input : inputs) {
    if (op.TypeOf(input).shape != shape) {
      return Error(absl::StrCat("PACK of shapes ", ir::ShapeText(shape), " and ",
                                ir::ShapeText(op.TypeOf(input).shape)));
    }
    IEGEN_ASSIGN_OR_RETURN(input, op.EmitBetween(ir::Reshape{dims}, {input}));
  }
  return EmitConcat(op, axis, std::move(inputs));
}

absl::Status ImportPadV2(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(3, 3));
  IEGEN_ASSIGN_OR_RETURN(Paddings pads, PaddingsOf(op, 1));
  IEGEN_RETURN_IF_ERROR(op.ExpectConstant(2, "padding value"));
  if (op.Type(2).quant != op.Type(0).quant) {
    return Error("the padding value has another scale or zero point than the input");
  }
  return op.EmitTo(op.Output(), ir::Pad{std::move(pads.before), std::move(pads.after)},
                   {op.Input(0), op.Input(2)});
}

absl::Status ImportSqueeze(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1));
  IEGEN_ASSIGN_OR_RETURN(const schema::SqueezeOptions* options,
                         op.Options<schema::SqueezeOptions>());
  const ir::Shape& shape = op.Type(0).shape;
  std::vector<bool> drop(static_cast<size_t>(shape.rank()), false);
  for (int32_t asked : SpanOf(options->squeeze_dims())) {
    IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Axis(asked, shape.rank()));
    if (shape[axis] != 1) {
      return Error(
          absl::StrCat("SQUEEZE of dimension ", asked, ", which has ", shape[axis], " elements"));
    }
    drop[static_cast<size_t>(axis)] = true;
  }
  const bool all = SpanOf(options->squeeze_dims()).empty();
  ir::Reshape node;
  for (int i = 0; i < shape.rank(); ++i) {
    const bool dropped = all ? shape[i] == 1 : drop[static_cast<size_t>(i)];
    if (!dropped) node.shape.push_back(shape[i]);
  }
  return op.Emit(std::move(node), 1);
}

absl::Status ImportTranspose(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2));
  ir::Transpose node;
  IEGEN_ASSIGN_OR_RETURN(node.perm, op.Integers(1, "permutation"));
  return op.Emit(std::move(node), 1);
}

}  // namespace iegen::frontend::tflite
