// What the functions that write one operator have in common: the node at hand, its tensors in the
// file, and helpers that write operators in its name.
#ifndef IEGEN_FRONTEND_TFLITE_NODE_WRITER_H_
#define IEGEN_FRONTEND_TFLITE_NODE_WRITER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "frontend/tflite/file_writer.h"
#include "ir/graph.h"

namespace iegen::frontend::tflite {

class NodeWriter {
 public:
  explicit NodeWriter(const ir::Graph& graph) : graph_(graph), tensors_(graph.value_count(), -1) {}

 protected:
  using Builtin = schema::BuiltinOperator;
  using Options = schema::BuiltinOptions;

  flatbuffers::FlatBufferBuilder& fbb() { return writer_.fbb(); }
  const ir::Graph& graph() const { return graph_; }
  void StartNode(const ir::Node& node) { node_ = &node; }
  const ir::Node& node() const { return *node_; }
  const ir::TensorType& In(size_t i) const { return graph_.type(node_->in[i]); }
  const ir::TensorType& Out() const { return graph_.type(node_->out[0]); }
  bool Has(size_t i) const { return node_->in.size() > i && node_->in[i] != ir::kNoValue; }

  // The tensor of a value, or -1 of none.
  int32_t TensorOf(ir::ValueId id);
  // A new tensor that is named after the node's output. `data` is null, or a constant's bytes.
  int32_t NewTensor(absl::string_view what, const ir::TensorType& type,
                    const std::string* data = nullptr);
  // A constant of int32: a list, or in the shape given.
  int32_t Integers(absl::string_view what, const std::vector<int32_t>& values);
  int32_t Integers(absl::string_view what, const std::vector<int32_t>& values,
                   const ir::Shape& shape);

  void Put(const OperatorForm& form, const std::vector<int32_t>& in, int32_t out) {
    writer_.AddOperator(form, in, out);
  }
  // The operator whose output is the node's.
  absl::Status PutLast(const OperatorForm& form, const std::vector<int32_t>& in);
  // With the node's own operands, and more.
  absl::Status PutNode(const OperatorForm& form, const std::vector<int32_t>& more = {});

  absl::Status HasNone(absl::string_view what) const;

  std::string Finish(const std::vector<int32_t>& inputs, const std::vector<int32_t>& outputs) {
    return writer_.Finish(inputs, outputs);
  }

 private:
  std::string NameOf(absl::string_view what) const;

  const ir::Graph& graph_;
  const ir::Node* node_ = nullptr;
  FileWriter writer_;
  std::vector<int32_t> tensors_;  // of each value; -1: not written yet
};

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_NODE_WRITER_H_
