#include "passes/arena_options.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/edit_distance.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen::passes {
namespace {

constexpr size_t kMostPools = 8;
constexpr int64_t kWord = 4;

bool IsPoolName(const std::string& name) {
  const auto plain = [](unsigned char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c);
  };
  return !name.empty() && name.size() <= 32 &&
         absl::ascii_islower(static_cast<unsigned char>(name[0])) && absl::c_all_of(name, plain);
}

absl::Status CheckPools(const std::vector<MemoryPool>& pools) {
  if (pools.size() > kMostPools) {
    return Error(absl::StrCat(pools.size(), " pools, no more than ", kMostPools, " are possible"));
  }
  for (size_t i = 0; i < pools.size(); ++i) {
    const MemoryPool& pool = pools[i];
    if (!IsPoolName(pool.name)) {
      return Error(absl::StrCat("a pool can't be called ", Quoted(pool.name)))
          .Hint("up to 32 lower-case letters and digits, a letter first: --pool=fast:64K");
    }
    const auto same = [&](const MemoryPool& other) { return other.name == pool.name; };
    if (std::any_of(pools.begin(), pools.begin() + static_cast<std::ptrdiff_t>(i), same)) {
      return Error(absl::StrCat("two pools are called ", Quoted(pool.name)));
    }
  }
  return absl::OkStatus();
}

std::string NameOf(const ir::Value& value) {
  return value.original.empty() ? value.name : value.original;
}

// Whether there will be a buffer.
std::vector<bool> HaveBuffers(const ir::Graph& graph) {
  std::vector<bool> have(graph.value_count(), false);
  const auto set = [&](ir::ValueId id) { have[static_cast<size_t>(id)] = true; };
  absl::c_for_each(graph.inputs(), set);
  absl::c_for_each(graph.Variables(), set);
  for (const ir::Node& node : graph.nodes()) absl::c_for_each(node.out, set);
  return have;
}

// The name that looks most like `name`, or nothing.
std::string Nearest(const std::string& name, const std::vector<std::string>& names) {
  constexpr size_t kLongest = 200;
  std::string nearest;
  size_t distance = std::min<size_t>(name.size() / 4, 8) + 1;
  for (const std::string& candidate : names) {
    if (candidate.size() > kLongest || name.size() > kLongest) continue;
    const size_t d = EditDistance(name, candidate);
    if (d >= distance) continue;
    distance = d;
    nearest = candidate;
  }
  return nearest;
}

// Our own name first: exporters may give one name twice.
absl::StatusOr<ir::ValueId> FindTensor(const ir::Graph& graph, const std::string& name,
                                       const TensorNames& imported) {
  const std::vector<bool> have = HaveBuffers(graph);
  std::vector<std::string> names;
  ir::ValueId found = ir::kNoValue;
  int count = 0;
  for (size_t i = 0; i < graph.value_count(); ++i) {
    if (!have[i]) continue;
    const auto id = static_cast<ir::ValueId>(i);
    const ir::Value& value = graph.value(id);
    if (value.name == name) return id;
    names.push_back(NameOf(value));
    if (names.back() != name) continue;
    found = id;
    ++count;
  }
  if (count == 1) return found;
  if (count > 1) {
    return Error(absl::StrCat(count, " tensors are called ", Quoted(name), " (--fix)"))
        .Hint("the report's arena.buffers have a name of its own for each of them");
  }
  if (imported.contains(name)) {
    return Error(absl::StrCat("tensor ", Quoted(name), " has no memory of its own (--fix)"))
        .Hint(
            "it is constant, or its layer became part of another one: the report's "
            "arena.buffers lists those that have");
  }
  const std::string nearest = Nearest(name, names);
  return Error(absl::StrCat("there is no tensor ", Quoted(name), " (--fix)"))
      .Hint(nearest.empty() ? "'iegen inspect MODEL --tensors' lists them"
                            : absl::StrCat("did you mean ", Quoted(nearest), "?"));
}

absl::StatusOr<ArenaOptions::Place> PlaceOf(const FixedTensor& fixed,
                                            const std::vector<MemoryPool>& pools) {
  ArenaOptions::Place place;
  place.offset = fixed.offset;
  if (fixed.offset.value_or(0) % kWord != 0) {
    return Error(absl::StrCat("offset ", *fixed.offset, " of ", Quoted(fixed.tensor),
                              " is no multiple of ", kWord, " (--fix)"));
  }
  const auto pool =
      absl::c_find_if(pools, [&](const MemoryPool& p) { return p.name == fixed.pool; });
  if (pool != pools.end()) {
    place.pool = static_cast<int>(pool - pools.begin());
    return place;
  }
  if (!fixed.pool.empty()) {
    return Error(absl::StrCat("there is no pool ", Quoted(fixed.pool), " (--fix)"))
        .Hint("--pool=NAME:BYTES makes one");
  }
  if (pools.empty()) return place;
  if (pools.size() == 1) {
    place.pool = 0;
    return place;
  }
  return Error(absl::StrCat("in which pool is ", Quoted(fixed.tensor), "? (--fix)"))
      .Hint(absl::StrCat("--fix=", Escaped(fixed.tensor), ":", pools[0].name, ":",
                         fixed.offset.value_or(0)));
}

}  // namespace

TensorNames TensorNamesOf(const ir::Graph& graph) {
  TensorNames names;
  for (size_t i = 0; i < graph.value_count(); ++i) {
    const ir::Value& value = graph.value(static_cast<ir::ValueId>(i));
    names.insert(value.name);
    names.insert(NameOf(value));
  }
  return names;
}

absl::StatusOr<ArenaOptions> ArenaOptionsFor(const ir::Graph& graph, const CompileOptions& options,
                                             const TensorNames& imported) {
  IEGEN_RETURN_IF_ERROR(CheckPools(options.pools));
  ArenaOptions arena;
  arena.preserve_inputs = options.preserve_inputs;
  for (const MemoryPool& pool : options.pools) arena.pools.push_back({pool.name, 0, 0, pool.bytes});
  for (const FixedTensor& fixed : options.fixed) {
    IEGEN_ASSIGN_OR_RETURN(const ir::ValueId id, FindTensor(graph, fixed.tensor, imported));
    IEGEN_ASSIGN_OR_RETURN(const ArenaOptions::Place place, PlaceOf(fixed, options.pools));
    if (arena.fixed.insert({id, place}).second) continue;
    return Error(absl::StrCat(Quoted(fixed.tensor), " has two places (--fix)"));
  }
  return arena;
}

}  // namespace iegen::passes
