// What the interpreter that iegen replaces needs for a model, as recorded in peers.csv: TensorFlow
// Lite Micro with the best free kernel library of the core. peers.csv says which; figures were
// taken on the same simulated boards, by the same instruction counter.
#ifndef IEGEN_BENCH_PEERS_H_
#define IEGEN_BENCH_PEERS_H_

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "bench/measure.h"

namespace iegen::bench {

// A row of peers.csv.
struct Peer {
  std::vector<std::string> models;  // names of models of one shape: counts depend on nothing else
  std::string target, name;
  int64_t macs = 0;
  Figures figures;  // constants are the model file's own, and not listed
};

// A row of published.csv: the fewest cycles that anybody has published for a network of this shape
// on silicon with this core. Facts about other boards and other software, not measurements of ours.
struct Published {
  std::vector<std::string> models;
  std::string target, board, software, source;
  double milliseconds = 0, mhz = 0;
  int64_t cycles() const { return std::llround(milliseconds * mhz * 1000); }
};

absl::StatusOr<std::vector<Published>> ReadPublished(const std::string& path);

// Cycles of the row of a model on a target; 0 where there is none.
int64_t PublishedCycles(const std::vector<Published>& rows, absl::string_view model,
                        absl::string_view target);

// The rows of the file `path`. An error where it can't be read or a line has other columns.
absl::StatusOr<std::vector<Peer>> ReadPeers(const std::string& path);

// The row of a model on a target; null where there is none.
const Peer* FindPeer(const std::vector<Peer>& peers, absl::string_view model,
                     absl::string_view target);

}  // namespace iegen::bench

#endif  // IEGEN_BENCH_PEERS_H_
