#include "passes/plan_memory.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "passes/memory/memory_problem.h"
#include "passes/place_buffers.h"
#include "passes/stages.h"
#include "passes/value_layout.h"

namespace iegen::passes {
namespace {

constexpr int32_t kWord = 4;  // bytes; kernels that load words want rows to begin there

// One way to plan.
struct Variant {
  LayoutOptions layout;
  bool backward = true;  // kernels may run from the last pixel to the first
};

int32_t AlignmentOf(ir::ElemType elem) {
  return std::max(kWord, static_cast<int32_t>(ir::BytesOf(elem)));
}

// The largest power of two that divides a place; a place at 0 is aligned to everything.
int64_t AlignmentAt(int64_t place) { return place == 0 ? int64_t{1} << 30 : place & -place; }

Stages StagesOf(absl::Span<const Segment> segments, const ValueLayout& layout) {
  Stages stages;
  for (const Segment& s : segments) stages.Add(layout.step(s.first), layout.step(s.last));
  return stages;
}

std::vector<ir::Region> RegionsOf(absl::Span<const Segment> segments, const ValueLayout& layout) {
  std::vector<ir::Region> regions;
  for (const Segment& s : segments) {
    ir::Region region;
    region.first = layout.step(s.first);
    region.last = layout.step(s.last);
    for (int32_t node : s.order) region.schedule.push_back(region.first + node);
    regions.push_back(std::move(region));
  }
  return regions;
}

// What is to be planned, whatever the variant.
struct Model {
  const ir::Graph& graph;
  absl::Span<const NodeMemory> nodes;
  absl::Span<const Segment> segments;
  const ArenaOptions& options;
};

class Planner {
 public:
  Planner(const Model& model, const Variant& variant)
      : graph_(model.graph),
        nodes_(model.nodes),
        segments_(model.segments),
        options_(model.options),
        variant_(variant),
        layout_(graph_, nodes_, variant.layout),
        stages_(StagesOf(model.segments, layout_)) {
    plan_.buffer_of.assign(graph_.value_count(), -1);
    plan_.scratch_of.resize(nodes_.size());
    plan_.is_view = layout_.is_view();
    plan_.backward.assign(nodes_.size(), false);
    plan_.overlaps.resize(nodes_.size());
    plan_.regions = RegionsOf(segments_, layout_);
    segment_of_.assign(nodes_.size(), nullptr);
    for (const Segment& segment : segments_) {
      for (size_t i = segment.first; i <= segment.last; ++i) segment_of_[i] = &segment;
    }
  }

  absl::StatusOr<ArenaPlan> Run(const memory::PlanOptions& options) {
    for (ir::ValueId id : graph_.inputs()) AddValue(id, ir::Buffer::Kind::kInput, -1);
    for (ir::ValueId id : graph_.Variables()) AddVariable(id);
    for (size_t i = 0; i < nodes_.size(); ++i) {
      AddScratch(i);
      for (ir::ValueId id : graph_.nodes()[i].out) AddResult(id, i);
    }
    PlaceViews();
    for (size_t i = 0; i < nodes_.size(); ++i) AddRules(i);
    for (const Segment& segment : segments_) AddRules(segment);
    for (size_t i = 0; i < nodes_.size(); ++i) CountTraffic(i);
    for (const auto& [id, place] : options_.fixed) IEGEN_RETURN_IF_ERROR(Fix(id, place));
    IEGEN_RETURN_IF_ERROR(PlaceBuffers(problem_, options_.pools, options, &plan_));
    for (size_t i = 0; i < nodes_.size(); ++i) KeepOverlaps(i);
    return std::move(plan_);
  }

 private:
  bool Constant(ir::ValueId id) const { return id == ir::kNoValue || graph_.value(id).constant(); }

  int BufferIndex(ir::ValueId id) const { return plan_.buffer_of[static_cast<size_t>(id)]; }
  ir::Buffer& BufferOf(ir::ValueId id) {
    return plan_.buffers[static_cast<size_t>(BufferIndex(id))];
  }

  // `first` and `last` of the new buffer say when its bytes must be there. The planner proper is
  // told the steps of its own reads and writes; those of views lie within.
  void AddBuffer(ir::Buffer buffer, int32_t first, int32_t last) {
    memory::Buffer space;
    space.bytes = buffer.bytes;
    space.alignment = buffer.alignment;
    space.first_step = stages_.Of(first);
    space.last_step = stages_.Of(last);
    buffer.first = stages_.Begin(buffer.first);
    buffer.last = stages_.End(buffer.last);
    problem_.buffers.push_back(space);
    plan_.buffers.push_back(std::move(buffer));
  }

