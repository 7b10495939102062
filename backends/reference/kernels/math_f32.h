// exp, log, expm1 and tanh of float32 as glibc computes them, on which TensorFlow Lite Micro's
// recorded results rest, so that an engine gives the same bytes on a core without that library.
//
// exp and log work in double on a small table and a short polynomial: the method and the constants
// of Arm's optimized-routines. expm1 and tanh work in float32, with those of Sun's fdlibm.
#ifndef IEGEN_MATH_F32_H_
#define IEGEN_MATH_F32_H_

#include <stdint.h>
#include <string.h>

namespace iegen {

inline uint32_t BitsOf(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}
inline float FloatOf(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}
inline uint64_t BitsOfDouble(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}
inline double DoubleOf(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

constexpr uint32_t kInfinityBits = 0x7f800000u, kNanBits = 0x7fc00000u;

// 2^(i / 32), i from 0 to 31, as the bits of a double rounded to nearest.
inline double RootOfTwo(int32_t i) {
  static constexpr uint64_t kRoots[32] = {
      0x3ff0000000000000u, 0x3ff059b0d3158574u, 0x3ff0b5586cf9890fu, 0x3ff11301d0125b51u,
      0x3ff172b83c7d517bu, 0x3ff1d4873168b9aau, 0x3ff2387a6e756238u, 0x3ff29e9df51fdee1u,
      0x3ff306fe0a31b715u, 0x3ff371a7373aa9cbu, 0x3ff3dea64c123422u, 0x3ff44e086061892du,
      0x3ff4bfdad5362a27u, 0x3ff5342b569d4f82u, 0x3ff5ab07dd485429u, 0x3ff6247eb03a5585u,
      0x3ff6a09e667f3bcdu, 0x3ff71f75e8ec5f74u, 0x3ff7a11473eb0187u, 0x3ff82589994cce13u,
      0x3ff8ace5422aa0dbu, 0x3ff93737b0cdc5e5u, 0x3ff9c49182a3f090u, 0x3ffa5503b23e255du,
      0x3ffae89f995ad3adu, 0x3ffb7f76f2fb5e47u, 0x3ffc199bdd85529cu, 0x3ffcb720dcef9069u,
      0x3ffd5818dcfba487u, 0x3ffdfc97337b9b5fu, 0x3ffea4afa2a490dau, 0x3fff50765b6e4540u};
  return DoubleOf(kRoots[i]);
}

// exp(x): with x = (32 k + i + r) ln(2) / 32 and |r| <= 1/2, the product of 2^k, 2^(i/32) and a
// polynomial for 2^(r/32).
__attribute__((noinline)) inline float ExpF32(float x) {
  if (x != x) return x;
  if (x > 88.72283f) return FloatOf(kInfinityBits);
  if (x < -103.97208f) return 0.0f;
  const double steps = static_cast<double>(x) * 46.16624130844683;  // 32 / ln(2)
  // Adding 1.5 * 2^52 rounds to a whole number, to even from half way.
  const double round = 6755399441055744.0;
  const double whole = (steps + round) - round, r = steps - whole;
  const int32_t n = static_cast<int32_t>(whole), i = n & 31, k = (n - i) / 32;
  const double power =
      DoubleOf(BitsOfDouble(RootOfTwo(i)) + (static_cast<uint64_t>(static_cast<int64_t>(k)) << 52));
  const double cubic = 1.6938359250920212e-06 * r + 0.00023459809789509004,
               linear = 0.021660849396613134 * r + 1.0;
  return static_cast<float>((cubic * (r * r) + linear) * power);
}

// One piece of the mantissas: the inverse of a value near its middle, and that value's logarithm.
struct LogPiece {
  double inverse, log;
};

inline LogPiece LogPieceOf(int32_t i) {
  static constexpr LogPiece kPieces[16] = {
      {1.398907162146528, -0.33569133332882284},  {1.3403141896637998, -0.2929040563774074},
      {1.286432210124115, -0.2518726580937369},   {1.2367150214269895, -0.21245868807117255},
      {1.1906977166711752, -0.17453945183745634}, {1.1479821020556429, -0.1380057072319758},
      {1.1082251448272158, -0.10275976698545139}, {1.0711297413057381, -0.06871392447020525},
      {1.036437278977283, -0.0357891387398228},   {1.0, 0.0},
      {0.9492859795739057, 0.05204517742929496},  {0.8951049428609004, 0.11081431298787942},
      {0.8476821620351103, 0.1652495223695143},   {0.8050314851692001, 0.21687389031699977},
      {0.7664671008843108, 0.2659635028121397},   {0.731428603316328, 0.3127556664073557}};
  return kPieces[i];
}

// ln(x): x = 2^k z with z in [0.7, 1.4), in one of 16 pieces with the middle c; ln(x) is
// k ln(2) + ln(c) + ln(1 + r), r = z / c - 1.
__attribute__((noinline)) inline float LogF32(float x) {
  uint32_t bits = BitsOf(x);
  if (bits == 0x3f800000u) return 0.0f;
  if (x == 0.0f) return FloatOf(0xff800000u);
  if (x != x || bits == kInfinityBits) return x;
  if (x < 0.0f) return FloatOf(kNanBits);
  int32_t k = 0;
  if (bits < 0x00800000u) {  // a subnormal number gets 23 more bits
    bits = BitsOf(x * 8388608.0f);
    k = -23;
  }
  const uint32_t above = bits - 0x3f330000u;
  const LogPiece piece = LogPieceOf(static_cast<int32_t>((above >> 19) & 15u));
  k += static_cast<int32_t>(above >> 23) - ((above >> 31) != 0 ? 512 : 0);
  const double z = static_cast<double>(FloatOf(bits - (above & 0xff800000u)));
  const double r = z * piece.inverse - 1.0, square = r * r;
  const double base = piece.log + static_cast<double>(k) * 0.6931471805599453;
  const double series =
      -0.25089342214237154 * square + (0.333456765744066 * r + -0.4999997485802103);
  return static_cast<float>(series * square + (base + r));
}

// A product that no compiler may fuse with the sum it goes into: fdlibm's values need both rounded.
__attribute__((noinline)) inline float ProductF32(float a, float b) { return a * b; }

// With |x| <= ln(2) / 2 and *square set to x^2 / 2: exp(x) - 1 is x - (x * rest - *square).
inline float ExpMinusOneRest(float x, float* square) {
  const float half = ProductF32(0.5f, x), h = ProductF32(x, half);
  float series = 4.0082177293e-06f + ProductF32(h, -2.0109921195e-07f);
  series = -7.9365076090e-05f + ProductF32(h, series);
  series = 1.5873016091e-03f + ProductF32(h, series);
  series = -3.3333335072e-02f + ProductF32(h, series);
  series = 1.0f + ProductF32(h, series);
  const float t = 3.0f - ProductF32(series, half);
  *square = h;
  return ProductF32(h, (series - t) / (6.0f - ProductF32(x, t)));
}

// 2^k (1 + x - rest) - 1 for k other than 0, in the order that loses least.
inline float ScaledMinusOne(float x, float rest, int32_t k) {
  const uint32_t up = static_cast<uint32_t>(k) << 23;
  if (k == -1) return ProductF32(0.5f, x - rest) - 0.5f;
  if (k == 1) {
    return x < -0.25f ? ProductF32(-2.0f, rest - (x + 0.5f)) : 1.0f + ProductF32(2.0f, x - rest);
  }
  if (k < 0 || k > 56) return FloatOf(BitsOf(1.0f - (rest - x)) + up) - 1.0f;
  if (k < 23) {
    const float below_one = FloatOf(0x3f800000u - (0x1000000u >> k));  // 1 - 2^-k
    return FloatOf(BitsOf(below_one - (rest - x)) + up);
  }
  const float power = FloatOf(static_cast<uint32_t>(127 - k) << 23);  // 2^-k
  return FloatOf(BitsOf(x - (rest + power) + 1.0f) + up);
}

// exp(x) - 1: x = k ln(2) + r, where r lost the bits `lost` when k ln(2), in two parts, was taken
// off.
__attribute__((noinline)) inline float ExpMinusOneF32(float x) {
  const float size = FloatOf(BitsOf(x) & 0x7fffffffu);
  if (x != x || size < 2.9802322e-8f) return x;
  if (x > 88.72283f) return FloatOf(kInfinityBits);
  if (x < -18.714973f) return -1.0f;
  float square = 0.0f;
  if (size <= 0.34657359f) {
    const float rest = ExpMinusOneRest(x, &square);
    return x - (ProductF32(x, rest) - square);
  }
  int32_t k = x < 0.0f ? -1 : 1;
  if (size >= 1.0397208f) {
    k = static_cast<int32_t>(ProductF32(1.4426950216f, x) + (x < 0.0f ? -0.5f : 0.5f));
  }
  const float steps = static_cast<float>(k), high = x - ProductF32(steps, 6.9313812256e-01f);
  const float low = ProductF32(steps, 9.0580006145e-06f), r = high - low, lost = (high - r) - low;
  const float rest = ProductF32(r, ExpMinusOneRest(r, &square) - lost) - lost;
  return ScaledMinusOne(r, rest - square, k);
}

// From exp(2 |x|) - 1, or from exp(-2 |x|) - 1 below 1.
inline float TanhF32(float x) {
  const float size = FloatOf(BitsOf(x) & 0x7fffffffu);
  if (x != x || size < 2.7755576e-17f) return x;
  float value = 1.0f;
  if (size < 1.0f) {
    const float e = ExpMinusOneF32(-2.0f * size);
    value = -e / (e + 2.0f);
  } else if (size < 22.0f) {
    value = 1.0f - 2.0f / (ExpMinusOneF32(2.0f * size) + 2.0f);
  }
  return x < 0.0f ? -value : value;
}

}  // namespace iegen

#endif  // IEGEN_MATH_F32_H_
