// Which values of a graph stand for bytes of others, which nodes need no call for that reason, and
// how long each value is needed.
#ifndef IEGEN_PASSES_VALUE_LAYOUT_H_
#define IEGEN_PASSES_VALUE_LAYOUT_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "ir/control_flow.h"
#include "ir/graph.h"
#include "passes/plan_memory.h"

namespace iegen::passes {

// What is a view where it could be one.
struct LayoutOptions {
  bool preserve_inputs = false;
  bool parts = true;  // outputs that are a part of their input
  bool joins = true;  // inputs that are a part of a joined output
};

class ValueLayout {
 public:
  ValueLayout(const ir::Graph& graph, absl::Span<const NodeMemory> nodes, LayoutOptions options);

  int32_t steps() const { return steps_; }
  // The node's step, or where it has no call that of the next one.
  int32_t step(size_t node) const { return step_[node]; }
  // By node: no call. A view of its input, or joined inputs that are all in their places.
  const std::vector<bool>& is_view() const { return is_view_; }

  // The value whose memory holds this one, or kNoValue, and where in it.
  ir::ValueId base(ir::ValueId id) const { return base_[Index(id)]; }
  int64_t base_offset(ir::ValueId id) const { return base_offset_[Index(id)]; }
  // The same through all bases.
  ir::ValueId Root(ir::ValueId id) const;
  int64_t Place(ir::ValueId id) const;

  // Last step that reads the value itself, not a view of it; -2: none.
  int32_t last(ir::ValueId id) const { return last_[Index(id)]; }
  // That, or for a part of an output that nobody puts together the step where the whole begins.
  int32_t until(ir::ValueId id) const { return std::max(last(id), whole_from_[Index(id)]); }
  // First and last step of a variable that is no state, or the loops around them.
  void LifeOfVariable(ir::ValueId id, int32_t* first, int32_t* last) const;

 private:
  static size_t Index(ir::ValueId id) { return static_cast<size_t>(id); }
  bool Constant(ir::ValueId id) const { return id == ir::kNoValue || graph_.value(id).constant(); }
  bool MayBeView(size_t i) const;
  bool KeepsItsBytes(size_t reader) const;
  size_t LastNodeOf(size_t first, size_t reader) const;
  bool FamilyIsOutput(ir::ValueId root) const;
  bool MayBePart(size_t join, ir::ValueId value) const;
  bool Join(size_t i);
  bool DecideView(size_t i);
  void FindLastReads();

  const ir::Graph& graph_;
  absl::Span<const NodeMemory> nodes_;
  const LayoutOptions options_;
  const std::vector<ir::Loop> loops_;
  int32_t steps_ = 0;
  std::vector<int32_t> step_;
  std::vector<bool> is_view_;
  std::vector<std::vector<ir::ValueId>> parts_;  // by node: whose memory lies in its output
  std::vector<size_t> first_node_;               // by value: the node that writes it
  std::vector<ir::ValueId> base_;
  std::vector<int64_t> base_offset_;
  std::vector<int32_t> last_, whole_from_;
};

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_VALUE_LAYOUT_H_