  // Of all of the value, or the rows that a segment keeps of it.
  int64_t BytesOf(ir::ValueId id) const {
    for (const Segment& segment : segments_) {
      const auto window = segment.window_bytes.find(id);
      if (window != segment.window_bytes.end()) return window->second;
    }
    return graph_.type(id).bytes();
  }

  void AddValue(ir::ValueId id, ir::Buffer::Kind kind, int32_t first) {
    ir::Buffer buffer;
    buffer.name = graph_.value(id).name;
    buffer.kind = kind;
    buffer.bytes = BytesOf(id);
    buffer.alignment = AlignmentOf(graph_.type(id).elem);
    buffer.first = first;
    buffer.last = std::max(first, layout_.until(id));
    plan_.buffer_of[static_cast<size_t>(id)] = static_cast<int32_t>(plan_.buffers.size());
    AddBuffer(std::move(buffer), first, std::max(first, layout_.last(id)));
  }

  // A view is there as long as its base; of a variable, from where it is read.
  void AddResult(ir::ValueId id, size_t node) {
    const auto kind =
        graph_.IsOutput(id) ? ir::Buffer::Kind::kOutput : ir::Buffer::Kind::kActivation;
    const bool view = plan_.is_view[node] && !nodes_[node].joins;
    const ir::ValueId base = layout_.base(id);
    const bool borrowed = view && !graph_.value(base).variable;
    AddValue(id, kind, borrowed ? BufferOf(base).first : layout_.step(node));
    if (!view) return;
    const int last = stages_.Of(layout_.last(id));
    problem_.buffers.back().first_step = problem_.buffers.back().last_step = last;
    if (last < 0) problem_.buffers.back().first_step = stages_.Of(layout_.steps() + 1);
  }

  // State lives always; what is left of the variables, from the first node that names it to the
  // last, or as long as the loops around these.
  void AddVariable(ir::ValueId id) {
    const bool state = graph_.value(id).state();
    AddValue(id, state ? ir::Buffer::Kind::kState : ir::Buffer::Kind::kActivation, -1);
    ir::Buffer& buffer = plan_.buffers.back();
    buffer.last = layout_.steps();
    if (!state) layout_.LifeOfVariable(id, &buffer.first, &buffer.last);
    problem_.buffers.back().first_step = stages_.Of(buffer.first);
    problem_.buffers.back().last_step = stages_.Of(buffer.last);
  }

  void AddScratch(size_t i) {
    const bool shared = segment_of_[i] != nullptr && !nodes_[i].keeps_scratch;
    for (size_t k = 0; k < nodes_[i].scratch.size(); ++k) {
      const int64_t bytes = nodes_[i].scratch[k];
      plan_.scratch_of[i].push_back(shared ? SharedScratch(*segment_of_[i], k, bytes)
                                           : NewScratch(i, bytes));
    }
  }

  int32_t NewScratch(size_t i, int64_t bytes) {
    const ir::Node& node = graph_.nodes()[i];
    const ir::ValueId result = node.out.empty() ? node.in[0] : node.out[0];
    ir::Buffer buffer;
    buffer.name = absl::StrCat(graph_.value(result).name, "_scratch");
    buffer.kind = ir::Buffer::Kind::kScratch;
    buffer.bytes = bytes;
    buffer.alignment = kWord;
    buffer.first = buffer.last = layout_.step(i);
    AddBuffer(std::move(buffer), layout_.step(i), layout_.step(i));
    return static_cast<int32_t>(plan_.buffers.size()) - 1;
  }

  // The `k`-th scratch area of a segment, as large as the largest need.
  int32_t SharedScratch(const Segment& segment, size_t k, int64_t bytes) {
    const auto [at, added] = shared_.insert({{segment.first, k}, -1});
    if (added) at->second = NewScratch(segment.first, bytes);
    const auto index = static_cast<size_t>(at->second);
    int64_t& room = plan_.buffers[index].bytes;
    room = problem_.buffers[index].bytes = std::max(room, bytes);
    return at->second;
  }

