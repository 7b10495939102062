#include "frontend/tflite/domain.h"

#include <array>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen::frontend::tflite {
namespace {

using Builtin = schema::BuiltinOperator;
using Type = schema::TensorType;

constexpr absl::string_view kConvertAgain =
    "set converter.optimizations, representative_dataset and target_spec.supported_ops = "
    "[tf.lite.OpsSet.TFLITE_BUILTINS_INT8]; docs/guide/quantise.md has the ten lines";

constexpr absl::string_view kQuantiseHere =
    "--calibration=samples.npy quantises it here (docs/guide/calibration.md); or ";

bool IsConstant(const Model& model, const schema::Tensor& tensor) {
  const absl::StatusOr<absl::string_view> data = model.DataOf(tensor);
  return data.ok() && !data->empty();
}

bool IsBuiltin(const Model& model, const schema::Operator& op, Builtin code) {
  const absl::StatusOr<OperatorKind> kind = model.KindOf(op);
  return kind.ok() && kind->code == static_cast<int32_t>(code);
}

// Whether an operator computes in no type of its own: it converts, or stands at the edge of a model
// in the type that this has there.
bool Converts(const Model& model, const schema::Operator& op) {
  constexpr std::array<Builtin, 4> kConverters = {Builtin::QUANTIZE, Builtin::DEQUANTIZE,
                                                  Builtin::CAST, Builtin::REVERSE_V2};
  return absl::c_any_of(kConverters, [&](Builtin code) { return IsBuiltin(model, op, code); });
}

// Whether an operator reads or writes int8 values that are no constants.
bool TouchesInt8(const Model& model, const schema::Operator& op) {
  const auto is_int8 = [&](int32_t index) {
    const schema::Tensor* tensor = model.tensor(index);
    return tensor != nullptr && tensor->type() == Type::INT8 && !IsConstant(model, *tensor);
  };
  return absl::c_any_of(InputsOf(op), is_int8) || absl::c_any_of(OutputsOf(op), is_int8);
}

bool HasInt8Activations(const Model& model) {
  for (size_t i = 0; i < model.operator_count(); ++i) {
    if (TouchesInt8(model, model.op(i))) return true;
  }
  return false;
}

// The element type that an operator computes in: of its first input that is no constant, or else
// of its first output. Nothing for operators that convert between types.
absl::optional<Type> WorkType(const Model& model, const schema::Operator& op) {
  if (Converts(model, op)) return absl::nullopt;
  for (int32_t index : InputsOf(op)) {
    const schema::Tensor* tensor = model.tensor(index);
    if (tensor != nullptr && !IsConstant(model, *tensor)) return tensor->type();
  }
  for (int32_t index : OutputsOf(op)) {
    if (const schema::Tensor* tensor = model.tensor(index)) return tensor->type();
  }
  return absl::nullopt;
}

// "operator 0 CONV_2D 'conv1'".
std::string OperatorText(const Model& model, size_t index) {
  const schema::Operator& op = model.op(index);
  const absl::StatusOr<OperatorKind> kind = model.KindOf(op);
  const absl::Span<const int32_t> out = OutputsOf(op);
  return absl::StrCat("operator ", index, kind.ok() ? absl::StrCat(" ", kind->name) : "",
                      out.empty() ? "" : absl::StrCat(" ", TensorText(model, out[0])));
}

struct Tally {
  size_t count = 0, first = 0;
};

Tally CountOf(const Model& model, Type type) {
  Tally tally;
  for (size_t i = 0; i < model.operator_count(); ++i) {
    if (WorkType(model, model.op(i)) != type) continue;
    if (tally.count++ == 0) tally.first = i;
  }
  return tally;
}

std::string CountText(const Model& model, const Tally& tally, absl::string_view type) {
  return absl::StrCat(tally.count, " of ", model.operator_count(), " operators work on ", type,
                      "; the first is ", OperatorText(model, tally.first));
}

// Weights in int8, activations in float32: the converter's "dynamic range" quantisation.
bool HasInt8Weights(const Model& model) {
  for (size_t i = 0; i < model.operator_count(); ++i) {
    for (int32_t index : InputsOf(model.op(i))) {
      const schema::Tensor* tensor = model.tensor(index);
      if (tensor != nullptr && tensor->type() == Type::INT8 && IsConstant(model, *tensor)) {
        return true;
      }
    }
  }
  return false;
}

absl::Status FloatModel(const Model& model, const Tally& tally) {
  const std::string why = CountText(model, tally, "float32");
  if (HasInt8Weights(model)) {
    return Error("only the model's weights are quantised (dynamic range)")
        .Why(why)
        .Hint(kConvertAgain);
  }
  return Error("the model is not quantised")
      .Why(why)
      .Hint(absl::StrCat(kQuantiseHere, kConvertAgain));
}

// "DEQUANTIZE (operator 10)".
std::string NeighbourText(const Model& model, size_t index) {
  const absl::StatusOr<OperatorKind> kind = model.KindOf(model.op(index));
  return absl::StrCat(kind.ok() ? kind->name : "an operator", " (operator ", index, ")");
}

// Where the values of operator `index` come from and go to.
std::string PlaceText(const Model& model, size_t index) {
  const absl::Span<const int32_t> in = InputsOf(model.op(index)), out = OutputsOf(model.op(index));
  std::string before = "an input of the model", after = "an output of the model";
  for (size_t i = 0; i < model.operator_count(); ++i) {
    const auto is_input = [&](int32_t t) { return absl::c_linear_search(in, t); };
    const auto is_output = [&](int32_t t) { return absl::c_linear_search(out, t); };
    if (i < index && absl::c_any_of(OutputsOf(model.op(i)), is_input)) {
      before = NeighbourText(model, i);
    }
    if (i > index && absl::c_any_of(InputsOf(model.op(i)), is_output)) {
      after = NeighbourText(model, i);
      break;
    }
  }
  return absl::StrCat("it stands between ", before, " and ", after);
}

}  // namespace

