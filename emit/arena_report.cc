#include "emit/arena_report.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "base/text.h"

namespace iegen::emit {
namespace {

using Json = nlohmann::ordered_json;

std::string Text(absl::string_view text) { return Escaped(text); }

absl::string_view KindText(ir::Buffer::Kind kind) {
  switch (kind) {
    case ir::Buffer::Kind::kActivation:
      return "activation";
    case ir::Buffer::Kind::kInput:
      return "input";
    case ir::Buffer::Kind::kOutput:
      return "output";
    case ir::Buffer::Kind::kScratch:
      return "scratch";
    case ir::Buffer::Kind::kState:
      return "state";
  }
  return "";
}

int32_t BaseOf(const ir::Program& program, int32_t buffer) {
  int32_t base = buffer;
  while (program.buffers[static_cast<size_t>(base)].view_of >= 0) {
    base = program.buffers[static_cast<size_t>(base)].view_of;
  }
  return base;
}

// In which order a call gives up the bytes of an input that its output lies over, or takes those of
// the output: by the input's or output's buffer.
struct Orders {
  std::map<int32_t, bool> taken, given_up;  // backward?
};

Orders OrdersOf(const ir::Program& program) {
  Orders orders;
  for (size_t i = 0; i < program.calls.size(); ++i) {
    const ir::KernelCall& call = program.calls[i];
    const auto step = static_cast<int32_t>(i);
    const auto base = [&](int32_t operand) {
      return BaseOf(program, call.operands[static_cast<size_t>(operand)].index);
    };
    for (const ir::Overlap& overlap : call.overlaps) {
      const int32_t in = base(overlap.read), out = base(overlap.written);
      const ir::Buffer& from = program.buffers[static_cast<size_t>(in)];
      const ir::Buffer& to = program.buffers[static_cast<size_t>(out)];
      if (!Overlap(from, to)) continue;
      if (from.last == step) orders.given_up[in] = overlap.backward;
      if (to.first == step) orders.taken[out] = overlap.backward;
    }
  }
  return orders;
}

Json OrderJson(const std::map<int32_t, bool>& orders, size_t buffer) {
  const auto found = orders.find(static_cast<int32_t>(buffer));
  if (found == orders.end()) return nullptr;
  return found->second ? "backward" : "forward";
}

Json BufferJson(const ir::Program& program, size_t index, const Orders& orders) {
  const ir::Buffer& buffer = program.buffers[index];
  const bool view = buffer.view_of >= 0;
  return {{"name", Text(buffer.name)},
          {"kind", std::string(KindText(buffer.kind))},
          {"bytes", buffer.bytes},
          {"offset", program.PlaceOf(buffer)},
          {"pool", PoolJson(program, buffer)},
          {"first", buffer.first},
          {"last", buffer.last},
          {"direction", OrderJson(orders.taken, index)},
          {"given_up", OrderJson(orders.given_up, index)},
          {"view_of", view ? Json(Text(program.buffers[static_cast<size_t>(buffer.view_of)].name))
                           : Json(nullptr)}};
}

// The rows that a call of a region keeps of its output, where these are not all.
absl::optional<Json> RingJson(const ir::Program& program, int32_t step) {
  const ir::KernelCall& call = program.calls[static_cast<size_t>(step)];
  const ir::RowForm& form = call.rows;
  if (form.row_bytes == 0) return absl::nullopt;
  const int32_t index = call.operands[static_cast<size_t>(form.output)].index;
  const ir::Buffer& buffer = program.buffers[static_cast<size_t>(index)];
  const int64_t rows = buffer.bytes / form.row_bytes;
  if (rows >= form.rows) return absl::nullopt;
  return Json{
      {"buffer", Text(buffer.name)}, {"step", step},         {"rows", rows}, {"of_rows", form.rows},
      {"row_bytes", form.row_bytes}, {"bytes", buffer.bytes}};
}

// Steps that run row by row.
Json SegmentsJson(const ir::Program& program) {
  Json segments = Json::array();
  for (const ir::Region& region : program.regions) {
    Json rings = Json::array();
    for (int32_t step = region.first; step <= region.last; ++step) {
      if (absl::optional<Json> ring = RingJson(program, step)) rings.push_back(*std::move(ring));
    }
    segments.push_back({{"first", region.first},
                        {"last", region.last},
                        {"calls", region.schedule.size()},
                        {"rings", rings}});
  }
  return segments;
}

Json PoolsJson(const ir::Program& program) {
  Json pools = Json::array();
  for (const ir::Pool& pool : program.pools) {
    const auto index = static_cast<int32_t>(pools.size());
    pools.push_back({{"name", pool.name},
                     {"bytes", pool.bytes},
                     {"limit", pool.limit},
                     {"live_bytes", LiveBytesByStep(program, index)}});
  }
  return pools;
}

}  // namespace

Json ArenaJson(const ir::Program& program, const Figures& figures) {
  Json buffers = Json::array();
  const Orders orders = OrdersOf(program);
  for (size_t i = 0; i < program.buffers.size(); ++i) {
    buffers.push_back(BufferJson(program, i, orders));
  }
  return {{"bytes", figures.ram_bytes},
          {"planned", program.arena_bytes},
          {"bound", program.arena_bound_bytes},
          {"without_overlap", figures.without_overlap},
          {"live_bytes", LiveBytesByStep(program)},
          {"pools", PoolsJson(program)},
          {"segments", SegmentsJson(program)},
          {"buffers", buffers}};
}

Json PoolJson(const ir::Program& program, const ir::Buffer& buffer) {
  const int32_t pool = program.PoolOf(buffer);
  return pool < 0 ? Json(nullptr) : Json(program.pools[static_cast<size_t>(pool)].name);
}

}  // namespace iegen::emit
