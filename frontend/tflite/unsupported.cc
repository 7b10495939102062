#include "frontend/tflite/unsupported.h"

#include <array>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/tflite/op_table.h"

namespace iegen::frontend::tflite {
namespace {

using Builtin = schema::BuiltinOperator;

constexpr absl::string_view kLoops = "loops in StableHLO are not read, those of TFLite are";
constexpr absl::string_view kOneStep =
    "export one time step, with the state as inputs and outputs of the model";
constexpr absl::string_view kDynamic =
    "its output size depends on the data, and every size must be known when compiling";
constexpr absl::string_view kEndBefore =
    "end the model before this operator: in Keras, tf.keras.Model(m.input, "
    "m.get_layer('logits').output)";
constexpr absl::string_view kShapes = "it computes a shape while the model runs";
constexpr absl::string_view kFixShape =
    "convert with a fixed input shape, batch 1 included: the converter then removes it";

// Operators that have a better answer than "not there yet".
struct Advice {
  Builtin code;
  absl::string_view why, hint;
};
constexpr std::array<Advice, 7> kAdvice = {{
    {Builtin::STABLEHLO_WHILE, kLoops, kOneStep},
    {Builtin::UNIQUE, kDynamic, kEndBefore},
    {Builtin::WHERE, kDynamic, kEndBefore},
    {Builtin::NON_MAX_SUPPRESSION_V4, kDynamic, kEndBefore},
    {Builtin::NON_MAX_SUPPRESSION_V5, kDynamic, kEndBefore},
    {Builtin::RANK, kShapes, kFixShape},
    {Builtin::FAKE_QUANT, "quantisation-aware training left it in the model",
     "convert again with converter.optimizations = [tf.lite.Optimize.DEFAULT]"},
}};

absl::Status UnsupportedCustom(const OperatorKind& kind) {
  if (kind.custom.empty()) return Unsupported("custom operator without a name");
  const std::string what = absl::StrCat("custom operator ", Quoted(kind.custom));
  if (absl::StartsWith(kind.custom, "Flex")) {
    return Unsupported(what)
        .Why("it needs the whole of TensorFlow: the converter was allowed to use SELECT_TF_OPS")
        .Hint("leave only tf.lite.OpsSet.TFLITE_BUILTINS_INT8 in supported_ops, and convert again");
  }
  return Unsupported(what)
      .Why("what it computes is known only to the program that it was written for")
      .Hint("end the model before this operator, and do its work in the application");
}

absl::Status UnsupportedBuiltin(const OperatorKind& kind) {
  const std::string what = absl::StrCat("operator ", kind.name, ", version ", kind.version);
  for (const Advice& advice : kAdvice) {
    if (static_cast<int32_t>(advice.code) != kind.code) continue;
    return Unsupported(what).Why(advice.why).Hint(advice.hint);
  }
  return Unsupported(what)
      .Why("this version of iegen does not know the operator")
      .Hint("'iegen targets --operators' lists those it knows");
}

}  // namespace

absl::Status CheckSupported(const OperatorKind& kind) {
  if (kind.code < 0) return Error(absl::StrCat("the operator's code ", kind.code, " is negative"));
  if (kind.code == static_cast<int32_t>(Builtin::CUSTOM)) return UnsupportedCustom(kind);
  const OperatorRow* row = FindOperator(kind.code);
  if (row == nullptr) return UnsupportedBuiltin(kind);
  if (kind.version >= 1 && kind.version <= row->highest_version) return absl::OkStatus();
  const auto versions = absl::StrCat("versions 1 to ", row->highest_version, " are supported");
  const std::string what = absl::StrCat("operator ", kind.name, ", version ", kind.version);
  if (kind.version < 1) return Error(what).Why(versions);
  return Unsupported(what).Why(versions).Hint(
      "convert the model with an older TensorFlow, or update iegen");
}

}  // namespace iegen::frontend::tflite
