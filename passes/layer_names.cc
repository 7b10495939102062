#include "passes/layer_names.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/text.h"

namespace iegen::passes {
namespace {

constexpr size_t kLongest = 48;

using Path = std::vector<std::string>;  // scopes, then the leaf

std::string Letters(absl::string_view name) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"_", ""}});
}

// What exporters hang behind the operator's leaf when a variable was read.
bool IsReading(absl::string_view leaf) { return leaf == "ReadVariableOp" || leaf == "resource"; }

// Nodes without outputs write a variable, or are markers.
std::string ResultName(const ir::Graph& graph, const ir::Node& node) {
  if (!node.out.empty()) return graph.value(node.out[0]).name;
  const std::string op(ir::NameOf(node.op));
  const bool named = ir::WritesOf(node.op) != 0 && !node.in.empty();
  return named ? absl::StrCat(graph.value(node.in[0]).name, "_", op) : op;
}

Path PathOf(const ir::Graph& graph, const ir::Node& node) {
  const ir::Origin* origin = MainOrigin(node);
  const std::string name =
      origin == nullptr || origin->name.empty() ? ResultName(graph, node) : origin->name;
  const Path pieces = absl::StrSplit(name, ';', absl::SkipEmpty());
  if (pieces.empty()) return {name};
  Path path = absl::StrSplit(pieces.back(), '/', absl::SkipEmpty());
  while (path.size() > 1 && IsReading(path.back())) path.pop_back();
  return path.empty() ? Path{name} : path;
}

// How many scopes at the beginning all paths with a scope of their own share.
size_t SharedScopes(const std::vector<Path>& paths) {
  const Path* first = nullptr;
  size_t shared = 0;
  for (const Path& path : paths) {
    if (path.size() < 3) continue;
    if (first == nullptr) {
      first = &path;
      shared = path.size() - 2;
    }
    const auto end = path.begin() + static_cast<std::ptrdiff_t>(std::min(shared, path.size() - 2));
    shared =
        static_cast<size_t>(std::mismatch(path.begin(), end, first->begin()).first - path.begin());
  }
  return shared;
}

// The end tells more than the beginning; it begins with a whole word if it can. Room is left for
// a number.
std::string Cut(const std::string& name) {
  constexpr size_t kMost = kLongest - 8;
  if (name.size() <= kMost) return name;
  const std::string end = name.substr(name.size() - kMost);
  const size_t word = end.find('_');
  return Identifier(word < kMost - 1 ? end.substr(word + 1) : end);
}

std::string ShortName(Path path, size_t shared_scopes) {
  if (path.size() >= shared_scopes + 2) {
    path.erase(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(shared_scopes));
    path.pop_back();
  } else if (path.size() > 1) {
    path = {path.back()};
  }
  return Cut(Identifier(absl::StrJoin(path, "_")));
}

std::string Numbered(const std::string& name, const ir::Node& node) {
  const ir::Origin* origin = MainOrigin(node);
  return origin == nullptr ? name : absl::StrCat(name, "_", origin->index);
}

}  // namespace

const ir::Origin* MainOrigin(const ir::Node& node) {
  const std::vector<ir::Origin>& origins = node.loc.origins;
  const std::string wanted = Letters(ir::NameOf(node.op));
  for (const ir::Origin& origin : origins) {
    if (absl::EndsWith(Letters(origin.op), wanted)) return &origin;
  }
  return origins.empty() ? nullptr : &origins.front();
}

std::vector<std::string> LayerNames(const ir::Graph& graph) {
  std::vector<Path> paths;
  for (const ir::Node& node : graph.nodes()) paths.push_back(PathOf(graph, node));
  const size_t shared = SharedScopes(paths);
  std::vector<std::string> names;
  absl::flat_hash_map<std::string, int> count;
  for (const Path& path : paths) {
    names.push_back(ShortName(path, shared));
    ++count[names.back()];
  }
  absl::flat_hash_set<std::string> taken;
  absl::flat_hash_map<std::string, int> next;  // number of a name that is taken
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string base = count[names[i]] > 1 ? Numbered(names[i], graph.nodes()[i]) : names[i];
    for (names[i] = base; !taken.insert(names[i]).second;) {
      names[i] = absl::StrCat(base, "_", ++next[base] + 1);
    }
  }
  return names;
}

}  // namespace iegen::passes
