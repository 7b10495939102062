#include "tests/shared/models_run.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status.h"
#include "base/text.h"
#include "tests/shared/table.h"
#include "tests/suite/suite.h"

namespace iegen::shared {
namespace {

using suite::Outcome;
using suite::Verdict;

bool ReadRow(absl::string_view line, ModelRow* row) {
  const std::vector<std::string> words = absl::StrSplit(line, ' ', absl::SkipEmpty());
  if (words.size() != 3 || !absl::SimpleAtoi(words[1], &row->vectors)) return false;
  row->name = words[0];
  return words[2] == "-" || absl::SimpleAtoi(words[2], &row->arena_bytes);
}

// Why an engine that gives the right bytes is still not good enough; "" where it is.
std::string LimitExceeded(const ModelRow& row, const Outcome& outcome) {
  if (row.arena_bytes > 0 && outcome.arena_bytes > row.arena_bytes) {
    return absl::StrCat("the arena has ", Grouped(outcome.arena_bytes), " bytes, more than ",
                        Grouped(row.arena_bytes));
  }
  return "";
}

void Print(const std::string& name, const std::string& target, const std::string& what, bool good) {
  std::printf("%s %s on %s: %s\n", good ? "PASSED" : "FAILED", name.c_str(), target.c_str(),
              what.c_str());
  std::fflush(stdout);
}

std::string FiguresText(size_t vectors, const Outcome& outcome) {
  return absl::StrFormat("%d vectors, %s instructions, flash %s, arena %s, %.2f s (%s)", vectors,
                         Grouped(static_cast<int64_t>(outcome.instructions)),
                         Grouped(outcome.flash_bytes), Grouped(outcome.arena_bytes),
                         outcome.compile_seconds, outcome.machine);
}

absl::StatusOr<bool> RunModel(const ModelsRequest& request, const ModelRow& row) {
  IEGEN_ASSIGN_OR_RETURN(suite::Case c,
                         suite::ReadModelFolder(absl::StrCat(request.folder, "/", row.name)));
  if (request.target != "host") c = suite::FewerVectors(c, row.vectors);
  suite::SuiteOptions options;
  options.target = request.target;
  options.figures = true;
  options.evaluate = request.target == "host";
  const Outcome outcome = suite::RunSuite({&c, 1}, options)[0];
  std::string problem = outcome.message;
  if (outcome.verdict == Verdict::kPassed) problem = LimitExceeded(row, outcome);
  Print(row.name, request.target, problem.empty() ? FiguresText(c.labels.size(), outcome) : problem,
        problem.empty());
  if (request.figures_file.empty()) return problem.empty();
  const FigureRow figures{row.name,
                          request.target,
                          outcome.machine.empty() ? "-" : outcome.machine,
                          problem.empty() ? "ok" : "FAILED",
                          static_cast<int64_t>(outcome.instructions),
                          outcome.flash_bytes,
                          outcome.arena_bytes};
  IEGEN_RETURN_IF_ERROR(AppendFigures(request.figures_file, figures));
  return problem.empty();
}

bool Listed(const std::vector<ModelRow>& rows, const std::string& name) {
  return std::any_of(rows.begin(), rows.end(),
                     [&](const ModelRow& row) { return row.name == name; });
}

std::vector<std::string> FoldersIn(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (std::filesystem::exists(entry.path() / "vectors.txt", error)) {
      names.push_back(entry.path().filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

absl::StatusOr<bool> RunRefusal(const ModelsRequest& request, const std::string& name) {
  suite::Case c;
  c.name = name;
  IEGEN_ASSIGN_OR_RETURN(c.model,
                         ReadFile(absl::StrCat(request.folder, "/", name, "/model.tflite")));
  suite::SuiteOptions options;
  options.evaluate = false;
  const Outcome outcome = suite::RunSuite({&c, 1}, options)[0];
  const bool named =
      outcome.verdict == Verdict::kRefused && absl::StartsWith(outcome.message, "unsupported: ");
  Print(name, "host", absl::StrCat(named ? "refused: " : "should be refused: ", outcome.message),
        named);
  return named;
}

void Count(bool good, Tally* tally) { ++(good ? tally->passed : tally->failed); }

}  // namespace

absl::StatusOr<std::vector<ModelRow>> ReadModelRows(const std::string& file) {
  IEGEN_ASSIGN_OR_RETURN(const std::string text, ReadFile(file));
  std::vector<ModelRow> rows;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipWhitespace())) {
    if (line[0] == '#') continue;
    if (!ReadRow(line, &rows.emplace_back())) return Error(absl::StrCat(file, ": ", line));
  }
  return rows;
}

absl::StatusOr<Tally> RunModels(const ModelsRequest& request, const std::vector<ModelRow>& rows) {
  Tally tally;
  for (const ModelRow& row : rows) {
    if (!absl::StrContains(row.name, request.only)) continue;
    IEGEN_ASSIGN_OR_RETURN(const bool good, RunModel(request, row));
    Count(good, &tally);
  }
  return tally;
}

absl::StatusOr<Tally> RunRefusals(const ModelsRequest& request, const std::vector<ModelRow>& rows) {
  Tally tally;
  for (const std::string& name : FoldersIn(request.folder)) {
    if (Listed(rows, name) || !absl::StrContains(name, request.only)) continue;
    IEGEN_ASSIGN_OR_RETURN(const bool good, RunRefusal(request, name));
    Count(good, &tally);
  }
  return tally;
}

}  // namespace iegen::shared
