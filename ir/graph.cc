#include "ir/graph.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "ir/text/printer.h"

namespace iegen::ir {

Location Merge(const Location& a, const Location& b) {
  Location merged{a.file.empty() ? b.file : a.file, a.origins};
  for (const Origin& origin : b.origins) {
    if (!absl::c_linear_search(merged.origins, origin)) merged.origins.push_back(origin);
  }
  absl::c_stable_sort(merged.origins,
                      [](const Origin& x, const Origin& y) { return x.index < y.index; });
  return merged;
}

std::string Graph::UniqueName(absl::string_view wanted) {
  std::string base = Identifier(wanted);
  if (names_.insert(base).second) return base;
  // Usually the very first guess is free; the loop ends because values are finite.
  for (size_t i = values_.size();; ++i) {
    std::string candidate = absl::StrCat(base, "_", i);
    if (names_.insert(candidate).second) return candidate;
  }
}

ValueId Graph::AddValue(absl::string_view value_name, TensorType type) {
  Value value;
  value.name = UniqueName(value_name);
  value.original = std::string(value_name);
  value.type = std::move(type);
  if (value.original == value.name) value.original.clear();
  values_.push_back(std::move(value));
  return static_cast<ValueId>(values_.size() - 1);
}

ValueId Graph::AddInput(absl::string_view value_name, TensorType type) {
  inputs_.push_back(AddValue(value_name, std::move(type)));
  return inputs_.back();
}

ValueId Graph::AddConstant(absl::string_view value_name, TensorType type, std::string bytes) {
  const ValueId id = AddValue(value_name, std::move(type));
  value(id).data = std::make_shared<const std::string>(std::move(bytes));
  return id;
}

ValueId Graph::AddState(absl::string_view value_name, TensorType type, std::string initial) {
  const ValueId id = AddLocal(value_name, std::move(type));
  value(id).initial = std::make_shared<const std::string>(std::move(initial));
  return id;
}

ValueId Graph::AddLocal(absl::string_view value_name, TensorType type) {
  const ValueId id = AddValue(value_name, std::move(type));
  value(id).variable = true;
  return id;
}

int Graph::Producer(ValueId id) const {
  for (size_t i = 0; i < nodes_.size(); ++i) {
    if (absl::c_linear_search(nodes_[i].out, id)) return static_cast<int>(i);
  }
  return -1;
}

std::vector<Use> Graph::Users(ValueId id) const {
  std::vector<Use> users;
  for (size_t i = 0; i < nodes_.size(); ++i) {
    for (size_t k = 0; k < nodes_[i].in.size(); ++k) {
      if (nodes_[i].in[k] == id) users.push_back({i, k});
    }
  }
  return users;
}

bool Graph::IsOutput(ValueId id) const { return absl::c_linear_search(outputs_, id); }
bool Graph::IsInput(ValueId id) const { return absl::c_linear_search(inputs_, id); }

bool Graph::Writes(const Node& node, ValueId id) const {
  const uint32_t writes = WritesOf(node.op);
  for (size_t k = 0; k < node.in.size(); ++k) {
    if ((writes >> k & 1u) != 0 && node.in[k] == id) return true;
  }
  return false;
}

std::vector<ValueId> Graph::Variables() const {
  std::vector<ValueId> variables;
  std::vector<bool> seen(values_.size(), false);
  for (const Node& node : nodes_) {
    for (ValueId id : node.in) {
      if (!valid(id) || !value(id).variable || seen[static_cast<size_t>(id)]) continue;
      seen[static_cast<size_t>(id)] = true;
      variables.push_back(id);
    }
  }
  return variables;
}

void Graph::ReplaceUses(ValueId from, ValueId to) {
  for (Node& node : nodes_) absl::c_replace(node.in, from, to);
  absl::c_replace(outputs_, from, to);
}

void Graph::EraseNodes(const std::function<bool(const Node&)>& dead) {
  nodes_.erase(std::remove_if(nodes_.begin(), nodes_.end(), dead), nodes_.end());
}

void Graph::Compact() {
  std::vector<ValueId> new_id(values_.size(), kNoValue);
  std::vector<Value> kept;
  const auto renumber = [&](std::vector<ValueId>& ids) {
    for (ValueId& id : ids) {
      if (id == kNoValue) continue;
      ValueId& mapped = new_id[static_cast<size_t>(id)];
      if (mapped == kNoValue) {
        mapped = static_cast<ValueId>(kept.size());
        kept.push_back(std::move(value(id)));
      }
      id = mapped;
    }
  };
  renumber(inputs_);
  for (Node& node : nodes_) {
    renumber(node.in);
    renumber(node.out);
  }
  renumber(outputs_);
  values_ = std::move(kept);
  names_.clear();
  for (const Value& v : values_) names_.insert(v.name);
}

Types Graph::InputTypes(const Node& node) const {
  Types types;
  for (ValueId id : node.in) types.push_back(id == kNoValue ? AbsentType() : type(id));
  return types;
}

Types Graph::OutputTypes(const Node& node) const {
  Types types;
  for (ValueId id : node.out) types.push_back(type(id));
  return types;
}

bool Equal(const Graph& a, const Graph& b) { return Print(a) == Print(b); }

}  // namespace iegen::ir
