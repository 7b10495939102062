#include "tools/cli/layer_table.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/eval/evaluator.h"

namespace iegen::cli {
namespace {

// Where a layer's value stands among the outputs of the engine of all layers.
struct Slot {
  ir::ValueId value = ir::kNoValue;
  size_t row = 0, bytes = 0;
};

struct Plan {
  std::vector<LayerRow> rows;
  std::vector<Slot> slots;
};

// Several operators may have been made of one of the file: they share its row.
size_t RowFor(const ir::Node& node, std::vector<LayerRow>* rows) {
  LayerRow row;
  row.op = std::string(ir::NameOf(node.op));
  if (!node.loc.origins.empty()) {
    row.layer = node.loc.origins.front().name;
    row.op = node.loc.origins.front().op;
  }
  const auto same = absl::c_find_if(
      *rows, [&](const LayerRow& other) { return other.layer == row.layer && other.op == row.op; });
  if (same != rows->end() && !row.layer.empty()) return static_cast<size_t>(same - rows->begin());
  rows->push_back(std::move(row));
  return rows->size() - 1;
}

Plan PlanOf(const ir::Graph& graph) {
  Plan plan;
  for (size_t i : LayersOf(graph)) {
    const ir::Node& node = graph.nodes()[i];
    const size_t row = RowFor(node, &plan.rows);
    for (ir::ValueId id : node.out) {
      plan.slots.push_back({id, row, static_cast<size_t>(graph.type(id).bytes())});
    }
  }
  return plan;
}

void CountEqual(const std::string& expected, absl::string_view got, LayerRow* row) {
  row->bytes += expected.size();
  for (size_t i = 0; i < expected.size(); ++i) row->equal += expected[i] == got[i] ? 1 : 0;
}

absl::Status Compare(const ir::Graph& graph, const Cases& cases,
                     const simulator::EngineResult& result, Plan* plan) {
  IEGEN_ASSIGN_OR_RETURN(Evaluator evaluator, Evaluator::Create(graph));
  for (size_t c = 0; c < cases.size(); ++c) {
    IEGEN_RETURN_IF_ERROR(evaluator.Run(cases[c]).status());
    size_t at = 0;
    for (const Slot& slot : plan->slots) {
      CountEqual(evaluator.Bytes(slot.value),
                 absl::string_view(result.outputs[c]).substr(at, slot.bytes),
                 &plan->rows[slot.row]);
      at += slot.bytes;
    }
  }
  return absl::OkStatus();
}

std::string EqualText(const LayerRow& row) {
  if (row.equal == row.bytes) return absl::StrCat("all ", Grouped(static_cast<int64_t>(row.bytes)));
  return absl::StrCat(Grouped(static_cast<int64_t>(row.equal)), " of ",
                      Grouped(static_cast<int64_t>(row.bytes)));
}

std::string StepsText(const LayerRow& row) {
  return row.has_noise ? absl::StrFormat("%.2f steps", row.noise.largest_steps) : "";
}

}  // namespace

std::vector<size_t> LayersOf(const ir::Graph& graph) {
  std::vector<size_t> layers;
  int level = 0;
  for (size_t i = 0; i < graph.nodes().size(); ++i) {
    const ir::Flow flow = ir::FlowOf(graph.nodes()[i].op);
    if (flow == ir::Flow::kIfBegin || flow == ir::Flow::kLoopBegin) ++level;
    if (flow == ir::Flow::kIfEnd || flow == ir::Flow::kLoopEnd) --level;
    if (level == 0 && !graph.nodes()[i].out.empty()) layers.push_back(i);
  }
  return layers;
}

std::string LayerName(const ir::Node& node) {
  const ir::Origin origin = node.loc.origins.empty() ? ir::Origin{} : node.loc.origins.front();
  return absl::StrCat("operator ", origin.index, " ", origin.op, " ", Quoted(origin.name), " (",
                      ir::NameOf(node.op), ")");
}

absl::StatusOr<std::vector<LayerRow>> CompareLayers(const Console& console, const ModelFile& model,
                                                    const ir::Graph& graph,
                                                    const EngineOptions& options,
                                                    const Cases& cases) {
  Plan plan = PlanOf(graph);
  ir::Graph all = graph;
  all.outputs().clear();
  for (const Slot& slot : plan.slots) all.outputs().push_back(slot.value);
  IEGEN_ASSIGN_OR_RETURN(const Engine engine, MakeEngine(console, model, all, options));
  IEGEN_ASSIGN_OR_RETURN(const simulator::EngineResult result, Simulate(engine, cases));
  IEGEN_RETURN_IF_ERROR(Compare(all, cases, result, &plan));
  return std::move(plan.rows);
}

void AddNoise(const Fidelity& fidelity, std::vector<LayerRow>* rows) {
  for (LayerRow& row : *rows) {
    const auto found = absl::c_find_if(fidelity.layers, [&](const LayerNoise& layer) {
      return layer.layer == row.layer && layer.op == row.op;
    });
    if (found == fidelity.layers.end()) continue;
    row.has_noise = true;
    row.noise = found->noise;
  }
}

std::string LayerTable(const std::vector<LayerRow>& rows) {
  size_t width = 5, operators = 8;
  for (const LayerRow& row : rows) {
    width = std::max(width, ShownName(row.layer).size());
    operators = std::max(operators, Escaped(row.op).size());
  }
  const int columns = static_cast<int>(width), op_columns = static_cast<int>(operators);
  const bool noise = absl::c_any_of(rows, [](const LayerRow& row) { return row.has_noise; });
  std::string text =
      absl::StrFormat("%-*s  %-*s  equal bytes", columns, "layer", op_columns, "operator");
  if (noise) absl::StrAppend(&text, "          largest difference  signal to noise");
  for (const LayerRow& row : rows) {
    absl::StrAppend(&text, absl::StrFormat("\n%-*s  %-*s  %s", columns, ShownName(row.layer),
                                           op_columns, Escaped(row.op), EqualText(row)));
    if (!row.has_noise) continue;
    const size_t gap = std::max<size_t>(21, EqualText(row).size()) - EqualText(row).size();
    absl::StrAppend(&text, absl::StrFormat("%*s%18s  %15s", static_cast<int>(gap), "",
                                           StepsText(row), DecibelText(row.noise)));
  }
  return text;
}

}  // namespace iegen::cli
