// Which positions of each value anybody reads, dimension by dimension.
#ifndef IEGEN_PASSES_PIXELS_NEEDS_H_
#define IEGEN_PASSES_PIXELS_NEEDS_H_

#include <utility>
#include <vector>

#include "ir/graph.h"
#include "passes/pixels/progression.h"

namespace iegen::passes {

// The windows of a convolution or pool along dimension 1 or 2 of its input.
Windows WindowsOf(const ir::Graph& graph, const ir::Node& node, int dim);

// The dimensions of two shapes that are the same but for dimensions of one element, in pairs; none
// of one element. False where the shapes are not.
bool PairDimensions(const ir::Shape& a, const ir::Shape& b,
                    std::vector<std::pair<int, int>>* pairs);

// Found from the outputs to the inputs, again and again until nothing is added: element by element
// operators need the same of all that they read and write, and what an operator cannot leave out is
// needed. Whole: inputs and outputs of the graph, constants, variables, and all that an operator
// without a rule reads or writes.
class PixelNeeds {
 public:
  explicit PixelNeeds(const ir::Graph& graph);

  const Progression& of(ir::ValueId id, int dim) const {
    return needs_[static_cast<size_t>(id)][static_cast<size_t>(dim)];
  }
  bool Whole(ir::ValueId id) const;

 private:
  struct Place {
    ir::ValueId id = ir::kNoValue;
    int dim = 0;
  };

  int64_t SizeAt(Place p) const { return graph_.type(p.id).shape[p.dim]; }
  const Progression& At(Place p) const { return of(p.id, p.dim); }
  void Add(Place p, const Progression& more);
  void AddAll(ir::ValueId id);
  void Tie(const std::vector<Place>& places);

  void Spread(const ir::Node& node);
  void SpreadWindows(const ir::Node& node);
  void SpreadWindow(const Windows& w, Place in, Place out);
  void SpreadElementwise(const ir::Node& node, size_t operands);
  void SpreadConcat(const ir::Node& node, int axis);
  void SpreadSlice(const ir::Node& node, const ir::Slice& slice);
  void SpreadPad(const ir::Node& node, const ir::Pad& pad);
  void SpreadReshape(const ir::Node& node);
  void SpreadOther(const ir::Node& node);

  const ir::Graph& graph_;
  std::vector<std::vector<Progression>> needs_;  // by value and dimension
  bool changed_ = false;
};

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_PIXELS_NEEDS_H_
