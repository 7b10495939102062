#include "ir/eval/evaluator.h"

#include "absl/strings/str_cat.h"
#include "backends/reference/backend.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/verify.h"

namespace iegen {

absl::StatusOr<Evaluator> Evaluator::Create(ir::Graph graph) {
  Evaluator evaluator;
  evaluator.graph_ = std::move(graph);
  const ir::Graph& g = evaluator.graph_;
  const Target& host = ReferenceBackend().targets()[0];
  for (size_t i = 0; i < g.nodes().size(); ++i) {
    const NodeView view(g, g.nodes()[i]);
    std::vector<Candidate> candidates;
    ReferenceBackend().Candidates(view, host, &candidates);
    absl::StatusOr<BoundCall> bound = candidates.front().bind(view);
    if (!bound.ok()) return ir::WithLocation(bound.status(), g.nodes()[i].loc);
    int64_t scratch = 0;
    for (const BoundOperand& operand : bound->operands) scratch += operand.scratch_bytes;
    evaluator.calls_.push_back({candidates.front().kernel, *std::move(bound), i,
                                std::string(static_cast<size_t>(scratch), '\0')});
  }
  for (size_t id = 0; id < g.value_count(); ++id) {
    const ir::Value& value = g.value(static_cast<ir::ValueId>(id));
    evaluator.values_.push_back(value.constant() ? *value.data : "");
  }
  return evaluator;
}

absl::StatusOr<std::vector<std::string>> Evaluator::Run(absl::Span<const std::string> inputs) {
  if (inputs.size() != graph_.inputs().size()) {
    return Error(absl::StrCat("the model has ", graph_.inputs().size(), " inputs, ", inputs.size(),
                              " were given"));
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    const ir::ValueId id = graph_.inputs()[i];
    if (static_cast<int64_t>(inputs[i].size()) != graph_.type(id).bytes()) {
      return Error(absl::StrCat("input ", i, " ", Quoted(graph_.value(id).name), " needs ",
                                graph_.type(id).bytes(), " bytes, ", inputs[i].size(),
                                " were given"));
    }
    values_[static_cast<size_t>(id)] = inputs[i];
  }
  for (Call& call : calls_) RunCall(call);
  std::vector<std::string> outputs;
  for (ir::ValueId id : graph_.outputs()) outputs.push_back(Bytes(id));
  return outputs;
}

void* Evaluator::Address(const Call& call, const BoundOperand& operand, std::string* scratch) {
  const ir::Node& node = graph_.nodes()[call.node];
  switch (operand.kind) {
    case BoundOperand::Kind::kInput:
      return values_[static_cast<size_t>(node.in[operand.index])].data();
    case BoundOperand::Kind::kOutput:
      return values_[static_cast<size_t>(node.out[operand.index])].data();
    case BoundOperand::Kind::kConstant:
      return const_cast<char*>(operand.bytes.data());  // kernels take constants as const
    case BoundOperand::Kind::kScratch:
      return scratch->data();
    case BoundOperand::Kind::kNull:
      break;
  }
  return nullptr;
}

void Evaluator::RunCall(Call& call) {
  for (ir::ValueId id : graph_.nodes()[call.node].out) {
    values_[static_cast<size_t>(id)].assign(static_cast<size_t>(graph_.type(id).bytes()), '\0');
  }
  std::vector<void*> operands;
  for (const BoundOperand& operand : call.bound.operands) {
    operands.push_back(Address(call, operand, &call.scratch));
  }
  call.kernel->run(call.bound.spec, operands);
}

}  // namespace iegen
