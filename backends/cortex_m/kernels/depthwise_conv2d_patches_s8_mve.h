// DEPTHWISE_CONV_2D with a 3x3 filter, depth multiplier 1 and no dilation on int8, for cores with
// Helium:
//   out[y][x][c] = stage(sum in[y*sh - pt + ky][x*sw - pl + kx][c] * w[ky][kx][c] + bias[c]).
//
// Spec members (int32_t): those of DepthwiseConv2dS8. Strides are 1, with at least two columns of
// outputs, or stride_w is 2, with at least four. The clamp is that to int8.
//
// A patch is 4 x 4 bytes of one channel: the input under 2 x 2 outputs, or under one where stride_w
// is 2. Four rows of the input, with their padding, are interleaved (VST4) for 16 channels at a
// time into the scratch
//
//   [columns][16 channels][4 rows]     where there are 8 channels: [columns][8][4]
//
// so that a patch is four words at the same distance, one gather. VMLADAV multiplies it by the
// filter, which lies in four places of the patch; below, a column is a word, its first row the
// lowest byte, and wyx the tap of row y and column x:
//
//   q2  w00 w01 w02  0    q3   0   0   0   0    q4   0  w00 w01 w02    q5   0   0   0   0
//       w10 w11 w12  0        w00 w01 w02  0         0  w10 w11 w12         0  w00 w01 w02
//       w20 w21 w22  0        w10 w11 w12  0         0  w20 w21 w22         0  w10 w11 w12
//        0   0   0   0        w20 w21 w22  0         0   0   0   0          0  w20 w21 w22
//   r0  upper left        r2  lower left         r4  upper right        r6  lower right
//
// Where one row of outputs is left alone, q3 is q2 and q5 is q4: both rows are that row, and go to
// the same place. Where stride_w is 2, r0 r2 r4 r6 are four neighbours, each from a patch of its
// own by q2; there is one row of outputs. The instructions are in
// iegen/depthwise_patch_sweep_s8_mve.h.
//
// Constants: for each channel the words 0, (w00 w10 w20 0), (w01 ..), (w02 ..), so that q4 begins a
// word before q2, and one more word 0 at the end; then for each channel bias, multiplier and factor
// of the fused stage of iegen/gemm_s8_mve.h. All outputs of a block belong to one channel, so these
// three are scalars.
//
// Budget: see there; 14 instructions for 16 channels of a column of the scratch, about 90 around
// them, 60 for a row or two. With stride_w 1 an output takes 4.3 on 24 columns, 4.8 on 12, 5.2 on 6
// and 6.3 on 5; with stride_w 2 it takes 7.1 on 24 columns, 8.5 on 12 and 13 on 6.
#ifndef IEGEN_DEPTHWISE_CONV2D_PATCHES_S8_MVE_H_
#define IEGEN_DEPTHWISE_CONV2D_PATCHES_S8_MVE_H_

#if !defined(__ARM_FEATURE_MVE)
#error "iegen/depthwise_conv2d_patches_s8_mve.h needs a core with Helium, as in -mcpu=cortex-m55"
#endif

#include <arm_mve.h>
#include <stdint.h>

#include "iegen/depthwise_patch_sweep_s8_mve.h"
#include "iegen/depthwise_patches_scratch.h"

