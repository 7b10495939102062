// add, sub and mul with Helium; add and sub with the DSP instructions, and without either.
#include <algorithm>
#include <memory>

#include "backends/cortex_m/candidates.h"
#include "backends/cortex_m/pairs.h"
#include "backends/reference/backend.h"
#include "backends/reference/broadcast_spec.h"
#include "iegen/broadcast_runs.h"

namespace iegen::cortex_m {
namespace {

// The loops of broadcast_runs.h.
struct LoopsSpec : reference::BroadcastSpec {
  int32_t act_min = -128, act_max = 127;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    BroadcastSpec::Fields(s, visit);
    visit("act_min", s.act_min);
    visit("act_max", s.act_max);
  }
};

struct AddSpec : LoopsSpec {
  int32_t a_factor = 0, b_factor = 0, offset = 0, shift = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    LoopsSpec::Fields(s, visit);
    visit("a_factor", s.a_factor);
    visit("b_factor", s.b_factor);
    visit("offset", s.offset);
    visit("shift", s.shift);
  }
};

struct MulSpec : LoopsSpec {
  int32_t a_zero_point = 0, b_zero_point = 0, multiplier = 0, factor = 0, out_zero_point = 0;

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    LoopsSpec::Fields(s, visit);
    visit("a_zero_point", s.a_zero_point);
    visit("b_zero_point", s.b_zero_point);
    visit("multiplier", s.multiplier);
    visit("factor", s.factor);
    visit("out_zero_point", s.out_zero_point);
  }
};

template <class Spec, class Formula>
void RunPairs(const Spec& s, const Formula& formula, absl::Span<void* const> p) {
  const auto run = [&](const int8_t* a, const int8_t* b, int32_t n, int8_t* out) {
    for (int32_t i = 0; i < n; ++i) {
      out[i] = static_cast<int8_t>(std::clamp(formula.Value(a[i], b[i]), s.act_min, s.act_max));
    }
  };
  ForEachRun(s, run, In<int8_t>(p[0]), In<int8_t>(p[1]), Out<int8_t>(p[2]));
}

void RunAdd(const ir::Spec& spec, absl::Span<void* const> p) {
  const auto s = FromSpec<AddSpec>(spec);
  RunPairs(s, PairSum{s.a_factor, s.b_factor, s.offset, s.shift}, p);
}

void RunMul(const ir::Spec& spec, absl::Span<void* const> p) {
  const auto s = FromSpec<MulSpec>(spec);
  RunPairs(s, PairProduct{s.a_zero_point, s.b_zero_point, s.multiplier, s.factor, s.out_zero_point},
           p);
}

constexpr Kernel kAddDsp = {"add_s8_dsp", "AddS8Dsp", "iegen/add_s8_dsp.h", RunAdd};
constexpr Kernel kAdd = {"add_s8_mve", "AddS8Mve", "iegen/add_s8_mve.h", RunAdd};
constexpr Kernel kAddThumb = {"add_s8_thumb", "AddS8Thumb", "iegen/add_s8_thumb.h", RunAdd};
constexpr Kernel kMul = {"mul_s8_mve", "MulS8Mve", "iegen/mul_s8_mve.h", RunMul};

// What this page needs to know of the portable kernel's spec beside the loops.
struct PortableSpec : LoopsSpec {
  int32_t a_zero_point = 0, b_zero_point = 0, out_zero_point = 0;
  int32_t multiplier = 0, shift = 0;  // of mul

  template <class Self, class V>
  static void Fields(Self& s, V&& visit) {
    LoopsSpec::Fields(s, visit);
    visit("a_zero_point", s.a_zero_point);
    visit("b_zero_point", s.b_zero_point);
    visit("out_zero_point", s.out_zero_point);
    visit("multiplier", s.multiplier);
    visit("shift", s.shift);
  }
};

// The portable kernel and its spec, and what it gives for all pairs.
struct Portable {
  Candidate candidate;
  ir::Spec fields;
  PortableSpec spec;

  bool HasRuns() const { return spec.a5 == 1 && spec.b5 == 1; }
  std::unique_ptr<Pairs> AllPairs() const;
};

std::unique_ptr<Pairs> Portable::AllPairs() const {
  ir::Spec all = fields;
  for (ir::SpecField& field : all) {
    if (field.name.size() == 2 && field.name[0] == 'd') field.value = int32_t{1};
    if (field.name == "d5") field.value = int32_t{65536};
  }
  auto a = std::make_unique<Pairs>(), b = std::make_unique<Pairs>(),
       out = std::make_unique<Pairs>();
  for (size_t i = 0; i < a->size(); ++i) {
    (*a)[i] = static_cast<int8_t>(static_cast<int32_t>(i / 256) - 128);
    (*b)[i] = static_cast<int8_t>(static_cast<int32_t>(i % 256) - 128);
  }
  const std::vector<void*> operands = {a->data(), b->data(), out->data()};
  candidate.kernel->run(all, operands);
  return out;
}

