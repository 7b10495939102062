// What this backend offers beside the portable kernels: one function for each operator that it
// speeds up. Rows of the table in backend.cc name them.
#ifndef IEGEN_BACKENDS_CORTEX_M_CANDIDATES_H_
#define IEGEN_BACKENDS_CORTEX_M_CANDIDATES_H_

#include <vector>

#include "backends/backend.h"

namespace iegen::cortex_m {

using Offer = std::vector<Candidate>;

// conv.cc
Offer OfferConv2d(const NodeView& node, const Target& target);

// depthwise_dsp.cc, depthwise_mve.cc
Offer OfferDepthwiseConv2d(const NodeView& node, const Target& target);
Offer OfferMveDepthwiseConv2d(const NodeView& node);
// elementwise.cc
Offer OfferAdd(const NodeView& node, const Target& target);
Offer OfferBinary(const NodeView& node, const Target& target);
// fully_connected.cc
Offer OfferFullyConnected(const NodeView& node, const Target& target);

// pool.cc
Offer OfferPool2d(const NodeView& node, const Target& target);

// thumb.cc: the same on cores without the DSP extension.
Offer OfferThumbConv2d(const NodeView& node, const Target& target);
Offer OfferThumbDepthwiseConv2d(const NodeView& node, const Target& target);
Offer OfferThumbFullyConnected(const NodeView& node, const Target& target);

// Kernels that the functions above name, for the registry.
std::vector<const Kernel*> AddKernels();
std::vector<const Kernel*> BinaryKernels();
std::vector<const Kernel*> ConvKernels();
std::vector<const Kernel*> DepthwiseKernels();
std::vector<const Kernel*> FullyConnectedKernels();
std::vector<const Kernel*> MveDepthwiseKernels();
std::vector<const Kernel*> PoolKernels();
std::vector<const Kernel*> ThumbConvKernels();
std::vector<const Kernel*> ThumbDepthwiseKernels();
std::vector<const Kernel*> ThumbFullyConnectedKernels();

}  // namespace iegen::cortex_m

#endif  // IEGEN_BACKENDS_CORTEX_M_CANDIDATES_H_
