#include "base/status.h"

#include "gtest/gtest.h"

namespace iegen {
namespace {

absl::Status Failing() {
  return Unsupported("CONV_2D with grouped filters")
      .Why("input has 64 channels, filter has 16: 4 groups")
      .Hint("split groups");
}

TEST(StatusTest, LayersAddWhereItHappened) {
  absl::Status status = WithOperator(Failing(), {6, "CONV_2D", "stage2/conv\x1b"});
  status = WithOperator(status, {99, "X", "not used: the innermost place is the right one"});
  status = WithFile(status, "model.tflite");
  EXPECT_EQ(status.message(),
            "unsupported: CONV_2D with grouped filters (model.tflite, operator 6 "
            "'stage2/conv\\x1b')\n"
            "  input has 64 channels, filter has 16: 4 groups\n"
            "  hint: split groups");
  EXPECT_EQ(status.code(), absl::StatusCode::kUnimplemented);
  const Diagnostic d = ToDiagnostic(status);
  EXPECT_EQ(d.kind, DiagnosticKind::kUnsupported);
  EXPECT_EQ(d.operator_index, 6);
  EXPECT_EQ(d.why.size(), 1u);
}

TEST(StatusTest, WhatIsSaidAlreadyIsNotRepeated) {
  absl::Status status = WithOperator(Unsupported("operator ADD, version 9"), {3, "ADD", "sum"});
  EXPECT_EQ(WithFile(status, "m.tflite").message(),
            "unsupported: operator ADD, version 9 (m.tflite, operator 3 'sum')");
  status = WithOperator(Error("operator ADD_N, version 9"), {3, "ADD", ""});
  EXPECT_EQ(status.message(), "error: operator ADD_N, version 9 (operator 3 ADD)");
  EXPECT_EQ(WithFile(Error("m.tflite is empty"), "m.tflite").message(), "error: m.tflite is empty");
}

TEST(StatusTest, AForeignStatusIsAnInternalDefect) {
  EXPECT_EQ(Render(ToDiagnostic(absl::OutOfRangeError("index"))), "internal: index");
}

absl::StatusOr<int> Two() { return 2; }
absl::Status Sum(int* out) {
  IEGEN_ASSIGN_OR_RETURN(const int a, Two());
  IEGEN_ASSIGN_OR_RETURN(const int b, Two());
  *out = a + b;
  IEGEN_RETURN_IF_ERROR(Failing());
  *out = 0;
  return absl::OkStatus();
}

TEST(StatusTest, MacrosReturnTheFirstError) {
  int sum = 0;
  EXPECT_FALSE(Sum(&sum).ok());
  EXPECT_EQ(sum, 4);
}

}  // namespace
}  // namespace iegen
