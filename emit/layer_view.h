// The layers of a report as data for its page.
#ifndef IEGEN_EMIT_LAYER_VIEW_H_
#define IEGEN_EMIT_LAYER_VIEW_H_

#include "nlohmann/json.hpp"

namespace iegen::emit {

// One row for each layer: n, name, title (every name of the file), op, detail, shape, fam, kernel,
// why (once for a kernel, then "as in layer n"), cands (not above 60 layers: the page stays small),
// macs, live, est, meas, share, weights; barw and ipmw are widths in percent, ipm instructions per
// MAC.
nlohmann::json LayerRows(const nlohmann::json& report);

// Their sums: macs, live, est, meas, weights.
nlohmann::json LayerSums(const nlohmann::json& report);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_LAYER_VIEW_H_
