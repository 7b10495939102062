// Access orders of the kernels in the targets' own instructions. They differ in how many pixels and
// channels they take at a time and where a block of pixels begins; these functions report what asks
// for at least as much distance as any of them, and as the portable models that stand for the
// kernels on the host: pixel by pixel, channel by channel.
#ifndef IEGEN_BACKENDS_FILTER_ORDER_H_
#define IEGEN_BACKENDS_FILTER_ORDER_H_

#include "backends/access_order.h"
#include "backends/conv_spec.h"

namespace iegen {

// A convolution with one group that takes up to `pixels` pixels at a time, from any pixel on: the
// first one's window may be read as long as any output of the block is missing.
void OrderOfPixelBlocks(const ConvSpec& s, int64_t pixels, AccessOrder* order);

// A convolution with one group that takes pixels 2n and 2n + 1 at a time and reads the windows of
// both before it writes either; or one pixel after the other.
void OrderOfPixelPairs(const ConvSpec& s, AccessOrder* order);

// A convolution with one group that takes tiles of rows x columns pixels of an image at a time and
// reads the windows of all before it writes one.
void OrderOfTiles(const ConvSpec& s, int64_t rows, int64_t columns, AccessOrder* order);

// A depthwise convolution with one output a channel: pixel by pixel.
void OrderOfDepthwisePixels(const ConvSpec& s, AccessOrder* order);

// A convolution of whole rows, two of one image at a time: their windows may be read as long as any
// byte of them is missing. `backward`: the last rows first.
void OrderOfRowPairs(const ConvSpec& s, bool backward, AccessOrder* order);

// Kernel::order of convolutions, of specs that leave out fields of ConvSpec too.
template <int64_t kPixels>
void OrderOfConv(const ir::Spec& spec, AccessOrder* order) {
  OrderOfPixelBlocks(FromSpec<ConvSpec>(spec), kPixels, order);
}

inline void OrderOfDepthwiseConv(const ir::Spec& spec, AccessOrder* order) {
  OrderOfDepthwisePixels(FromSpec<ConvSpec>(spec), order);
}

// A fully connected layer is a convolution over a row of `batches` pixels.
template <int64_t kPixels>
void OrderOfDense(const ir::Spec& spec, AccessOrder* order) {
  const auto dense = FromSpec<DenseSpec>(spec);
  ConvSpec s;
  s.in_width = s.out_width = dense.batches;
  s.in_channels = dense.in_features;
  s.out_channels = dense.out_features;
  OrderOfPixelBlocks(s, kPixels, order);
}

}  // namespace iegen

#endif  // IEGEN_BACKENDS_FILTER_ORDER_H_
