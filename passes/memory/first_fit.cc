#include "passes/memory/first_fit.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <utility>

#include "absl/container/inlined_vector.h"

namespace iegen::memory {
namespace {

using Order = std::vector<int>;

struct Interval {
  int64_t begin = 0;
  int64_t end = 0;
};

Order Identity(const ConflictGraph& graph) {
  Order order(graph.items.size());
  std::iota(order.begin(), order.end(), 0);
  return order;
}

// Descending by key; equal keys keep the order of ids, so that the result is the same everywhere.
template <class Key>
Order Descending(const ConflictGraph& graph, const Key& key) {
  Order order = Identity(graph);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return key(a) > key(b); });
  return order;
}

// Pinned items get their offsets first, whatever the order says.
Placement PlacePinned(const ConflictGraph& graph) {
  Placement p;
  p.offsets.assign(graph.items.size(), -1);
  for (size_t i = 0; i < graph.items.size(); ++i) {
    const Item& item = graph.items[i];
    if (!item.fixed_offset.has_value()) continue;
    p.offsets[i] = *item.fixed_offset;
    p.top = std::max(p.top, p.offsets[i] + item.bytes);
  }
  return p;
}

Placement PlaceInOrder(const ConflictGraph& graph, const Order& order) {
  Placement p = PlacePinned(graph);
  for (int i : order) {
    if (p.offsets[i] >= 0) continue;
    p.offsets[i] = LowestOffset(graph, i, p.offsets, 0);
    p.top = std::max(p.top, p.offsets[i] + graph.items[i].bytes);
  }
  return p;
}

bool Better(const Placement& a, const Placement& b) { return b.offsets.empty() || a.top < b.top; }

bool MeetsBound(const ConflictGraph& graph, const Placement& p) {
  return RoundUp(p.top, graph.alignment) <= graph.bound;
}

int64_t SizeWithNeighbours(const ConflictGraph& graph, int i) {
  int64_t sum = graph.items[i].bytes;
  for (const Conflict& c : graph.conflicts[i]) sum += graph.items[c.other].bytes;
  return sum;
}

// Where overlaps of a chain go one way, its buffers sink from step to step until one has to go to
// the top again: every `period`th large buffer first, then the one before it, and so on up; what is
// small goes into the gaps that are left.
Order ByPhase(const ConflictGraph& graph, int period, int phase) {
  int64_t largest = 0;
  for (const Item& item : graph.items) largest = std::max(largest, item.bytes);
  return Descending(graph, [&](int i) {
    const Item& item = graph.items[i];
    const int steps_before = (((phase - item.first_step) % period) + period) % period;
    return item.bytes >= largest / 2 ? 2 * period - steps_before : 0;
  });
}

std::vector<Order> FirstFitOrders(const ConflictGraph& graph) {
  const auto& items = graph.items;
  std::vector<Order> orders = {
      Descending(graph, [&](int i) { return items[i].bytes; }),
      Descending(graph, [&](int i) { return -int64_t{items[i].first_step}; }),
      Descending(graph, [&](int i) { return int64_t{items[i].last_step}; }),
      Descending(
          graph,
          [&](int i) { return items[i].bytes * (items[i].last_step - items[i].first_step + 1); }),
      Descending(graph, [&](int i) { return SizeWithNeighbours(graph, i); }),
  };
  for (int period = 2; period <= 6; ++period) {
    for (int phase = 0; phase < period; ++phase) orders.push_back(ByPhase(graph, period, phase));
  }
  return orders;
}

Order ByOffset(const ConflictGraph& graph, const Placement& p) {
  return Descending(graph, [&](int i) { return -p.offsets[i]; });
}

// Moves one item that reaches the top, chosen by `choice`, to the front.
void MoveOneToFront(const ConflictGraph& graph, const Placement& p, uint32_t choice, Order* order) {
  std::vector<int> highest;
  for (int i : *order) {
    if (p.offsets[i] + graph.items[i].bytes == p.top) highest.push_back(i);
  }
  // An item at the front that still reaches the top needs its neighbours moved instead.
  int chosen = highest[choice % highest.size()];
  const auto& around = graph.conflicts[chosen];
  if (chosen == order->front() && !around.empty()) {
    chosen = around[(choice / highest.size()) % around.size()].other;
  }
  const auto place = std::find(order->begin(), order->end(), chosen);
  std::rotate(order->begin(), place, place + 1);
}

// The baseline knows nothing of rules.
ConflictGraph WithoutRules(ConflictGraph graph) {
  const int count = static_cast<int>(graph.items.size());
  graph.conflicts.assign(count, {});
  for (int a = 0; a < count; ++a) {
    for (int b = 0; b < count; ++b) {
      const Item& x = graph.items[a];
      const Item& y = graph.items[b];
      const bool meet = std::max(x.first_step, y.first_step) <= std::min(x.last_step, y.last_step);
      if (a != b && meet && x.bytes > 0 && y.bytes > 0) {
        graph.conflicts[a].push_back({b, -y.bytes, x.bytes});
      }
    }
  }
  return graph;
}

}  // namespace

int64_t LowestOffset(const ConflictGraph& graph, int item, absl::Span<const int64_t> placed,
                     int64_t from) {
  absl::InlinedVector<Interval, 32> forbidden;
  for (const Conflict& c : graph.conflicts[item]) {
    if (placed[c.other] < 0) continue;
    const Interval gap{placed[c.other] - c.high, placed[c.other] - c.low};
    if (gap.end > from) forbidden.push_back(gap);
  }
  std::sort(forbidden.begin(), forbidden.end(),
            [](const Interval& a, const Interval& b) { return a.begin < b.begin; });
  const int64_t alignment = graph.items[item].alignment;
  int64_t offset = RoundUp(from, alignment);
  for (const Interval& gap : forbidden) {
    if (gap.begin >= offset) break;
    if (gap.end > offset) offset = RoundUp(gap.end, alignment);
  }
  return offset;
}

Placement PlanGreedyBySize(const ConflictGraph& graph, const PlanOptions&, const Placement& best) {
  const Placement p = PlaceInOrder(WithoutRules(graph),
                                   Descending(graph, [&](int i) { return graph.items[i].bytes; }));
  return Better(p, best) ? p : best;
}

Placement PlanFirstFit(const ConflictGraph& graph, const PlanOptions&, const Placement& best) {
  Placement result = best;
  for (const Order& order : FirstFitOrders(graph)) {
    Placement p = PlaceInOrder(graph, order);
    if (Better(p, result)) result = std::move(p);
    if (MeetsBound(graph, result)) break;
  }
  return result;
}

Placement PlanRandomMoves(const ConflictGraph& graph, const PlanOptions& options,
                          const Placement& best) {
  if (graph.items.empty()) return best;
  std::mt19937 random(options.seed);  // its sequence is fixed by the C++ standard
  Order order = best.offsets.empty() ? Identity(graph) : ByOffset(graph, best);
  Placement current = PlaceInOrder(graph, order);
  Placement result = Better(current, best) ? current : best;
  for (int move = 0; move < options.random_moves && !MeetsBound(graph, result); ++move) {
    Order next_order = order;
    MoveOneToFront(graph, current, static_cast<uint32_t>(random()), &next_order);
    Placement next = PlaceInOrder(graph, next_order);
    if (next.top > current.top && random() % 8 != 0) continue;  // a few steps back leave a dead end
    order = std::move(next_order);
    current = std::move(next);
    if (Better(current, result)) result = current;
  }
  return result;
}

}  // namespace iegen::memory
