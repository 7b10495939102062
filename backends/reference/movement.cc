// Operators that move elements: each is bound to one of few kernels, all of which count in bytes.
#include "ir/ops/movement.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "backends/access_order.h"
#include "backends/reference/candidates.h"
#include "backends/reference/pad_shape.h"
#include "backends/reference/strided_walk.h"
#include "iegen/concat_rows.h"
#include "iegen/gather.h"
#include "iegen/gather_nd.h"
#include "iegen/mirror_pad.h"
#include "iegen/strided_copy.h"
#include "iegen/update_slice.h"

namespace iegen::reference {
namespace {

struct StridedCopySpec {
  int32_t base = 0;
  int32_t d0 = 1, d1 = 1, d2 = 1, d3 = 1, d4 = 1, d5 = 1;
  int32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0;
  int32_t run = 1;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("base", s.base);
    visit("d0", s.d0);
    visit("d1", s.d1);
    visit("d2", s.d2);
    visit("d3", s.d3);
    visit("d4", s.d4);
    visit("d5", s.d5);
    visit("s0", s.s0);
    visit("s1", s.s1);
    visit("s2", s.s2);
    visit("s3", s.s3);
    visit("s4", s.s4);
    visit("s5", s.s5);
    visit("run", s.run);
  }
};

struct ConcatSpec {
  int32_t rows = 1;
  int32_t b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0, b6 = 0, b7 = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("rows", s.rows);
    visit("b0", s.b0);
    visit("b1", s.b1);
    visit("b2", s.b2);
    visit("b3", s.b3);
    visit("b4", s.b4);
    visit("b5", s.b5);
    visit("b6", s.b6);
    visit("b7", s.b7);
  }
};

struct GatherSpec {
  int32_t batches = 1, outer = 1, size = 1, places = 1, run = 1;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("batches", s.batches);
    visit("outer", s.outer);
    visit("size", s.size);
    visit("places", s.places);
    visit("run", s.run);
  }
};

struct GatherNdSpec {
  int32_t places = 1, depth = 1;
  int32_t z0 = 1, z1 = 1, z2 = 1, z3 = 1, z4 = 1, z5 = 1;
  int32_t t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0;
  int32_t run = 1;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("places", s.places);
    visit("depth", s.depth);
    visit("z0", s.z0);
    visit("z1", s.z1);
    visit("z2", s.z2);
    visit("z3", s.z3);
    visit("z4", s.z4);
    visit("z5", s.z5);
    visit("t0", s.t0);
    visit("t1", s.t1);
    visit("t2", s.t2);
    visit("t3", s.t3);
    visit("t4", s.t4);
    visit("t5", s.t5);
    visit("run", s.run);
  }
};

struct UpdateSliceSpec {
  int32_t bytes = 0, skip = 0;
  int32_t d0 = 1, d1 = 1, d2 = 1, d3 = 1, d4 = 1, d5 = 1;
  int32_t m0 = 0, m1 = 0, m2 = 0, m3 = 0, m4 = 0, m5 = 0;
  int32_t t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0;
  int32_t elem_bytes = 1;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    visit("bytes", s.bytes);
    visit("skip", s.skip);
    visit("d0", s.d0);
    visit("d1", s.d1);
    visit("d2", s.d2);
    visit("d3", s.d3);
    visit("d4", s.d4);
    visit("d5", s.d5);
    visit("m0", s.m0);
    visit("m1", s.m1);
    visit("m2", s.m2);
    visit("m3", s.m3);
    visit("m4", s.m4);
    visit("m5", s.m5);
    visit("t0", s.t0);
    visit("t1", s.t1);
    visit("t2", s.t2);
    visit("t3", s.t3);
    visit("t4", s.t4);
    visit("t5", s.t5);
    visit("elem_bytes", s.elem_bytes);
  }
};

struct MirrorPadSpec : PadShape {
  int32_t edge = 0, elem_bytes = 1;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    PadShape::Fields(s, visit);
    visit("edge", s.edge);
    visit("elem_bytes", s.elem_bytes);
  }
};

using Operands = absl::Span<void* const>;

