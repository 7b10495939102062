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

constexpr char kPublishedHeading[] = "models,target,milliseconds,mhz,board,software,source";
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

absl::StatusOr<Published> ParsePublished(absl::string_view line) {
  const std::vector<std::string> columns = absl::StrSplit(line, ',');
  Published row;
  const bool good = columns.size() == 7 && absl::SimpleAtod(columns[2], &row.milliseconds) &&
                    absl::SimpleAtod(columns[3], &row.mhz);
  if (!good) return Error(absl::StrCat("not a row of published figures: ", line));
  row.models = absl::StrSplit(columns[0], ' ');
  row.target = columns[1];
  row.board = columns[4];
  row.software = columns[5];
  row.source = columns[6];
  return row;
}

template <class Row>
absl::StatusOr<std::vector<Row>> ReadRows(const std::string& path, absl::string_view heading,
                                          absl::StatusOr<Row> (*parse)(absl::string_view)) {
  IEGEN_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  const std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  if (lines.empty() || lines[0] != heading) {
    return Error(absl::StrCat(path, ": another heading"));
  }
  std::vector<Row> rows;
  for (size_t i = 1; i < lines.size(); ++i) {
    IEGEN_ASSIGN_OR_RETURN(Row row, parse(lines[i]));
    rows.push_back(std::move(row));
  }
  return rows;
}

template <class Row>
const Row* FindRow(const std::vector<Row>& rows, absl::string_view model,
                   absl::string_view target) {
  const auto found = absl::c_find_if(rows, [&](const Row& row) {
    return row.target == target && absl::c_linear_search(row.models, model);
  });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

absl::StatusOr<std::vector<Peer>> ReadPeers(const std::string& path) {
  return ReadRows<Peer>(path, kHeading, ParsePeer);
}

absl::StatusOr<std::vector<Published>> ReadPublished(const std::string& path) {
  return ReadRows<Published>(path, kPublishedHeading, ParsePublished);
}

int64_t PublishedCycles(const std::vector<Published>& rows, absl::string_view model,
                        absl::string_view target) {
  const Published* row = FindRow(rows, model, target);
  return row == nullptr ? 0 : row->cycles();
}

const Peer* FindPeer(const std::vector<Peer>& peers, absl::string_view model,
                     absl::string_view target) {
  return FindRow(peers, model, target);
}

}  // namespace iegen::bench
