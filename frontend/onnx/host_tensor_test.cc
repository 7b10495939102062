#include "frontend/onnx/host_tensor.h"

#include <cmath>
#include <limits>

#include "gtest/gtest.h"

namespace iegen::frontend::onnx {
namespace {

enum DataType { kFloat = 1, kUint8 = 2, kInt16 = 5, kBool = 9, kFloat16 = 10, kDouble = 11 };

onnx_subset::Tensor Tensor(int type, const std::vector<int64_t>& dims) {
  onnx_subset::Tensor tensor;
  tensor.set_name("t");
  tensor.set_data_type(type);
  for (int64_t dim : dims) tensor.add_dims(dim);
  return tensor;
}

std::string MessageOf(const onnx_subset::Tensor& tensor) {
  return std::string(ReadTensor(tensor, "").status().message());
}

TEST(ReadTensorTest, ReadsRawAndTypedData) {
  onnx_subset::Tensor typed = Tensor(kUint8, {3}), raw = Tensor(kUint8, {3});
  for (int value : {0, 128, 255}) typed.add_int32_data(value);
  raw.set_raw_data(std::string("\x00\x80\xff", 3));
  EXPECT_EQ(IntegersOf(*ReadTensor(typed, "")), (std::vector<int64_t>{0, 128, 255}));
  EXPECT_EQ(IntegersOf(*ReadTensor(raw, "")), (std::vector<int64_t>{0, 128, 255}));
  onnx_subset::Tensor small = Tensor(kInt16, {2});
  small.add_int32_data(-32768);
  small.add_int32_data(7);
  EXPECT_EQ(IntegersOf(*ReadTensor(small, "")), (std::vector<int64_t>{-32768, 7}));
}

TEST(ReadTensorTest, WidensHalvesAndNarrowsDoubles) {
  onnx_subset::Tensor halves = Tensor(kFloat16, {6});
  // 1, -2, the greatest, the least above zero, infinity, not a number
  for (int bits : {0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00, 0x7e00}) halves.add_int32_data(bits);
  const std::vector<float> values = FloatsOf(*ReadTensor(halves, ""));
  EXPECT_EQ(values[0], 1);
  EXPECT_EQ(values[1], -2);
  EXPECT_EQ(values[2], 65504);
  EXPECT_EQ(values[3], std::ldexp(1.0f, -24));
  EXPECT_TRUE(std::isinf(values[4]));
  EXPECT_TRUE(std::isnan(values[5]));
  onnx_subset::Tensor doubles = Tensor(kDouble, {2});
  doubles.add_double_data(0.1);
  doubles.add_double_data(-3);
  EXPECT_EQ(FloatsOf(*ReadTensor(doubles, "")), (std::vector<float>{0.1f, -3}));
}

TEST(ReadTensorTest, RefusesWhatDoesNotFit) {
  onnx_subset::Tensor tensor = Tensor(kFloat, {2, 3});
  tensor.add_float_data(1);
  EXPECT_EQ(MessageOf(tensor),
            "error: tensor 't' has 4 bytes of data, its shape needs 24\n  it is FLOAT [2, 3]");
  EXPECT_EQ(MessageOf(Tensor(8, {1})),
            "unsupported: tensor 't' of type STRING\n"
            "  types FLOAT, FLOAT16, DOUBLE, INT8, UINT8, INT16, INT32, INT64 and BOOL are read");
  EXPECT_EQ(MessageOf(Tensor(-1, {1})).find("unsupported: tensor 't' of type number -1"), 0u);
  EXPECT_FALSE(ReadTensor(Tensor(kFloat, {-1}), "").ok());
  EXPECT_FALSE(ReadTensor(Tensor(kFloat, {1 << 16, 1 << 16}), "").ok());
  EXPECT_FALSE(ReadTensor(Tensor(kFloat, {1, 1, 1, 1, 1, 1, 1, 1, 1}), "").ok());
  // A huge dimension beside one of zero holds nothing, and is none the less no int32.
  EXPECT_FALSE(ReadTensor(Tensor(kFloat, {0, int64_t{1} << 40}), "").ok());
}

TEST(HostTensorTest, CutsRealNumbersOff) {
  const float nan = std::numeric_limits<float>::quiet_NaN(), far = 1e30f;
  const HostTensor tensor = FromFloats({5}, {1.75f, -1.75f, nan, far, -far});
  const std::vector<int64_t> integers = IntegersOf(tensor);
  EXPECT_EQ(integers[0], 1);
  EXPECT_EQ(integers[1], -1);
  EXPECT_EQ(integers[2], 0);
  EXPECT_GT(integers[3], int64_t{1} << 62);
  EXPECT_LT(integers[4], -(int64_t{1} << 62));
}

TEST(HostTensorTest, StoredIntegersStandForRealValues) {
  HostTensor tensor = FromIntegers(ir::ElemType::kInt8, {2, 2}, {1, 2, -3, 4});
  tensor.type.quant = {{0.5f, 2}, {0, 1}, 0};
  EXPECT_TRUE(tensor.real());
  EXPECT_EQ(FloatsOf(tensor), (std::vector<float>{0.5f, 1, -8, 6}));
  const HostTensor turned = Permuted(tensor, {1, 0});
  EXPECT_EQ(turned.type.quant.axis, 1);
  EXPECT_EQ(FloatsOf(turned), (std::vector<float>{0.5f, -8, 1, 6}));
}

TEST(HostTensorTest, PermutesByDefinition) {
  std::vector<int64_t> elements(24);
  for (size_t i = 0; i < elements.size(); ++i) elements[i] = static_cast<int64_t>(i);
  const HostTensor tensor = FromIntegers(ir::ElemType::kInt64, {2, 3, 4}, elements);
  const HostTensor turned = Permuted(tensor, {2, 0, 1});
  ASSERT_EQ(turned.shape(), (ir::Shape{4, 2, 3}));
  const std::vector<int64_t> found = IntegersOf(turned);
  for (int64_t i = 0; i < 4; ++i) {
    for (int64_t k = 0; k < 2; ++k) {
      for (int64_t n = 0; n < 3; ++n) {
        EXPECT_EQ(found[static_cast<size_t>((i * 2 + k) * 3 + n)], (k * 3 + n) * 4 + i);
      }
    }
  }
  EXPECT_TRUE(IntegersOf(Permuted(FromIntegers(ir::ElemType::kInt64, {0, 3}, {}), {1, 0})).empty());
}

}  // namespace
}  // namespace iegen::frontend::onnx