void RunConcat(const ir::Spec& spec, Operands p) {
  ConcatRows(FromSpec<ConcatSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]), In<int8_t>(p[2]),
             In<int8_t>(p[3]), In<int8_t>(p[4]), In<int8_t>(p[5]), In<int8_t>(p[6]),
             In<int8_t>(p[7]), Out<int8_t>(p[8]));
}
void RunGather(const ir::Spec& spec, Operands p) {
  Gather(FromSpec<GatherSpec>(spec), In<int8_t>(p[0]), In<int32_t>(p[1]), Out<int8_t>(p[2]));
}
void RunGatherNd(const ir::Spec& spec, Operands p) {
  GatherNd(FromSpec<GatherNdSpec>(spec), In<int8_t>(p[0]), In<int32_t>(p[1]), Out<int8_t>(p[2]));
}
void RunMirrorPad(const ir::Spec& spec, Operands p) {
  MirrorPad(FromSpec<MirrorPadSpec>(spec), In<int8_t>(p[0]), Out<int8_t>(p[1]));
}
void RunStridedCopy(const ir::Spec& spec, Operands p) {
  StridedCopy(FromSpec<StridedCopySpec>(spec), In<int8_t>(p[0]), Out<int8_t>(p[1]));
}
void RunUpdateSlice(const ir::Spec& spec, Operands p) {
  UpdateSlice(FromSpec<UpdateSliceSpec>(spec), In<int8_t>(p[0]), In<int8_t>(p[1]),
              In<int32_t>(p[2]), Out<int8_t>(p[3]));
}

void OrderOfConcat(const ir::Spec& spec, AccessOrder* order) {
  const auto s = FromSpec<ConcatSpec>(spec);
  const int64_t parts[] = {s.b0, s.b1, s.b2, s.b3, s.b4, s.b5, s.b6, s.b7};
  int64_t out = 0;
  for (int64_t row = 0; row < s.rows; ++row) {
    for (size_t i = 0; i < std::size(parts); ++i) {
      if (parts[i] > 0) order->Copy(i, row * parts[i], out, parts[i]);
      out += parts[i];
    }
  }
}

void OrderOfStridedCopy(const ir::Spec& spec, AccessOrder* order) {
  const auto s = FromSpec<StridedCopySpec>(spec);
  const int64_t rounds[] = {s.d0, s.d1, s.d2, s.d3, s.d4, s.d5};
  const int64_t steps[] = {s.s0, s.s1, s.s2, s.s3, s.s4, s.s5};
  const int64_t runs = int64_t{s.d0} * s.d1 * s.d2 * s.d3 * s.d4 * s.d5;
  for (int64_t i = 0; i < runs; ++i) {
    int64_t left = i, from = s.base;
    for (size_t k = 6; k-- > 0; left /= rounds[k]) from += left % rounds[k] * steps[k];
    order->Copy(0, from, i * s.run, s.run);
  }
}

// The whole of the first operand is moved before anything else.
void OrderOfUpdateSlice(const ir::Spec& spec, AccessOrder* order) {
  const auto s = FromSpec<UpdateSliceSpec>(spec);
  order->Read(0, 0, s.bytes);
  order->Write(0, s.bytes);
}

constexpr Kernel kConcatRows = {"concat_rows", "ConcatRows", "iegen/concat_rows.h", RunConcat,
                                OrderOfConcat};
constexpr Kernel kGather = {"gather", "Gather", "iegen/gather.h", RunGather};
constexpr Kernel kGatherNd = {"gather_nd", "GatherNd", "iegen/gather_nd.h", RunGatherNd};
constexpr Kernel kMirrorPad = {"mirror_pad", "MirrorPad", "iegen/mirror_pad.h", RunMirrorPad};
constexpr Kernel kStridedCopy = {"strided_copy", "StridedCopy", "iegen/strided_copy.h",
                                 RunStridedCopy, OrderOfStridedCopy};
constexpr Kernel kUpdateSlice = {"update_slice", "UpdateSlice", "iegen/update_slice.h",
                                 RunUpdateSlice, OrderOfUpdateSlice};
constexpr Kernel kKernels[] = {kConcatRows, kGather,      kGatherNd,
                               kMirrorPad,  kStridedCopy, kUpdateSlice};

using Six = std::array<int32_t, 6>;

// `values` right-aligned, `fill` in front.
Six Aligned(absl::Span<const int32_t> values, int32_t fill) {
  Six out;
  out.fill(fill);
  std::copy(values.begin(), values.end(), out.end() - static_cast<ptrdiff_t>(values.size()));
  return out;
}