  // A view is as well aligned as its place allows.
  void PlaceViews() {
    for (size_t v = 0; v < graph_.value_count(); ++v) {
      const auto id = static_cast<ir::ValueId>(v);
      if (layout_.base(id) == ir::kNoValue || BufferIndex(id) < 0) continue;
      ir::Buffer& view = BufferOf(id);
      view.view_of = BufferIndex(layout_.base(id));
      view.view_offset = layout_.base_offset(id);
      view.alignment =
          static_cast<int32_t>(std::min<int64_t>(view.alignment, AlignmentAt(layout_.Place(id))));
      memory::Buffer& space = problem_.buffers[static_cast<size_t>(BufferIndex(id))];
      space.view = memory::View{view.view_of, view.view_offset};
      space.alignment = view.alignment;
    }
  }

  // What the kernel says of one input, for all operands that read it: null where one of them says
  // nothing.
  absl::optional<InputOverlap> OverlapWith(size_t node, ir::ValueId in) const {
    absl::optional<InputOverlap> all;
    int64_t said = 0;
    for (const InputOverlap& o : nodes_[node].overlaps) {
      if (graph_.nodes()[node].in[o.input] != in) continue;
      ++said;
      if (!all) all = o;
      all->above = std::max(all->above, o.above);
      if (said > 1) all->below = absl::nullopt;
    }
    if (said != absl::c_count(graph_.nodes()[node].in, in)) return absl::nullopt;
    return all;
  }

  void AddRules(size_t i) {
    const ir::Node& node = graph_.nodes()[i];
    if (plan_.is_view[i] || segment_of_[i] != nullptr || node.out.size() != 1) return;
    std::map<ir::ValueId, InputOverlap> rules;
    for (const InputOverlap& o : nodes_[i].overlaps) {
      const ir::ValueId in = node.in[o.input];
      if (Constant(in) || layout_.Root(in) == layout_.Root(node.out[0])) continue;
      if (const auto overlap = OverlapWith(i, in)) rules[in] = *overlap;
    }
    for (const auto& [in, overlap] : rules) AddRule(in, node.out[0], overlap, rules.size() == 1);
  }

  void AddRules(const Segment& segment) {
    for (const Segment::Pair& pair : segment.pairs) {
      if (layout_.Root(pair.in) == layout_.Root(pair.out)) continue;
      AddRule(pair.in, pair.out, {0, pair.above, absl::nullopt}, true);
    }
  }

  void AddRule(ir::ValueId in, ir::ValueId out, const InputOverlap& overlap, bool alone) {
    const int64_t in_bytes = BufferOf(in).bytes, out_bytes = BufferOf(out).bytes;
    memory::PairRule rule;
    rule.in = BufferIndex(in);
    rule.out = BufferIndex(out);
    rule.forward_distance = std::max(overlap.above, -in_bytes);
    // Two inputs of one call would have to agree on the direction.
    if (variant_.backward && alone && overlap.below) {
      rule.backward_distance = std::max(*overlap.below, -out_bytes) - in_bytes + out_bytes;
    }
    problem_.rules.push_back(rule);
  }

  memory::Buffer& SpaceOf(ir::ValueId id) {
    return problem_.buffers[static_cast<size_t>(BufferIndex(id))];
  }

  // Bytes that the node's call reads and writes.
  void CountTraffic(size_t i) {
    const ir::Node& node = graph_.nodes()[i];
    if (plan_.is_view[i]) return;
    for (size_t k = 0; k < node.in.size(); ++k) {
      if (Constant(node.in[k])) continue;
      SpaceOf(node.in[k]).traffic +=
          std::max(graph_.type(node.in[k]).bytes(), k == 0 ? nodes_[i].products : 0);
    }
    for (ir::ValueId id : node.out) SpaceOf(id).traffic += graph_.type(id).bytes();
    for (int32_t scratch : plan_.scratch_of[i]) {
      memory::Buffer& space = problem_.buffers[static_cast<size_t>(scratch)];
      space.traffic += std::max(space.bytes, nodes_[i].products);
    }
  }

