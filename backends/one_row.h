// One row of a convolution or pooling as a graph of its own, to ask kernels what they need for it.
#ifndef IEGEN_BACKENDS_ONE_ROW_H_
#define IEGEN_BACKENDS_ONE_ROW_H_

#include <cstdint>

#include "backends/backend.h"

namespace iegen {

// The part of the image that the row's windows lie in, and how far they reach out of it.
struct RowImage {
  int32_t in_height = 1, pad_top = 0;
};

// The only node is `node`, a conv2d, depthwise_conv2d or pool2d, for one row of its output. Its
// constants share their bytes with those of `node`.
ir::Graph GraphOfOneRow(const NodeView& node, const RowImage& image);

}  // namespace iegen

#endif  // IEGEN_BACKENDS_ONE_ROW_H_
