#include "tests/shared/table.h"

#include <algorithm>
#include <fstream>
#include <map>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen::shared {
namespace {

void AddNew(const std::string& name, std::vector<std::string>* names) {
  if (std::find(names->begin(), names->end(), name) == names->end()) names->push_back(name);
}

std::string Cell(const FigureRow& row) {
  if (row.verdict != "ok") return row.verdict;
  if (row.target == "host") return absl::StrCat("ok / ", Grouped(row.arena_bytes));
  const bool large = row.target == "cortex-m0" && row.machine != "microbit";
  return absl::StrCat(Grouped(row.instructions), " / ", Grouped(row.flash_bytes), " / ",
                      Grouped(row.arena_bytes), large ? " *" : "");
}

}  // namespace

absl::Status AppendFigures(const std::string& file, const FigureRow& row) {
  std::ofstream out(file, std::ios::app);
  out << row.model << '\t' << row.target << '\t' << row.machine << '\t' << row.verdict << '\t'
      << row.instructions << '\t' << row.flash_bytes << '\t' << row.arena_bytes << '\n';
  out.flush();
  if (!out) return Error(absl::StrCat("cannot write ", file));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<FigureRow>> ReadFigures(const std::string& file) {
  IEGEN_ASSIGN_OR_RETURN(const std::string text, ReadFile(file));
  std::vector<FigureRow> rows;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipWhitespace())) {
    const std::vector<std::string> words = absl::StrSplit(line, '\t');
    FigureRow row;
    if (words.size() != 7 || !absl::SimpleAtoi(words[4], &row.instructions) ||
        !absl::SimpleAtoi(words[5], &row.flash_bytes) ||
        !absl::SimpleAtoi(words[6], &row.arena_bytes)) {
      return Error(absl::StrCat(file, ": ", line));
    }
    row.model = words[0];
    row.target = words[1];
    row.machine = words[2];
    row.verdict = words[3];
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string TableText(const std::vector<FigureRow>& rows) {
  std::vector<std::string> models, targets;
  std::map<std::pair<std::string, std::string>, std::string> cells;
  for (const FigureRow& row : rows) {
    AddNew(row.model, &models);
    AddNew(row.target, &targets);
    cells[{row.model, row.target}] = Cell(row);
  }
  std::string text =
      "Instructions of one inference / flash bytes (code and constants) / RAM bytes (arena); host: "
      "bytes right / arena.\n* on mps2-an385: more than the 16 KB of RAM or 256 KB of flash of the "
      "micro:bit.\n\n";
  absl::StrAppend(&text, "| model | ", absl::StrJoin(targets, " | "), " |\n|---|");
  for (size_t i = 0; i < targets.size(); ++i) absl::StrAppend(&text, "---|");
  absl::StrAppend(&text, "\n");
  for (const std::string& model : models) {
    absl::StrAppend(&text, "| ", model);
    for (const std::string& target : targets) {
      const auto cell = cells.find({model, target});
      absl::StrAppend(&text, " | ", cell == cells.end() ? "-" : cell->second);
    }
    absl::StrAppend(&text, " |\n");
  }
  return text;
}

}  // namespace iegen::shared
