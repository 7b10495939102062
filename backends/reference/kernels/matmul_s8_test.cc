#include "iegen/matmul_s8.h"

#include <vector>

#include "gtest/gtest.h"

namespace iegen {
namespace {

struct Spec {
  int32_t batches, in_features, out_features, weights_zero_point, in_zero_point, out_zero_point;
  int32_t act_min, act_max, per_channel;
};

struct Operands {
  std::vector<int8_t> in, weights;
  std::vector<int32_t> bias, multiplier;
  std::vector<int8_t> shift;
};

std::vector<int8_t> RunKernel(const Spec& s, const Operands& x) {
  std::vector<int8_t> out(static_cast<size_t>(s.batches * s.out_features));
  MatMulS8(s, x.in.data(), x.weights.data(), x.bias.data(), x.multiplier.data(), x.shift.data(),
           out.data());
  return out;
}

// The expected bytes of both were recorded from TensorFlow Lite Micro (tflite-micro
// 0.dev20261023182759).
TEST(MatMulS8Test, MatchesRecordedWeightsZeroPoint) {
  const Spec s = {3, 1, 9, -128, 61, 127, -128, 127, 0};
  const Operands x = {{109, 27, -107},
                      {1, 64, 54, 105, -114, 90, 94, -21, 52},
                      {6872, -3982, 7792, 13834, 4173, 5951, 933, 490, 1251},
                      {1466036172},
                      {-5}};
  EXPECT_EQ(RunKernel(s, x),
            (std::vector<int8_t>{127,  127,  127,  127,  127, 127,  127,  127,  127,
                                 127,  -97,  127,  127,  127, 96,   -14,  60,   23,
                                 -128, -128, -128, -128, 127, -128, -128, -128, -128}));
}

TEST(MatMulS8Test, MatchesRecordedPerChannel) {
  const Spec s = {2, 3, 5, 0, 21, 85, -128, 127, 1};
  const Operands x = {{-107, 10, 105, 126, -37, -9},
                      {0, 0, -89, 0, 0, 0, 0, 0, 0, -48, 0, -43, 0, 0, 0},
                      {-5743, -9213, 18033, -5021, -25821},
                      {1106823417, 1499246131, 1678976181, 2107835776, 1399635599},
                      {-3, -3, -3, -3, -3}};
  EXPECT_EQ(RunKernel(s, x),
            (std::vector<int8_t>{-128, -128, 127, -128, -128, -113, -128, 127, -128, -128}));
}

}  // namespace
}  // namespace iegen
