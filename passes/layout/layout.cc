// Moves transposes, which models converted literally from NCHW are full of, to where they cancel or
// cost least: operators between two of them work in the other order of dimensions instead (flip.h).
// Graphs with loops stay as they are.
// Bytes through transposes never grow; where they cannot become fewer the graph stays as it is.
#include <map>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "passes/layout/layouts.h"
#include "passes/pass.h"

namespace iegen::passes {
namespace {

// Writes the graph anew in the layouts that were chosen.
class Rewriter {
 public:
  Rewriter(const ir::Graph& before, const Layouts& layouts, ir::Graph* graph)
      : before_(before), layouts_(layouts), graph_(*graph), stored_(before.value_count()) {
    for (size_t id = 0; id < stored_.size(); ++id) stored_[id] = static_cast<ir::ValueId>(id);
  }

  void Run() {
    graph_.nodes().clear();
    for (size_t i = 0; i < before_.nodes().size(); ++i) {
      if (layouts_.IsTransposing(i)) {
        Transposing(before_.nodes()[i]);
      } else {
        Other(i);
      }
    }
    for (const auto& [source, loc] : removed_) KeepLocation(source, loc);
  }

 private:
  // A transpose is written again only where its result is an output of the graph; others come back
  // where somebody needs them.
  void Transposing(const ir::Node& node) {
    const ir::ValueId out = node.out[0];
    removed_[layouts_.SourceOf(out).value] =
        ir::Merge(removed_[layouts_.SourceOf(out).value], node.loc);
    if (!before_.IsOutput(out)) return;
    const Layouts::Source source = layouts_.SourceOf(out);
    Emit(source, Identity(static_cast<int>(source.perm.size())), out);
  }

  void Other(size_t index) {
    ir::Node node = before_.nodes()[index];
    const absl::optional<Flip>& flip = layouts_.FlipAt(index);
    if (ir::IsMarker(node.op)) transposed_.clear();
    for (size_t k = 0; k < node.in.size(); ++k) {
      if (node.in[k] != ir::kNoValue) node.in[k] = Read(node.in[k], layouts_.Wanted(index, k));
    }
    if (flip) node.op = flip->op;
    const bool reordered = flip && !IsIdentity(flip->out);
    const ir::ValueId out = reordered ? node.out[0] : ir::kNoValue;
    if (reordered) node.out[0] = Reordered(out, flip->out);
    graph_.nodes().push_back(std::move(node));
    if (!reordered || !before_.IsOutput(out)) return;
    Emit({out, Identity(graph_.type(out).shape.rank())}, Identity(graph_.type(out).shape.rank()),
         out);
  }

  // The value that holds `out` in another order; `out` itself unless the graph's caller sees it.
  ir::ValueId Reordered(ir::ValueId out, const Perm& perm) {
    const ir::TensorType type = Permuted(before_.type(out), perm);
    if (!before_.IsOutput(out)) {
      graph_.value(out).type = type;
      return out;
    }
    const ir::Value& value = before_.value(out);
    const ir::ValueId stored =
        graph_.AddValue(value.original.empty() ? value.name : value.original, type);
    stored_[static_cast<size_t>(out)] = stored;
    return stored;
  }

  ir::ValueId Read(ir::ValueId id, const Perm& wanted) {
    const Layouts::Source source = layouts_.SourceOf(id);
    const Perm between = layouts_.Between(source, wanted);
    const ir::ValueId stored = stored_[static_cast<size_t>(source.value)];
    const int rank = graph_.type(stored).shape.rank();
    if (IsIdentity(between) && rank == static_cast<int>(between.size())) return stored;
    ir::ValueId& result = transposed_[{stored, between}];
    if (result != 0) return result - 1;  // 0: not there yet
    result = (graph_.value(stored).constant() ? Constant(stored, between)
                                              : Emit(source, wanted, ir::kNoValue)) +
             1;
    return result - 1;
  }

