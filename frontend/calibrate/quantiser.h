// Where a float graph gets quantised, and the graph with that done.
#ifndef IEGEN_FRONTEND_CALIBRATE_QUANTISER_H_
#define IEGEN_FRONTEND_CALIBRATE_QUANTISER_H_

#include <cstdint>
#include <tuple>
#include <vector>

#include "absl/strings/string_view.h"
#include "frontend/calibrate/calibrate.h"
#include "frontend/calibrate/ranges.h"
#include "ir/graph.h"

namespace iegen::frontend::calibrate {

// What a node is made of: an operator of the file, or a part of one that was divided. Steps of a
// recurrent layer are the same part. Index -1: of no operator.
struct Part {
  int32_t index = -1;
  absl::string_view name;  // of `node`, which must outlive it

  bool operator==(const Part&) const = default;
  bool operator<(const Part& other) const {
    return std::tie(index, name) < std::tie(other.index, other.name);
  }
};
Part PartOf(const ir::Node& node);

// For each value whether it gets a quantisation of its own: not constants, not what only moves or
// chooses among stored values, not sums on their way into an activation, and not what an operator
// of the file was taken apart into, nor what the file itself quantises.
std::vector<bool> StoredValues(const ir::Graph& graph);

// Gives stored values that are the same part of the same operator one range: those of the steps of
// a recurrent layer, whose scales and tables are then the same.
void TieSteps(const ir::Graph& graph, const std::vector<bool>& stored, std::vector<Range>* ranges);

// The graph with its weights in int8, and each stored value quantised to its range. Inputs and
// outputs are int8 where options say so.
Calibration WithQuantisation(const ir::Graph& graph, const std::vector<Range>& ranges,
                             const Options& options);

}  // namespace iegen::frontend::calibrate

#endif  // IEGEN_FRONTEND_CALIBRATE_QUANTISER_H_