absl::Status CheckDomain(const Model& model) {
  if (HasInt8Activations(model)) return absl::OkStatus();
  const Tally floats = CountOf(model, Type::FLOAT32);
  if (floats.count > 0) return FloatModel(model, floats);
  struct Other {
    Type type;
    absl::string_view name, what;
  };
  constexpr std::array<Other, 2> kOthers = {{
      {Type::UINT8, "uint8", "the model works on uint8, TensorFlow 1's way to quantise"},
      {Type::INT16, "int16", "the model works on int16 activations"},
  }};
  for (const Other& other : kOthers) {
    const Tally tally = CountOf(model, other.type);
    if (tally.count == 0) continue;
    return Unsupported(other.what).Why(CountText(model, tally, other.name)).Hint(kConvertAgain);
  }
  return absl::OkStatus();
}

absl::Status CheckFloatDomain(const Model& model) {
  if (HasInt8Activations(model)) {
    return Error("calibration data for a model that is quantised already")
        .Hint("leave --calibration out");
  }
  if (!HasInt8Weights(model)) return absl::OkStatus();
  return Error("calibration data for a model whose weights are quantised (dynamic range)")
      .Hint("convert it again without converter.optimizations, so that the weights stay float32");
}

absl::Status ExplainFloat(const Model& model, size_t index, absl::Status status) {
  const schema::Operator& op = model.op(index);
  if (!absl::IsUnimplemented(status) || WorkType(model, op) != Type::FLOAT32) return status;
  const absl::StatusOr<OperatorKind> kind = model.KindOf(op);
  return Error(absl::StrCat(kind.ok() ? kind->name : "operator",
                            " works on float32 inside an int8 model"))
      .Why(PlaceText(model, index))
      .Hint(
          "the converter fell back because supported_ops also allows float: leave only "
          "TFLITE_BUILTINS_INT8 and convert again");
}

}  // namespace iegen::frontend::tflite
