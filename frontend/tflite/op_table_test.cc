#include "frontend/tflite/op_table.h"

#include "gtest/gtest.h"

namespace iegen::frontend::tflite {
namespace {

TEST(OpTableTest, RowsAreSortedAndCarryTheFormatsNames) {
  absl::string_view last;
  for (const OperatorRow& row : Operators()) {
    EXPECT_LT(last, row.name);
    last = row.name;
    const auto code = static_cast<schema::BuiltinOperator>(row.code);
    EXPECT_EQ(row.name, schema::EnumNameBuiltinOperator(code));
    EXPECT_EQ(FindOperator(row.code), &row);
    EXPECT_NE(row.import, nullptr) << row.name;
    EXPECT_FALSE(row.limits.empty()) << row.name;
  }
}

TEST(OpTableTest, OtherCodesHaveNoRow) {
  EXPECT_EQ(FindOperator(static_cast<int32_t>(schema::BuiltinOperator::CUSTOM)), nullptr);
  EXPECT_EQ(FindOperator(-1), nullptr);
  EXPECT_EQ(FindOperator(9999), nullptr);
}

// Numbers of the format that a line lost or doubled in schema.fbs would shift.
TEST(SchemaTest, LateEntriesHaveTheFormatsNumbers) {
  EXPECT_EQ(static_cast<int>(schema::BuiltinOperator::CUSTOM), 32);
  EXPECT_EQ(static_cast<int>(schema::BuiltinOperator::QUANTIZE), 114);
  EXPECT_EQ(static_cast<int>(schema::BuiltinOperator::PLACEHOLDER_FOR_GREATER_OP_CODES), 127);
  EXPECT_EQ(static_cast<int>(schema::BuiltinOperator::VAR_HANDLE), 142);
  EXPECT_EQ(static_cast<int>(schema::BuiltinOperator::STABLEHLO_CASE), 209);
  EXPECT_EQ(static_cast<int>(schema::BuiltinOptions::ReducerOptions), 27);
  EXPECT_EQ(static_cast<int>(schema::BuiltinOptions::QuantizeOptions), 89);
  EXPECT_EQ(static_cast<int>(schema::BuiltinOptions::RightShiftOptions), 126);
  EXPECT_EQ(static_cast<int>(schema::BuiltinOptions2::StablehloCaseOptions), 23);
  EXPECT_EQ(static_cast<int>(schema::TensorType::INT8), 9);
  EXPECT_EQ(static_cast<int>(schema::TensorType::FLOAT8_E5M2), 22);
}

}  // namespace
}  // namespace iegen::frontend::tflite