namespace iegen {

// Four rows of the input; outside of it a row is one pixel, with a step of 0.
struct PatchRowsMve {
  const int8_t* at[4];
  int32_t step[4];  // bytes to the next column
};

// Interleaves `lanes` channels of `count` columns.
__attribute__((noinline)) inline void PackPatchesMve(const PatchRowsMve& rows, int32_t count,
                                                     int32_t lanes, int8_t* to) {
  const mve_pred16_t there = vctp8q(static_cast<uint32_t>(lanes));
  const int8_t *r0 = rows.at[0], *r1 = rows.at[1], *r2 = rows.at[2], *r3 = rows.at[3];
  for (; count > 0; --count, to += 64) {
    int8x16x4_t bytes;
    bytes.val[0] = vldrbq_z_s8(r0, there);
    bytes.val[1] = vldrbq_z_s8(r1, there);
    bytes.val[2] = vldrbq_z_s8(r2, there);
    bytes.val[3] = vldrbq_z_s8(r3, there);
    vst4q_s8(to, bytes);
    r0 += rows.step[0];
    r1 += rows.step[1];
    r2 += rows.step[2];
    r3 += rows.step[3];
  }
}

// Columns of the scratch that the image fills, and those before them.
struct PatchSpanMve {
  int32_t first, count;
};
template <class Spec>
inline PatchSpanMve PatchSpanOf(const Spec& s) {
  const int32_t columns = PatchColumns(s), first = s.pad_left < columns ? s.pad_left : columns;
  return {first, columns - first < s.in_width ? columns - first : s.in_width};
}

// The padding at both sides, which stays.
template <class Spec>
inline void PadPatchColumnsMve(const Spec& s, const PatchSpanMve& span, int8_t* columns) {
  const int32_t pitch = 4 * PatchChannels(s), all = PatchColumns(s) * pitch;
  const int32_t first = span.first * pitch, end = first + span.count * pitch;
  const int8x16_t padding = vdupq_n_s8(static_cast<int8_t>(s.in_zero_point));
  for (int32_t i = 0; i < first; i += 16) vst1q_s8(columns + i, padding);
  for (int32_t i = end; i < all; i += 16) vst1q_s8(columns + i, padding);
}

// The rows from y on; `padding` is a pixel of it.
template <class Spec>
inline PatchRowsMve PatchRowsOf(const Spec& s, const int8_t* in, int32_t y, const int8_t* padding) {
  const int32_t together = 16 / PatchChannels(s) * s.in_channels;
  PatchRowsMve rows;
  for (int32_t i = 0; i < 4; ++i, ++y) {
    const bool inside = y >= 0 && y < s.in_height;
    rows.at[i] = inside ? in + y * s.in_width * s.in_channels : padding;
    rows.step[i] = inside ? together : 0;
  }
  return rows;
}

// Up to 16 channels of all columns, of which `left` are left; moves the rows on to the next ones.
template <int kStep, class Spec>
inline void PackPatchColumnsMve(const Spec& s, const PatchSpanMve& span, int32_t left,
                                PatchRowsMve* rows, int8_t* columns) {
  int8_t* const to = columns + span.first * 4 * PatchChannels(s);
  if (PatchChannels(s) == 16) {
    PackPatchesMve(*rows, span.count, left, to);
    for (int32_t i = 0; i < 4; ++i) rows->at[i] += rows->step[i] == 0 ? 0 : 16 * kStep;
    return;
  }
  // Two columns at a time; of an odd number the last two once more.
  PackPatchesMve(*rows, span.count / 2, 16, to);
  if (span.count % 2 == 0) return;
  for (int32_t i = 0; i < 4; ++i) rows->at[i] += (span.count - 2) * (rows->step[i] / 2);
  PackPatchesMve(*rows, 1, 16, to + (span.count - 2) * 32);
}

// Whether a sweep is one of 5 or 6 columns.
template <class Spec>
inline bool IsShortSweepMve(const Spec& s) {
  return s.stride_w == 1 && PatchChannels(s) == 16 && (s.out_width == 5 || s.out_width == 6);
}

// Everything of a sweep that does not change within a layer but its rows: `row`
// is the distance of the two rows of outputs, 0 for one alone.
template <class Spec>
inline PatchSweepMve MakePatchSweep(const Spec& s, int32_t row, int8_t* scratch) {
  const int32_t channels = s.in_channels, pitch = 4 * PatchChannels(s), stride = s.stride_w;
  const int32_t block = stride == 1 ? 2 : 4;  // columns of outputs of a narrow block
  const int32_t wide = s.out_width / (2 * block), rest = s.out_width % (2 * block);
  const int32_t narrow = (rest + block - 1) / block;
  // The last block ends with the row: it overlaps the one before.
  const int32_t skip = narrow == 1 ? rest - block : 0, step = narrow == 2 ? rest - block : block;
  const int32_t total = 2 * block * wide + (narrow == 0 ? 0 : skip + narrow * step);
  const bool is_short = IsShortSweepMve(s);
  PatchSweepMve sweep;
  for (int32_t i = 0; i < 4; ++i) {
    const int32_t place = stride == 1 ? (i & 1) * row + (i >> 1) * channels : i * channels;
    const int32_t narrow_place = place + (is_short ? (s.out_width - 2) * channels : 0);
    sweep.narrow_places[i] = static_cast<uint32_t>(narrow_place);
    sweep.places[2 * i] = static_cast<uint16_t>(place);
    sweep.places[2 * i + 1] = static_cast<uint16_t>(place + block * channels);
    sweep.columns[i] = static_cast<uint32_t>(reinterpret_cast<uintptr_t>(scratch)) +
                       static_cast<uint32_t>((is_short ? i : i - 2) * pitch);
  }
  sweep.narrow_step = (step - block) * stride * pitch, sweep.out_narrow_step = step * channels;
  sweep.wide = wide, sweep.narrow = narrow;
  sweep.narrow_skip = skip * stride * pitch, sweep.out_narrow_skip = skip * channels;
  sweep.next_channel = 4 - total * stride * pitch, sweep.out_next_channel = 1 - total * channels;
  sweep.lower = row == 0 ? 1 : 256;
  sweep.zero_point = s.out_zero_point;
  sweep.out_wide_step = 2 * block * channels;
  return sweep;
}

template <class Spec>
inline void SweepPatchesOfMve(const Spec& s, const PatchSweepMve& sweep) {
  if (IsShortSweepMve(s)) {
    s.out_width == 5 ? SweepPatches5Mve(&sweep) : SweepPatches6Mve(&sweep);
  } else if (s.stride_w == 1) {
    PatchChannels(s) == 8 ? SweepPatchesOf8Mve(&sweep) : SweepPatchesMve(&sweep);
  } else {
    PatchChannels(s) == 8 ? SweepPatchesOf8Stride2Mve(&sweep) : SweepPatchesStride2Mve(&sweep);
  }
}

// All channels of the rows of outputs that a sweep makes; its `out` is where they begin. kStep: 1
// takes the first 16 channels first, -1 the last.
template <int kStep, class Spec>
inline void SweepChannelsMve(const Spec& s, const PatchSpanMve& span, PatchRowsMve rows,
                             const int32_t* constants, int8_t* columns, PatchSweepMve* sweep) {
  const int32_t channels = s.in_channels, blocks = (channels + 15) / 16;
  const int32_t first = kStep > 0 ? 0 : 16 * (blocks - 1);
  for (int32_t i = 0; first != 0 && i < 4; ++i) rows.at[i] += rows.step[i] == 0 ? 0 : first;
  sweep->weights = constants + 4 * first;
  sweep->stage = constants + 4 * channels + 1 + 3 * first;
  sweep->out += first;
  for (int32_t n = 0, left = channels - first; n < blocks; ++n, left -= 16 * kStep) {
    const int32_t count = left < 16 ? left : 16;
    PackPatchColumnsMve<kStep>(s, span, left, &rows, columns);
    sweep->weights_end = sweep->weights + 4 * count;
    SweepPatchesOfMve(s, *sweep);
    sweep->weights += 64 * kStep;
    sweep->stage += 48 * kStep;
    sweep->out += 16 * kStep;
  }
}

// kStep: 1 takes the first rows and channels first, -1 the last.
template <int kStep, class Spec>
inline void DepthwisePatchesMve(const Spec& s, const int8_t* in, const int32_t* constants,
                                int8_t* columns, int8_t* out) {
  const int32_t batch = s.batch, out_height = s.out_height, row = s.out_width * s.in_channels;
  const int32_t image = s.in_height * s.in_width * s.in_channels;
  const int32_t together = s.stride_w == 1 ? 2 : 1;
  const int32_t sweeps = (out_height + together - 1) / together;
  int8_t* const padding = columns + PatchScratchBytes(s) - 16;
  const PatchSpanMve span = PatchSpanOf(s);
  PadPatchColumnsMve(s, span, columns);
  vst1q_s8(padding, vdupq_n_s8(static_cast<int8_t>(s.in_zero_point)));
  int32_t lower = together == 2 ? row : 0;
  PatchSweepMve sweep = MakePatchSweep(s, lower, columns);
  for (int32_t i = 0; i < batch; ++i) {
    const int32_t b = kStep > 0 ? i : batch - 1 - i;
    for (int32_t j = 0; j < sweeps; ++j) {
      const int32_t oy = (kStep > 0 ? j : sweeps - 1 - j) * together;
      const int32_t distance = together == 2 && oy + 1 < out_height ? row : 0;
      if (distance != lower) sweep = MakePatchSweep(s, distance, columns);
      lower = distance;
      sweep.out = out + (b * out_height + oy) * row;
      SweepChannelsMve<kStep>(s, span,
                              PatchRowsOf(s, in + b * image, oy * s.stride_h - s.pad_top, padding),
                              constants, columns, &sweep);
    }
  }
}

// in [batch, in_height, in_width, in_channels], constants packed as above (bias with the input's
// zero point folded in), out [batch, out_height, out_width, in_channels]. scratch:
// PatchScratchBytes(s), at a multiple of 4. out must not overlap what is still to be read of in:
// of the rows that a sweep makes, 16 channels are read before they are written.
template <class Spec>
__attribute__((noinline)) inline void DepthwiseConv2dPatchesS8Mve(const Spec& s, const int8_t* in,
                                                                  const int32_t* constants,
                                                                  int32_t* scratch, int8_t* out) {
  DepthwisePatchesMve<1>(s, in, constants, reinterpret_cast<int8_t*>(scratch), out);
}

// The same from the last rows to the first: for outputs that begin above their input.
template <class Spec>
__attribute__((noinline)) inline void DepthwiseConv2dPatchesS8MveBackward(
    const Spec& s, const int8_t* in, const int32_t* constants, int32_t* scratch, int8_t* out) {
  DepthwisePatchesMve<-1>(s, in, constants, reinterpret_cast<int8_t*>(scratch), out);
}

}  // namespace iegen

#endif  // IEGEN_DEPTHWISE_CONV2D_PATCHES_S8_MVE_H_