  ir::ValueId Constant(ir::ValueId id, const Perm& perm) {
    const ir::Value value = graph_.value(id);
    ir::TensorType type = value.type;
    type.shape = Extended(type.shape, static_cast<int>(perm.size()));
    if (type.quant.per_channel()) {
      type.quant.axis += static_cast<int32_t>(perm.size()) - value.type.shape.rank();
    }
    std::string bytes = PermutedBytes(*value.data, type.shape, perm, ir::BytesOf(type.elem));
    return graph_.AddConstant(value.original.empty() ? value.name : value.original,
                              Permuted(type, perm), std::move(bytes));
  }

  // Writes the source in the order `wanted` to `out`, or to a new value.
  ir::ValueId Emit(const Layouts::Source& source, const Perm& wanted, ir::ValueId out) {
    const Perm perm = layouts_.Between(source, wanted);
    ir::ValueId from = stored_[static_cast<size_t>(source.value)];
    const ir::Value value = before_.value(source.value);
    const std::string name = value.original.empty() ? value.name : value.original;
    const ir::Location loc = LocationOf(source.value);
    emitted_.insert(source.value);
    ir::TensorType type = graph_.type(from);
    type.shape = Extended(type.shape, static_cast<int>(perm.size()));
    const bool keeps = KeepsOrder(perm, type.shape);
    if (!keeps && type.shape != graph_.type(from).shape) {
      const ir::ValueId extended = graph_.AddValue(name, type);
      graph_.nodes().push_back({ir::Reshape{type.shape.dims()}, {from}, {extended}, loc});
      from = extended;
    }
    type = Permuted(type, perm);
    if (out == ir::kNoValue) out = graph_.AddValue(name, type);
    ir::Op op = keeps ? ir::Op(ir::Reshape{type.shape.dims()}) : ir::Op(ir::Transpose{perm});
    graph_.nodes().push_back({std::move(op), {from}, {out}, loc});
    return out;
  }

  // Of the transposes that stood there, or else of the operator that writes it.
  ir::Location LocationOf(ir::ValueId source) const {
    const auto removed = removed_.find(source);
    if (removed != removed_.end()) return removed->second;
    const int producer = before_.Producer(source);
    return producer < 0 ? ir::Location{} : before_.nodes()[static_cast<size_t>(producer)].loc;
  }

  // Transposes that are gone live on in the operator before them, or else behind them.
  void KeepLocation(ir::ValueId source, const ir::Location& loc) {
    if (emitted_.contains(source)) return;
    const ir::ValueId stored = stored_[static_cast<size_t>(source)];
    const int producer = graph_.Producer(stored);
    const std::vector<ir::Use> users = graph_.Users(stored);
    if (producer < 0 && users.empty()) return;
    const size_t index = producer >= 0 ? static_cast<size_t>(producer) : users[0].node;
    ir::Node& node = graph_.nodes()[index];
    node.loc = ir::Merge(node.loc, loc);
  }

  const ir::Graph& before_;
  const Layouts& layouts_;
  ir::Graph& graph_;
  std::vector<ir::ValueId> stored_;              // by value of the graph before: what holds it
  std::map<ir::ValueId, ir::Location> removed_;  // transposes behind a source
  absl::flat_hash_set<ir::ValueId> emitted_;     // sources that have some again
  absl::flat_hash_map<std::pair<ir::ValueId, Perm>, ir::ValueId> transposed_;  // plus 1
};

}  // namespace

absl::Status Layout(ir::Graph& graph, const PassContext&) {
  // A transpose before a loop must not get into it.
  if (absl::c_any_of(graph.nodes(), [](const ir::Node& node) {
        return std::holds_alternative<ir::LoopBegin>(node.op);
      })) {
    return absl::OkStatus();
  }
  const ir::Graph before = graph;
  Layouts layouts(before);
  if (!layouts.Improve()) return absl::OkStatus();
  Rewriter(before, layouts, &graph).Run();
  return absl::OkStatus();
}

}  // namespace iegen::passes