std::optional<Portable> FindPortable(const NodeView& node, const Target& target) {
  std::vector<Candidate> candidates;
  ReferenceBackend().Candidates(node, target, &candidates);
  if (candidates.empty()) return std::nullopt;
  const absl::StatusOr<BoundCall> call = candidates[0].bind(node);
  if (!call.ok()) return std::nullopt;
  return Portable{candidates[0], call->spec, FromSpec<PortableSpec>(call->spec)};
}

// A candidate that runs `kernel` with `spec`; without a spec it does not apply.
template <class Spec>
Offer Offered(const Portable& portable, const Kernel& kernel, const std::optional<Spec>& spec,
              int64_t per_quad) {
  Candidate candidate;
  candidate.kernel = &kernel;
  candidate.applicable = spec.has_value();
  if (!spec) {
    candidate.note = portable.HasRuns() ? "needs scales that a short formula can say"
                                        : "needs inputs whose innermost dimension is not broadcast";
    return {candidate};
  }
  candidate.note = "a short formula, equal for all pairs of bytes";
  const int64_t runs = int64_t{spec->d0} * spec->d1 * spec->d2 * spec->d3 * spec->d4;
  candidate.cost = {30 + runs * (30 + per_quad * ((spec->d5 + 3) / 4)), 200, 0};
  candidate.in_place = portable.candidate.in_place;
  candidate.bind = [s = *spec](const NodeView& node) -> absl::StatusOr<BoundCall> {
    CallBuilder call(s);
    return call.Input(node, 0).Input(node, 1).Output(node).Take();
  };
  return {candidate};
}

// Whether iegen/add_s8_dsp.h takes it.
bool FitsDsp(const AddSpec& s) {
  return s.shift >= 18 && s.shift <= 24 && s.act_min == -128 && s.act_max == 127;
}

// `sign` is 1 for a sum and -1 for a difference.
Offer OfferSum(const NodeView& node, const Target& target, double sign) {
  const std::optional<Portable> portable = FindPortable(node, target);
  if (!portable) return {};
  const PortableSpec& p = portable->spec;
  std::optional<AddSpec> spec;
  if (portable->HasRuns()) {
    const double out = node.out().quant.scale();
    const double slope_a = node.in(0).quant.scale() / out;
    const double slope_b = sign * node.in(1).quant.scale() / out;
    const auto sum = FindPairSum(*portable->AllPairs(), slope_a, slope_b, p.act_min, p.act_max);
    if (sum) {
      spec = AddSpec{p, sum->a_factor, sum->b_factor, sum->offset, sum->shift};
    }
  }
  if (target.mve) return Offered(*portable, kAdd, spec, 9);
  if (!target.dsp) {
    return Offered(*portable, kAddThumb, spec, target.isa == "Armv6-M" ? 76 : 40);
  }
  if (spec && !FitsDsp(*spec)) spec.reset();
  return Offered(*portable, kAddDsp, spec, 28);
}

Offer OfferProduct(const NodeView& node, const Target& target) {
  const std::optional<Portable> portable = FindPortable(node, target);
  if (!portable) return {};
  const PortableSpec& p = portable->spec;
  std::optional<MulSpec> spec;
  if (portable->HasRuns()) {
    const auto product = FindPairProduct(
        *portable->AllPairs(), {p.a_zero_point, p.b_zero_point, p.multiplier, 0, p.out_zero_point},
        -p.shift, p.act_min, p.act_max);
    if (product) {
      spec = MulSpec{
          p, p.a_zero_point, p.b_zero_point, p.multiplier, product->factor, p.out_zero_point};
    }
  }
  return Offered(*portable, kMul, spec, 11);
}

}  // namespace

Offer OfferAdd(const NodeView& node, const Target& target) {
  if (node.in(0).elem != ir::ElemType::kInt8) return {};
  return OfferSum(node, target, 1);
}

Offer OfferBinary(const NodeView& node, const Target& target) {
  if (node.in(0).elem != ir::ElemType::kInt8) return {};
  switch (node.op<ir::Binary>().kind) {
    case ir::BinaryKind::kSub:
      return OfferSum(node, target, -1);
    case ir::BinaryKind::kMul:
      return target.mve ? OfferProduct(node, target) : Offer{};
    default:
      return {};
  }
}

std::vector<const Kernel*> AddKernels() { return {&kAdd, &kAddDsp, &kAddThumb}; }
std::vector<const Kernel*> BinaryKernels() { return {&kMul}; }

}  // namespace iegen::cortex_m
