// The graph: typed operators in execution order, values with static types, shared constants. A
// graph is a value: copies are cheap, and nothing outside can change one behind its back.
#ifndef IEGEN_IR_GRAPH_H_
#define IEGEN_IR_GRAPH_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ir/ops/all_ops.h"
#include "ir/type.h"

namespace iegen::ir {

// Index of a value in its graph. Ids stay valid: values are never renumbered except by Compact().
using ValueId = int32_t;
constexpr ValueId kNoValue = -1;  // an optional input that is absent

// Where something came from in the user's model. Fused nodes carry the origins of all their parts,
// in the order of the file.
struct Origin {
  int32_t index = -1;  // of the operator in the file
  std::string op;      // the format's name of the operator, as in "CONV_2D"
  std::string name;    // the exporter's name; untrusted text
  bool operator==(const Origin&) const = default;
};
struct Location {
  std::string file;
  std::vector<Origin> origins;
  bool operator==(const Location&) const = default;
};

// Origins of both, sorted by index and without doubles.
Location Merge(const Location& a, const Location& b);

// Immutable bytes, little-endian, shared between copies of a graph.
using ConstantData = std::shared_ptr<const std::string>;

struct Value {
  std::string name;      // an identifier, unique in the graph; given by Graph, never changed
  std::string original;  // the exporter's name; untrusted text, may be empty
  TensorType type;
  ConstantData data;  // null unless constant
  // A variable is there from the beginning, and operators write it again and again. It keeps its
  // bytes from one inference to the next if it has initial ones; without, it holds anything when
  // an inference begins.
  bool variable = false;
  ConstantData initial;  // of a variable, or null

  bool constant() const { return data != nullptr; }
  bool state() const { return variable && initial != nullptr; }
};

struct Node {
  Op op;
  std::vector<ValueId> in, out;
  Location loc;
};

struct Use {
  size_t node = 0, operand = 0;
};

// How filters, and products of matrices, bring a sum back to 8 bits: with the two roundings of
// TensorFlow Lite, which its models promise to the bit, or with one, which is nearer to what a
// model in floating point with quantised values means, as ONNX has them.
enum class Rounding : uint8_t { kTwice, kOnce };

class Graph {
 public:
  std::string name = "model";
  Rounding rounding = Rounding::kTwice;

  // Each returns the id of the new value; names are made unique identifiers.
  ValueId AddInput(absl::string_view value_name, TensorType type);
  ValueId AddConstant(absl::string_view value_name, TensorType type, std::string bytes);
  ValueId AddValue(absl::string_view value_name, TensorType type);
  // State, which Reset() gives the bytes `initial`.
  ValueId AddState(absl::string_view value_name, TensorType type, std::string initial);
  // A variable that lives within one inference.
  ValueId AddLocal(absl::string_view value_name, TensorType type);

  Value& value(ValueId id) { return values_[static_cast<size_t>(id)]; }
  const Value& value(ValueId id) const { return values_[static_cast<size_t>(id)]; }
  const TensorType& type(ValueId id) const { return value(id).type; }
  size_t value_count() const { return values_.size(); }
  bool valid(ValueId id) const { return id >= 0 && static_cast<size_t>(id) < values_.size(); }

  std::vector<Node>& nodes() { return nodes_; }
  const std::vector<Node>& nodes() const { return nodes_; }
  std::vector<ValueId>& inputs() { return inputs_; }
  const std::vector<ValueId>& inputs() const { return inputs_; }
  std::vector<ValueId>& outputs() { return outputs_; }
  const std::vector<ValueId>& outputs() const { return outputs_; }

  // Index of the node that writes `id`, or -1 for inputs, constants and variables.
  int Producer(ValueId id) const;
  // Every operand that reads `id`; graph outputs are not among them.
  std::vector<Use> Users(ValueId id) const;
  bool IsOutput(ValueId id) const;
  bool IsInput(ValueId id) const;
  // Whether `node` writes the variable `id`.
  bool Writes(const Node& node, ValueId id) const;
  // Every variable that a node names, in order of first mention.
  std::vector<ValueId> Variables() const;

  // Every operand and graph output that named `from` names `to` afterwards.
  void ReplaceUses(ValueId from, ValueId to);
  // Removes the nodes for which `dead` says so; their outputs must have no users.
  void EraseNodes(const std::function<bool(const Node&)>& dead);
  // Drops values that nothing names, and numbers the others in order of first mention.
  void Compact();

  // Types of a node's operands; AbsentType() for kNoValue.
  Types InputTypes(const Node& node) const;
  Types OutputTypes(const Node& node) const;

 private:
  std::string UniqueName(absl::string_view wanted);

  std::vector<Value> values_;
  absl::flat_hash_set<std::string> names_;  // of all values
  std::vector<Node> nodes_;
  std::vector<ValueId> inputs_, outputs_;
};

// Same text form, all constants included.
bool Equal(const Graph& a, const Graph& b);

// The elements of a constant of element type T.
template <class T>
std::vector<T> ElementsOf(const Value& value) {
  std::vector<T> elements(value.data->size() / sizeof(T));
  value.data->copy(reinterpret_cast<char*>(elements.data()), elements.size() * sizeof(T));
  return elements;
}

// The bytes of `elements`, for AddConstant().
template <class T>
std::string BytesOf(absl::Span<const T> elements) {
  return std::string(reinterpret_cast<const char*>(elements.data()), elements.size() * sizeof(T));
}

}  // namespace iegen::ir

#endif  // IEGEN_IR_GRAPH_H_
