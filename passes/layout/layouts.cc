#include "passes/layout/layouts.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "passes/layout/foldable.h"

namespace iegen::passes {
namespace {

constexpr int64_t kRealByte = 1 << 20;
constexpr size_t kPatience = 24;       // flips in a row that may make things worse
constexpr size_t kLargestGrowth = 64;  // what is left is the next one's beginning

}  // namespace

Layouts::Layouts(const ir::Graph& graph)
    : graph_(graph),
      sources_(graph.value_count()),
      producer_(graph.value_count(), -1),
      readers_(graph.value_count()),
      transposing_(graph.nodes().size(), false),
      flips_(graph.nodes().size()) {
  for (size_t id = 0; id < sources_.size(); ++id) {
    const auto value = static_cast<ir::ValueId>(id);
    sources_[id] = {value, Identity(graph.type(value).shape.rank())};
  }
  for (size_t i = 0; i < graph.nodes().size(); ++i) {
    const ir::Node& node = graph.nodes()[i];
    for (ir::ValueId id : node.out) producer_[static_cast<size_t>(id)] = static_cast<int>(i);
    if (const absl::optional<Perm> perm = PermOf(graph, node)) {
      transposing_[i] = true;
      const Source before = SourceOf(node.in[0]);
      sources_[static_cast<size_t>(node.out[0])] = {before.value, Then(before.perm, *perm)};
      continue;
    }
    for (size_t k = 0; k < node.in.size(); ++k) {
      if (node.in[k] != ir::kNoValue) AddReader(node.in[k], static_cast<int>(i), k);
    }
  }
  for (ir::ValueId id : graph.outputs()) AddReader(id, -1, 0);
}

Layouts::Source Layouts::SourceOf(ir::ValueId value) const {
  return sources_[static_cast<size_t>(value)];
}

void Layouts::AddReader(ir::ValueId value, int node, size_t operand) {
  const Source source = SourceOf(value);
  // Constants are put into whatever order is wanted when the engine is made.
  if (graph_.value(source.value).constant()) return;
  readers_[static_cast<size_t>(source.value)].push_back({node, operand, source.perm});
}

Perm Layouts::Wanted(size_t node, size_t operand) const {
  const absl::optional<Flip>& flip = flips_[node];
  if (flip && !flip->in[operand].empty()) return flip->in[operand];
  return Identity(graph_.type(graph_.nodes()[node].in[operand]).shape.rank());
}

Perm Layouts::WantedBy(const Reader& reader) const {
  if (reader.node < 0) return Identity(static_cast<int>(reader.perm.size()));
  return Wanted(static_cast<size_t>(reader.node), reader.operand);
}

Perm Layouts::Between(const Source& source, const Perm& wanted) const {
  Perm perm = source.perm;
  const int producer = producer_[static_cast<size_t>(source.value)];
  const absl::optional<Flip>* flip =
      producer < 0 ? nullptr : &flips_[static_cast<size_t>(producer)];
  if (flip != nullptr && flip->has_value()) perm = Then(Inverse((*flip)->out), perm);
  return Then(Extended(perm, static_cast<int>(wanted.size())), wanted);
}

int64_t Layouts::CostOf(ir::ValueId source, const Reader& reader, const Perm& between) const {
  if (IsIdentity(between)) return 0;
  const ir::TensorType& type = graph_.type(source);
  // In the order in which it is stored.
  const Perm stored = Between({source, Identity(type.shape.rank())}, Identity(type.shape.rank()));
  const ir::Shape shape(Permuted(type.shape.dims(), Inverse(stored)));
  const ir::Shape extended = Extended(shape, static_cast<int>(between.size()));
  if (KeepsOrder(between, extended)) return type.bytes();
  const bool flipped = reader.node >= 0 && flips_[static_cast<size_t>(reader.node)].has_value();
  const bool free =
      reader.node >= 0 && !flipped &&
      CanFold(graph_, static_cast<size_t>(reader.node), reader.operand, between, extended);
  return free ? type.bytes() : kRealByte * type.bytes();
}

int64_t Layouts::CostOf(ir::ValueId source) const {
  std::vector<std::pair<Perm, int64_t>> needed;  // readers of one order share a transpose
  for (const Reader& reader : readers_[static_cast<size_t>(source)]) {
    const Perm between = Between({source, reader.perm}, WantedBy(reader));
    const int64_t cost = CostOf(source, reader, between);
    const auto same = absl::c_find_if(needed, [&](const auto& n) { return n.first == between; });
    if (same == needed.end()) {
      needed.emplace_back(between, cost);
    } else {
      same->second = std::max(same->second, cost);
    }
  }
  int64_t sum = 0;
  for (const auto& [perm, cost] : needed) sum += cost;
  return sum;
}

int64_t Layouts::cost() const {
  int64_t sum = 0;
  for (size_t id = 0; id < readers_.size(); ++id) sum += CostOf(static_cast<ir::ValueId>(id));
  return sum;
}

std::vector<ir::ValueId> Layouts::Around(size_t node) const {
  const ir::Node& n = graph_.nodes()[node];
  std::vector<ir::ValueId> around = n.out;
  for (ir::ValueId id : n.in) {
    if (id != ir::kNoValue) around.push_back(SourceOf(id).value);
  }
  absl::c_sort(around);
  around.erase(std::unique(around.begin(), around.end()), around.end());
  return around;
}

int64_t Layouts::CostAround(size_t node) const {
  int64_t sum = 0;
  for (ir::ValueId source : Around(node)) sum += CostOf(source);
  return sum;
}

void Layouts::Set(size_t node, absl::optional<Flip> flip) {
  if (flip && IsIdentity(flip->out) && absl::c_all_of(flip->in, IsIdentity)) flip.reset();
  flips_[node] = std::move(flip);
}

absl::optional<Layouts::Step> Layouts::TowardsReader(ir::ValueId source,
                                                     const Reader& reader) const {
  if (reader.node < 0) return absl::nullopt;
  const auto node = static_cast<size_t>(reader.node);
  const Perm here = Between({source, reader.perm}, Identity(static_cast<int>(reader.perm.size())));
  const absl::optional<Perm> perm =
      PermForInput(graph_, graph_.nodes()[node], reader.operand, Inverse(here));
  if (!perm) return absl::nullopt;
  return Step{node, *perm, 0};
}

absl::optional<Layouts::Step> Layouts::TowardsProducer(ir::ValueId source,
                                                       const Reader& reader) const {
  const int producer = producer_[static_cast<size_t>(source)];
  const Perm wanted = WantedBy(reader);
  if (producer < 0 || wanted.size() != reader.perm.size()) return absl::nullopt;
  const auto node = static_cast<size_t>(producer);
  const absl::optional<Perm> perm =
      PermForOutput(graph_, graph_.nodes()[node], Then(reader.perm, wanted));
  if (!perm) return absl::nullopt;
  return Step{node, *perm, 0};
}

// Each transpose of `source` can be made needless from both sides.
void Layouts::AppendSteps(ir::ValueId source, std::vector<Step>* steps) const {
  for (const Reader& reader : readers_[static_cast<size_t>(source)]) {
    const Perm between = Between({source, reader.perm}, WantedBy(reader));
    const int64_t cost = CostOf(source, reader, between);
    if (cost == 0) continue;
    for (absl::optional<Step> step :
         {TowardsReader(source, reader), TowardsProducer(source, reader)}) {
      if (!step) continue;
      step->cost = cost;
      steps->push_back(*std::move(step));
    }
  }
}

// Towards the neighbours of a region, largest transposes first.
std::vector<Layouts::Step> Layouts::StepsFrom(const std::vector<size_t>& flipped) const {
  std::vector<Step> steps;
  for (size_t node : flipped) {
    for (ir::ValueId source : Around(node)) AppendSteps(source, &steps);
  }
  const auto inside = [&](const Step& s) { return absl::c_linear_search(flipped, s.node); };
  steps.erase(std::remove_if(steps.begin(), steps.end(), inside), steps.end());
  absl::c_stable_sort(steps, [](const Step& a, const Step& b) { return a.cost > b.cost; });
  return steps;
}

// Flips one operator after the other, always where the largest transpose is left at the edge of
// what has been flipped, and keeps as many of these flips as give the least cost. Returns whether
// that is less than before.
bool Layouts::Grow(const Step& first) {
  std::vector<size_t> flipped;
  std::vector<absl::optional<Flip>> before;
  int64_t now = 0, best = 0;
  size_t kept = 0;
  absl::optional<Step> step = first;
  while (step && flipped.size() < std::min(kept + kPatience, kLargestGrowth)) {
    before.push_back(flips_[step->node]);
    flipped.push_back(step->node);
    now -= CostAround(step->node);
    Set(step->node, FlipOf(graph_, graph_.nodes()[step->node], step->perm));
    now += CostAround(step->node);
    if (now < best) {
      best = now;
      kept = flipped.size();
    }
    const std::vector<Step> next = StepsFrom(flipped);
    step = next.empty() ? absl::nullopt : absl::make_optional(next.front());
  }
  for (size_t i = flipped.size(); i-- > kept;) flips_[flipped[i]] = std::move(before[i]);
  return kept > 0;
}

bool Layouts::Improve() {
  bool improved = false;
  for (bool again = true; again;) {
    again = false;
    for (size_t id = 0; id < readers_.size(); ++id) {
      std::vector<Step> steps;
      AppendSteps(static_cast<ir::ValueId>(id), &steps);
      // Steps are made for the layouts of now: after one is taken the others are void.
      again |= absl::c_any_of(steps, [&](const Step& step) { return Grow(step); });
    }
    improved |= again;
  }
  return improved;
}

}  // namespace iegen::passes