  // A part of another value fixes the whole.
  absl::Status Fix(ir::ValueId id, const ArenaOptions::Place& place) {
    const ir::Value& value = graph_.value(id);
    const std::string name = Quoted(value.original.empty() ? value.name : value.original);
    memory::Buffer& space = SpaceOf(layout_.Root(id));
    const bool moved = space.pool.has_value() && place.pool.has_value() && space.pool != place.pool;
    const int64_t offset = place.offset.value_or(0) - layout_.Place(id);
    if (moved || (place.offset && space.fixed_offset.value_or(offset) != offset)) {
      return Error(absl::StrCat(name,
                                " and another tensor of --fix are parts of one that can't be "
                                "at two places"));
    }
    if (place.pool) space.pool = place.pool;
    if (!place.offset) return absl::OkStatus();
    if (offset < 0 || offset % space.alignment != 0) {
      return Error(
          absl::StrCat(name, " can't be at offset ", *place.offset, ": it is ", layout_.Place(id),
                       " bytes into a tensor that begins at a multiple of ", space.alignment));
    }
    space.fixed_offset = offset;
    return absl::OkStatus();
  }

  // The overlaps that the plan makes use of, and the direction that they ask for.
  void KeepOverlaps(size_t i) {
    const ir::Node& node = graph_.nodes()[i];
    if (plan_.is_view[i] || segment_of_[i] != nullptr || node.out.size() != 1) return;
    for (const InputOverlap& o : nodes_[i].overlaps) {
      if (Constant(node.in[o.input])) continue;
      const ir::Buffer &in = BufferOf(node.in[o.input]), &out = BufferOf(node.out[0]);
      const int64_t up = in.offset - out.offset;
      if (up >= out.bytes || -up >= in.bytes) continue;
      plan_.overlaps[i].push_back(o);
      if (up < o.above && o.below) plan_.backward[i] = true;
    }
  }

  const ir::Graph& graph_;
  absl::Span<const NodeMemory> nodes_;
  absl::Span<const Segment> segments_;
  const ArenaOptions& options_;
  const Variant variant_;
  const ValueLayout layout_;
  const Stages stages_;
  std::vector<const Segment*> segment_of_;               // by node, or null
  std::map<std::pair<size_t, size_t>, int32_t> shared_;  // scratch by segment's first node, place
  memory::Problem problem_;
  ArenaPlan plan_;
};

// Whether the output of node `i` would be a view of a part of its input.
bool IsPart(const ir::Graph& graph, absl::Span<const NodeMemory> nodes, size_t i) {
  const ir::Node& node = graph.nodes()[i];
  return nodes[i].view && graph.type(node.in[0]).bytes() != graph.type(node.out[0]).bytes();
}

// Every combination that can differ, the fastest code first.
std::vector<Variant> Variants(const ir::Graph& graph, absl::Span<const NodeMemory> nodes,
                              bool preserve_inputs) {
  bool parts = false;
  for (size_t i = 0; i < nodes.size(); ++i) parts = parts || IsPart(graph, nodes, i);
  const bool joins = absl::c_any_of(nodes, [](const NodeMemory& n) { return n.joins; });
  const bool backward = absl::c_any_of(nodes, [](const NodeMemory& n) {
    return absl::c_any_of(n.overlaps, [](const InputOverlap& o) { return o.below.has_value(); });
  });
  std::vector<Variant> variants;
  for (bool without_parts : {false, true}) {
    for (bool without_joins : {false, true}) {
      for (bool both_ways : {false, true}) {
        if (without_parts > parts || without_joins > joins || both_ways > backward) continue;
        variants.push_back({{preserve_inputs, !without_parts, !without_joins}, both_ways});
      }
    }
  }
  return variants;
}

}  // namespace

bool ArenaPlan::IsBetterThan(const ArenaPlan& other) const {
  return std::tie(excess_bytes, far_traffic, arena_bytes) <
         std::tie(other.excess_bytes, other.far_traffic, other.arena_bytes);
}

// Fixed values may collide in some variants only.
absl::StatusOr<ArenaPlan> PlanArena(const ir::Graph& graph, absl::Span<const NodeMemory> nodes,
                                    const ArenaOptions& options,
                                    absl::Span<const Segment> segments) {
  const std::vector<Variant> variants = Variants(graph, nodes, options.preserve_inputs);
  memory::PlanOptions search;
  search.exact_work_limit /= static_cast<int64_t>(variants.size());
  absl::StatusOr<ArenaPlan> best = Internal("no plan");
  for (const Variant& variant : variants) {
    if (best.ok() && options.pools.empty()) search.to_beat = best->arena_bytes;
    absl::StatusOr<ArenaPlan> plan =
        Planner({graph, nodes, segments, options}, variant).Run(search);
    const bool first = &variant == &variants.front();
    if (first || (plan.ok() && (!best.ok() || plan->IsBetterThan(*best)))) best = std::move(plan);
  }
  return best;
}

}  // namespace iegen::passes