int32_t ElemBytes(const NodeView& node) {
  return static_cast<int32_t>(ir::BytesOf(node.out().elem));
}

int32_t Product(const ir::Shape& shape, int first, int last) {
  return static_cast<int32_t>(shape.elements(first, last));
}

// The kernels move bytes, whatever these are; indices alone are numbers.
BoundCall AsBytes(BoundCall call, size_t indices = SIZE_MAX) {
  for (size_t i = 0; i < call.operands.size(); ++i) {
    if (i != indices) call.operands[i].elem = ir::ElemType::kInt8;
  }
  return call;
}

absl::StatusOr<BoundCall> BindWalk(const NodeView& node, const StridedWalk& walk) {
  StridedCopySpec s;
  s.base = walk.base, s.run = walk.run;
  ir::IntList rounds, steps;
  for (const StridedLoop& loop : walk.loops) {
    rounds.push_back(loop.rounds);
    steps.push_back(loop.step);
  }
  const Six d = Aligned(rounds, 1), t = Aligned(steps, 0);
  s.d0 = d[0], s.d1 = d[1], s.d2 = d[2], s.d3 = d[3], s.d4 = d[4], s.d5 = d[5];
  s.s0 = t[0], s.s1 = t[1], s.s2 = t[2], s.s3 = t[3], s.s4 = t[4], s.s5 = t[5];
  return AsBytes(CallBuilder(s).Input(node, 0).Output(node).Take());
}

// A copy in the order of `walk`; nothing at all where the output is a part of the input as it is.
Offer OfferWalk(const NodeView& node, StridedWalk walk) {
  const int64_t bytes = node.out().bytes();
  const int64_t runs = bytes / walk.run;
  const Cost cost{runs * (walk.run == 1 ? 6 : 12) + bytes / 2, 260, 0};
  Candidate candidate{&kStridedCopy, cost, "element by element", true, 0, false, nullptr};
  candidate.view = walk.loops.empty();
  candidate.view_offset = walk.base;
  if (walk.run > 1) candidate.note = absl::StrCat(walk.run, " bytes at a time");
  candidate.bind = [walk = std::move(walk)](const NodeView& n) { return BindWalk(n, walk); };
  return {std::move(candidate)};
}

absl::StatusOr<BoundCall> BindConcat(const NodeView& node) {
  const int32_t axis = node.op<ir::Concat>().axis;
  const int rank = node.out_shape().rank();
  std::array<int32_t, 8> b = {};
  for (size_t i = 0; i < node.node().in.size(); ++i) {
    b[i] = Product(node.in_shape(i), axis, rank) * ElemBytes(node);
  }
  ConcatSpec s{Product(node.out_shape(), 0, axis), b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]};
  CallBuilder call(s);
  for (size_t i = 0; i < b.size(); ++i) {
    if (b[i] > 0) {
      call.Input(node, i);
    } else {
      call.Null(ir::ElemType::kInt8);
    }
  }
  return AsBytes(call.Output(node).Take());
}

absl::StatusOr<BoundCall> BindGather(const NodeView& node) {
  const auto& op = node.op<ir::Gather>();
  const ir::Shape &x = node.in_shape(0), &indices = node.in_shape(1);
  GatherSpec s;
  s.batches = Product(x, 0, op.batch_dims);
  s.outer = Product(x, op.batch_dims, op.axis);
  s.size = x[op.axis];
  s.places = Product(indices, op.batch_dims, indices.rank());
  s.run = Product(x, op.axis + 1, x.rank()) * ElemBytes(node);
  return AsBytes(CallBuilder(s).Input(node, 0).Input(node, 1).Output(node).Take(), 1);
}

absl::StatusOr<BoundCall> BindGatherNd(const NodeView& node) {
  const ir::Shape &x = node.in_shape(0), &indices = node.in_shape(1);
  GatherNdSpec s;
  s.depth = indices[indices.rank() - 1];
  s.places = static_cast<int32_t>(indices.elements() / s.depth);
  s.run = Product(x, s.depth, x.rank()) * ElemBytes(node);
  Six z = {1, 1, 1, 1, 1, 1}, t = {};
  for (int32_t i = 0; i < s.depth; ++i) {
    z[static_cast<size_t>(i)] = x[i];
    t[static_cast<size_t>(i)] = Product(x, i + 1, x.rank()) * ElemBytes(node);
  }
  s.z0 = z[0], s.z1 = z[1], s.z2 = z[2], s.z3 = z[3], s.z4 = z[4], s.z5 = z[5];
  s.t0 = t[0], s.t1 = t[1], s.t2 = t[2], s.t3 = t[3], s.t4 = t[4], s.t5 = t[5];
  return AsBytes(CallBuilder(s).Input(node, 0).Input(node, 1).Output(node).Take(), 1);
}

