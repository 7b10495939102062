// Chooses the order of dimensions in which each value of a graph is stored, so that the fewest
// bytes go through transposes.
//
// Transposes are taken out of the graph in thought: what stands behind one is the same value, read
// in another order. Then every operator of flip.h may work in any order it can, a transpose is
// needed wherever a reader wants another order than the value is stored in, and the rules of
// sinking and hoisting are one: an operator is flipped, and with it its neighbours, as far as that
// pays.
#ifndef IEGEN_PASSES_LAYOUT_LAYOUTS_H_
#define IEGEN_PASSES_LAYOUT_LAYOUTS_H_

#include <vector>

#include "passes/layout/flip.h"

namespace iegen::passes {

class Layouts {
 public:
  // What `graph` is like as it stands. The graph has to outlive this.
  explicit Layouts(const ir::Graph& graph);

  // Flips operators until no chain of flips makes fewer bytes go through transposes; returns
  // whether any was flipped. Never makes it more.
  bool Improve();

  // Bytes through transposes, times 2^20, plus bytes through those that are only reshapes.
  int64_t cost() const;

  // A value as one that no transpose writes, read in an order.
  struct Source {
    ir::ValueId value = ir::kNoValue;
    Perm perm;
  };
  Source SourceOf(ir::ValueId value) const;
  // Whether the node is one of the transposes that are taken out.
  bool IsTransposing(size_t node) const { return transposing_[node]; }
  // What the node has become, if it has been flipped.
  const absl::optional<Flip>& FlipAt(size_t node) const { return flips_[node]; }
  // The transpose from how source.value is stored to what a reader wants, in the order `wanted` of
  // the value behind source.perm.
  Perm Between(const Source& source, const Perm& wanted) const;
  // The order in which operand `operand` of a node is read.
  Perm Wanted(size_t node, size_t operand) const;

 private:
  struct Reader {
    int node = -1;  // -1: the graph's output
    size_t operand = 0;
    Perm perm;  // of Source
  };
  // A neighbour that would have to be flipped to make a transpose needless, and how.
  struct Step {
    size_t node = 0;
    Perm perm;
    int64_t cost = 0;  // of the transpose
  };

  void AddReader(ir::ValueId value, int node, size_t operand);
  Perm WantedBy(const Reader& reader) const;
  int64_t CostOf(ir::ValueId source) const;
  int64_t CostOf(ir::ValueId source, const Reader& reader, const Perm& between) const;
  int64_t CostAround(size_t node) const;
  void Set(size_t node, absl::optional<Flip> flip);
  absl::optional<Step> TowardsReader(ir::ValueId source, const Reader& reader) const;
  absl::optional<Step> TowardsProducer(ir::ValueId source, const Reader& reader) const;
  void AppendSteps(ir::ValueId source, std::vector<Step>* steps) const;
  std::vector<Step> StepsFrom(const std::vector<size_t>& flipped) const;
  std::vector<ir::ValueId> Around(size_t node) const;
  bool Grow(const Step& first);

  const ir::Graph& graph_;
  std::vector<Source> sources_;               // by value
  std::vector<int> producer_;                 // by value; -1: none
  std::vector<std::vector<Reader>> readers_;  // by value, of sources
  std::vector<bool> transposing_;             // by node
  std::vector<absl::optional<Flip>> flips_;   // by node
};

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_LAYOUT_LAYOUTS_H_
