#include "bench/peers.h"

#include <array>

#include "absl/algorithm/container.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status.h"

namespace iegen::bench {
namespace {

constexpr char kHeading[] = "models,target,peer,macs,instructions,code_bytes,ram_bytes,stack_bytes";

absl::StatusOr<Peer> ParsePeer(absl::string_view line) {
  const std::vector<std::string> columns = absl::StrSplit(line, ',');
  constexpr size_t kTexts = 3;
  std::array<int64_t, 5> numbers = {};
  bool good = columns.size() == kTexts + numbers.size();
  for (size_t i = 0; good && i < numbers.size(); ++i) {
    good = absl::SimpleAtoi(columns[kTexts + i], &numbers[i]);
  }
  if (!good) return Error(absl::StrCat("not a row of figures: ", line));
  Peer peer;
  peer.models = absl::StrSplit(columns[0], ' ');
  peer.target = columns[1];
  peer.name = columns[2];
  peer.macs = numbers[0];
  peer.figures.instructions = numbers[1];
  peer.figures.code_bytes = numbers[2];
  peer.figures.ram_bytes = numbers[3];
  peer.figures.stack_bytes = numbers[4];
  return peer;
}

}  // namespace

absl::StatusOr<std::vector<Peer>> ReadPeers(const std::string& path) {
  IEGEN_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  std::vector<Peer> peers;
  bool heading = true;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    if (heading && line != kHeading) return Error(absl::StrCat(path, ": another heading"));
    if (!heading) {
      IEGEN_ASSIGN_OR_RETURN(Peer peer, ParsePeer(line));
      peers.push_back(std::move(peer));
    }
    heading = false;
  }
  return peers;
}

const Peer* FindPeer(const std::vector<Peer>& peers, absl::string_view model,
                     absl::string_view target) {
  const auto found = absl::c_find_if(peers, [&](const Peer& peer) {
    return peer.target == target && absl::c_linear_search(peer.models, model);
  });
  return found == peers.end() ? nullptr : &*found;
}

}  // namespace iegen::bench
