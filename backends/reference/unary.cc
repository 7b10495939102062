// Functions of one value: tables for all that is 8-bit on both sides, conversions from and to
// float.
#include "absl/strings/str_cat.h"
#include "backends/access_order.h"
#include "backends/byte_function.h"
#include "backends/reference/candidates.h"
#include "backends/window_order.h"
#include "base/status.h"
#include "iegen/dequantize_f32.h"
#include "iegen/quantize_f32.h"
#include "iegen/table_s8.h"

namespace iegen::reference {
namespace {

struct ElementsSpec {
  int32_t elements = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("elements", s.elements);
  }
};

struct ScaleSpec {
  int32_t elements = 0;
  float scale = 1.0f;
  int32_t zero_point = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("elements", s.elements);
    visit("scale", s.scale);
    visit("zero_point", s.zero_point);
  }
};

void RunTable(const ir::Spec& spec, absl::Span<void* const> p) {
  TableS8(FromSpec<ElementsSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]), Out<int8_t>(p[2]));
}
// Element by element, of different sizes.
template <class From, class To, bool kBackward>
void OrderOfElements(const ir::Spec& spec, AccessOrder* order) {
  constexpr int64_t kFrom = sizeof(From), kTo = sizeof(To);
  const int64_t elements = FromSpec<ElementsSpec>(spec).elements;
  for (int64_t n = 0; n < elements; ++n) {
    const int64_t i = InOrder(n, elements, kBackward);
    order->Read(0, i * kFrom, (i + 1) * kFrom);
    order->Write(i * kTo, (i + 1) * kTo);
  }
}

constexpr char kQuantizeHeader[] = "iegen/quantize_f32.h";
constexpr char kDequantizeHeader[] = "iegen/dequantize_f32.h";
constexpr Kernel kBackward[] = {
    {"quantize_f32_s8_backward", "QuantizeF32S8Backward", kQuantizeHeader,
     RunKernel<QuantizeF32S8Backward<ScaleSpec>>, OrderOfElements<float, int8_t, true>},
    {"quantize_f32_u8_backward", "QuantizeF32U8Backward", kQuantizeHeader,
     RunKernel<QuantizeF32U8Backward<ScaleSpec>>, OrderOfElements<float, int8_t, true>},
    {"dequantize_s8_f32_backward", "DequantizeS8F32Backward", kDequantizeHeader,
     RunKernel<DequantizeS8F32Backward<ScaleSpec>>, OrderOfElements<int8_t, float, true>},
    {"dequantize_u8_f32_backward", "DequantizeU8F32Backward", kDequantizeHeader,
     RunKernel<DequantizeU8F32Backward<ScaleSpec>>, OrderOfElements<int8_t, float, true>},
};
constexpr Kernel kKernels[] = {
    {"table_s8", "TableS8", "iegen/table_s8.h", RunTable},
    {"quantize_f32_s8", "QuantizeF32S8", kQuantizeHeader, RunKernel<QuantizeF32S8<ScaleSpec>>,
     OrderOfElements<float, int8_t, false>, &kBackward[0]},
    {"quantize_f32_u8", "QuantizeF32U8", kQuantizeHeader, RunKernel<QuantizeF32U8<ScaleSpec>>,
     OrderOfElements<float, int8_t, false>, &kBackward[1]},
    {"dequantize_s8_f32", "DequantizeS8F32", kDequantizeHeader,
     RunKernel<DequantizeS8F32<ScaleSpec>>, OrderOfElements<int8_t, float, false>, &kBackward[2]},
    {"dequantize_u8_f32", "DequantizeU8F32", kDequantizeHeader,
     RunKernel<DequantizeU8F32<ScaleSpec>>, OrderOfElements<int8_t, float, false>, &kBackward[3]},
};

int32_t ElementsOf(const NodeView& node) {
  return static_cast<int32_t>(node.out_shape().elements());
}

// A kernel that maps bytes; uint8 sides pass as int8 pointers to the same bytes.
BoundCall BindBytes(const NodeView& node, const ByteTable& table) {
  CallBuilder call(ElementsSpec{ElementsOf(node)});
  call.Input(node, 0);
  call.Constant("table", ir::ElemType::kInt8, std::vector<int8_t>(table.begin(), table.end()));
  call.Output(node);
  BoundCall bound = call.Take();
  for (BoundOperand& operand : bound.operands) operand.elem = ir::ElemType::kInt8;
  return bound;
}

absl::StatusOr<BoundCall> BindFunction(const NodeView& node) {
  const absl::optional<ByteTable> table = ByteFunction(node);
  if (!table) return Internal(absl::StrCat(ir::NameOf(node.node().op), " is no table"));
  return BindBytes(node, *table);
}

Candidate TableCandidate(const NodeView& node) {
  const uint32_t in_place = node.constant(0) ? 0 : 1;
  return {&kKernels[0],
          {7 * node.out_shape().elements(), 60, 256},
          "table of 256 bytes",
          true,
          in_place,
          false,
          BindFunction};
}

// Scale and zero point of the quantised side.
absl::StatusOr<BoundCall> BindFloat(const NodeView& node, const ir::TensorType& quantised) {
  const ScaleSpec s{ElementsOf(node), quantised.quant.scale(), quantised.quant.zero_point()};
  return CallBuilder(s).Input(node, 0).Output(node).Take();
}

}  // namespace

Offer OfferTable(const NodeView& node, const Target&) { return {TableCandidate(node)}; }
Offer OfferLogistic(const NodeView& node, const Target&) {
  if (node.in(0).elem == ir::ElemType::kFloat32) return OfferUnaryF32(node);
  return {TableCandidate(node)};
}
Offer OfferRelu(const NodeView& node, const Target&) {
  if (node.in(0).elem == ir::ElemType::kFloat32) return OfferUnaryF32(node);
  return {TableCandidate(node)};
}
Offer OfferUnary(const NodeView& node, const Target&) {
  if (node.in(0).elem == ir::ElemType::kFloat32) return OfferUnaryF32(node);
  return {TableCandidate(node)};
}

Offer OfferQuantize(const NodeView& node, const Target&) {
  if (node.in(0).bytes() == node.out().bytes()) return {TableCandidate(node)};
  if (node.in(0).elem != ir::ElemType::kFloat32) return OfferRescale(node);
  const Kernel* kernel = &kKernels[node.out().elem == ir::ElemType::kInt8 ? 1 : 2];
  const auto bind = [](const NodeView& n) { return BindFloat(n, n.out()); };
  return {{kernel,
           {90 * node.out_shape().elements(), 250, 0},
           "float32 arithmetic",
           true,
           0,
           false,
           bind}};
}

Offer OfferDequantize(const NodeView& node, const Target&) {
  const Kernel* kernel = &kKernels[node.in(0).elem == ir::ElemType::kInt8 ? 3 : 4];
  const auto bind = [](const NodeView& n) { return BindFloat(n, n.in(0)); };
  return {{kernel,
           {60 * node.out_shape().elements(), 80, 0},
           "float32 arithmetic",
           true,
           0,
           false,
           bind}};
}

absl::Span<const Kernel> UnaryKernels() { return kKernels; }

}  // namespace iegen::reference