absl::StatusOr<BoundCall> BindUpdateSlice(const NodeView& node) {
  const ir::Shape &x = node.in_shape(0), &update = node.in_shape(1);
  ir::IntList room, steps;
  for (int i = 0; i < x.rank(); ++i) {
    room.push_back(x[i] - update[i]);
    steps.push_back(Product(x, i + 1, x.rank()) * ElemBytes(node));
  }
  const Six d = Aligned(update.dims(), 1);
  const Six m = Aligned(room, 0), t = Aligned(steps, 0);
  UpdateSliceSpec s;
  s.bytes = static_cast<int32_t>(node.out().bytes());
  s.skip = 6 - x.rank();
  s.elem_bytes = ElemBytes(node);
  s.d0 = d[0], s.d1 = d[1], s.d2 = d[2], s.d3 = d[3], s.d4 = d[4], s.d5 = d[5];
  s.m0 = m[0], s.m1 = m[1], s.m2 = m[2], s.m3 = m[3], s.m4 = m[4], s.m5 = m[5];
  s.t0 = t[0], s.t1 = t[1], s.t2 = t[2], s.t3 = t[3], s.t4 = t[4], s.t5 = t[5];
  CallBuilder call(s);
  call.Input(node, 0).Input(node, 1).Input(node, 2).Output(node);
  return AsBytes(call.Take(), 2);
}

absl::StatusOr<BoundCall> BindMirrorPad(const NodeView& node) {
  const auto& op = node.op<ir::MirrorPad>();
  MirrorPadSpec s;
  SetPadShape(node.in_shape(0), op.before, op.after, &s);
  s.edge = op.mode == ir::MirrorMode::kSymmetric ? 1 : 0;
  s.elem_bytes = ElemBytes(node);
  return AsBytes(CallBuilder(s).Input(node, 0).Output(node).Take());
}

}  // namespace

Offer OfferBroadcastTo(const NodeView& node, const Target&) {
  return OfferWalk(node, WalkOfBroadcast(node.in(0), node.out_shape()));
}

Offer OfferConcat(const NodeView& node, const Target&) {
  const Cost cost{node.out().bytes(), 300, 0};
  Candidate candidate{&kConcatRows, cost, "portable", true, 0, false, BindConcat};
  candidate.joins = node.out_shape().elements(0, node.op<ir::Concat>().axis) == 1;
  return {std::move(candidate)};
}

Offer OfferDynamicUpdateSlice(const NodeView& node, const Target&) {
  const Cost cost{node.out().bytes() + 2 * node.in(1).bytes(), 350, 0};
  return {{&kUpdateSlice, cost, "portable", true, 0, false, BindUpdateSlice}};
}

Offer OfferGather(const NodeView& node, const Target&) {
  const Cost cost{12 * node.in_shape(1).elements() + 2 * node.out().bytes(), 150, 0};
  return {{&kGather, cost, "portable", true, 0, false, BindGather}};
}

Offer OfferGatherNd(const NodeView& node, const Target&) {
  const Cost cost{12 * node.in_shape(1).elements() + 2 * node.out().bytes(), 250, 0};
  return {{&kGatherNd, cost, "portable", true, 0, false, BindGatherNd}};
}

Offer OfferMirrorPad(const NodeView& node, const Target&) {
  const Cost cost{15 * node.out_shape().elements(), 400, 0};
  return {{&kMirrorPad, cost, "portable", true, 0, false, BindMirrorPad}};
}

Offer OfferSlice(const NodeView& node, const Target&) {
  return OfferWalk(node, WalkOfSlice(node.in(0), node.op<ir::Slice>()));
}

Offer OfferTranspose(const NodeView& node, const Target&) {
  return OfferWalk(node, WalkOfTranspose(node.in(0), node.op<ir::Transpose>()));
}

absl::Span<const Kernel> MovementKernels() { return kKernels; }

}  // namespace iegen::reference
