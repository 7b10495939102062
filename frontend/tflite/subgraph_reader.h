// Reads one graph of a file into an ir::Graph. Graphs that operators call are read in place, as
// often as they are called: the result has no calls.
#ifndef IEGEN_FRONTEND_TFLITE_SUBGRAPH_READER_H_
#define IEGEN_FRONTEND_TFLITE_SUBGRAPH_READER_H_

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "frontend/tflite/model.h"
#include "frontend/tflite/operator_reader.h"
#include "frontend/tflite/problems.h"
#include "frontend/tflite/variables.h"
#include "frontend/tflite/wiring.h"
#include "ir/graph.h"

namespace iegen::frontend::tflite {

// What the readers of all graphs of a file have in common.
struct ImportContext {
  ImportContext(const Model& model, const ImportOptions& options)
      : file(options.file), problems(options), variables(model) {}

  const std::string& file;
  Problems problems;
  Variables variables;
  ir::Graph graph;
  std::map<const char*, ir::ConstantData> data;  // tensors that share a buffer share its copy
  std::vector<int32_t> open;                     // subgraphs that are being read, outermost first
  size_t operators = 0;                          // that were read
  Values values = Values::kStored;
  bool names_only = false;  // whole-model fault: operators are looked at by name alone
};

class SubgraphReader : public Callees {
 public:
  // `model` shows subgraph `index`.
  SubgraphReader(const Model& model, int32_t index, ImportContext* context);

  // The inputs become those of the graph.
  void ReadInputs();
  // The inputs are `values`, whose types must be theirs.
  absl::Status BindInputs(absl::Span<const ir::ValueId> values);
  void ReadOperators();
  // The values of the outputs; fewer where something is wrong with them, which is reported.
  std::vector<ir::ValueId> ReadOutputs();

  // Callees, for the operators of this graph.
  absl::StatusOr<std::vector<ir::ValueId>> Call(int32_t subgraph,
                                                absl::Span<const ir::ValueId> inputs) override;
  absl::Status RunOnce(int32_t subgraph) override;
  absl::StatusOr<CalleeEnds> EndsOf(int32_t subgraph) const override;

 private:
  static constexpr ir::ValueId kUnread = -2, kBroken = -3;
  using KindKey = std::tuple<int32_t, int32_t, std::string>;
  using Places = std::map<KindKey, std::vector<size_t>>;

  static KindKey KeyOf(const OperatorKind& kind) { return {kind.code, kind.version, kind.custom}; }
  Places FindUnsupported() const;
  void ReadOperator(size_t index);
  absl::Status OncePerKind(const absl::Status& status, size_t index, const OperatorKind& kind);
  absl::Status ReadKnownOperator(size_t index, const OperatorKind& kind);
  ir::Location LocationOf(size_t index, const OperatorKind& kind) const;
  absl::Status ReadTensors(absl::Span<const int32_t> tensors, std::vector<ir::ValueId>* ids);
  absl::StatusOr<ir::ValueId> ReadTensor(int32_t index);
  absl::Status BindHandle(const schema::Operator& op);
  absl::Status CheckBound(int32_t tensor, ir::ValueId value) const;
  absl::Status CheckCall(int32_t subgraph) const;
  void AddData(ir::ValueId id, absl::string_view data);

  const Model model_;
  const int32_t index_;
  ImportContext& context_;
  ir::Graph& graph_;
  Wiring wiring_;
  // For each tensor of the file: its value, or why it has none.
  std::vector<ir::ValueId> values_;
  // Operators that are not read, by kind, and where they stand.
  Places unsupported_;
};

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_SUBGRAPH_READER_H_
