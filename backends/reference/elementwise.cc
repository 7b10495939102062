// softmax with the portable kernel.
#include "backends/access_order.h"
#include "backends/linear.h"
#include "backends/reference/candidates.h"
#include "iegen/softmax_s8.h"

namespace iegen::reference {
namespace {

struct SoftmaxSpec {
  int32_t rows = 1, depth = 1;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("rows", s.rows);
    visit("depth", s.depth);
  }
};

void RunSoftmax(const ir::Spec& spec, absl::Span<void* const> p) {
  SoftmaxS8(FromSpec<SoftmaxSpec>(spec), In<int8_t>(p[0]), In<int32_t>(p[1]), Out<int8_t>(p[2]));
}

// A row is read as a whole, then again element by element.
void OrderOfSoftmax(const ir::Spec& spec, AccessOrder* order) {
  const auto s = FromSpec<SoftmaxSpec>(spec);
  for (int64_t row = 0; row < s.rows; ++row) {
    const int64_t first = row * s.depth;
    order->Read(0, first, first + s.depth);
    order->Copy(0, first, first, s.depth);
  }
}

constexpr Kernel kKernels[] = {
    {"softmax_s8", "SoftmaxS8", "iegen/softmax_s8.h", RunSoftmax, OrderOfSoftmax},
};

absl::StatusOr<BoundCall> BindSoftmax(const NodeView& node) {
  const ir::Shape& shape = node.out_shape();
  SoftmaxSpec s;
  s.depth = shape[shape.rank() - 1];
  s.rows = static_cast<int32_t>(shape.elements() / s.depth);
  const auto table = SoftmaxExpTable(node.in(0).quant.scale(), node.op<ir::Softmax>().beta);
  CallBuilder call(s);
  call.Input(node, 0);
  call.Constant("exp_table", ir::ElemType::kInt32,
                std::vector<int32_t>(table.begin(), table.end()));
  call.Output(node);
  return call.Take();
}

}  // namespace

Offer OfferSoftmax(const NodeView& node, const Target&) {
  if (node.in(0).elem == ir::ElemType::kFloat32) return OfferSoftmaxF32(node);
  const Cost cost{60 * node.out_shape().elements(), 350, 1024};
  return {{&kKernels[0], cost, "portable, table of exponentials", true, 0, false, BindSoftmax}};
}

absl::Span<const Kernel> ElementwiseKernels() { return kKernels; }

}  // namespace iegen::reference
