// What the interpreter that iegen replaces needs for a model, as recorded in peers.csv: TensorFlow
// Lite Micro with the best free kernel library of the core. peers.csv says which; figures were
// taken on the same simulated boards, by the same instruction counter.
#ifndef IEGEN_BENCH_PEERS_H_
#define IEGEN_BENCH_PEERS_H_

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

// The rows of the file `path`. An error where it can't be read or a line has other columns.
absl::StatusOr<std::vector<Peer>> ReadPeers(const std::string& path);

// The row of a model on a target; null where there is none.
const Peer* FindPeer(const std::vector<Peer>& peers, absl::string_view model,
                     absl::string_view target);

}  // namespace iegen::bench

#endif  // IEGEN_BENCH_PEERS_H_
