#include "ir/eval/evaluator.h"

#include "absl/strings/str_cat.h"
#include "backends/reference/backend.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/control_flow.h"
#include "ir/verify.h"

namespace iegen {
namespace {

size_t BytesOfValue(const ir::Value& value) { return static_cast<size_t>(value.type.bytes()); }

}  // namespace

absl::StatusOr<Evaluator> Evaluator::Create(ir::Graph graph) {
  Evaluator evaluator;
  evaluator.graph_ = std::move(graph);
  const ir::Graph& g = evaluator.graph_;
  for (size_t i = 0; i < g.nodes().size(); ++i) IEGEN_RETURN_IF_ERROR(evaluator.BindNode(i));
  evaluator.jumps_ = ir::JumpsOf(g);
  for (size_t id = 0; id < g.value_count(); ++id) {
    const ir::Value& value = g.value(static_cast<ir::ValueId>(id));
    evaluator.values_.push_back(value.constant() ? *value.data : "");
    if (value.variable) evaluator.values_.back().assign(BytesOfValue(value), '\0');
  }
  evaluator.Reset();
  return evaluator;
}

absl::Status Evaluator::BindNode(size_t index) {
  const ir::Node& node = graph_.nodes()[index];
  if (ir::IsMarker(node.op)) {
    calls_.push_back({nullptr, {}, index, ""});
    return absl::OkStatus();
  }
  const NodeView view(graph_, node);
  std::vector<Candidate> candidates;
  ReferenceBackend().Candidates(view, ReferenceBackend().targets()[0], &candidates);
  absl::StatusOr<BoundCall> bound = candidates.front().bind(view);
  if (!bound.ok()) return ir::WithLocation(bound.status(), node.loc);
  int64_t scratch = 0;
  for (const BoundOperand& operand : bound->operands) scratch += operand.scratch_bytes;
  calls_.push_back({candidates.front().kernel, *std::move(bound), index,
                    std::string(static_cast<size_t>(scratch), '\0')});
  return absl::OkStatus();
}

void Evaluator::Reset() {
  for (size_t id = 0; id < graph_.value_count(); ++id) {
    const ir::Value& value = graph_.value(static_cast<ir::ValueId>(id));
    if (value.state()) values_[id] = *value.initial;
  }
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
  IEGEN_RETURN_IF_ERROR(RunNodes());
  std::vector<std::string> outputs;
  for (ir::ValueId id : graph_.outputs()) outputs.push_back(Bytes(id));
  return outputs;
}

// Where control goes is the same for every interpreter: ir/control_flow.h.
absl::Status Evaluator::RunNodes() {
  int64_t left = ir::kMostSteps;
  for (size_t i = 0; i < calls_.size(); ++i) {
    const ir::Node& node = graph_.nodes()[i];
    if (--left < 0) return ir::WithLocation(ir::EndlessLoop(), node.loc);
    if (calls_[i].kernel != nullptr) {
      RunCall(calls_[i]);
    } else if (node.in.empty() || !Condition(node)) {
      i = jumps_[i];
    }
  }
  return absl::OkStatus();
}

bool Evaluator::Condition(const ir::Node& node) const { return Bytes(node.in[0])[0] != 0; }

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
