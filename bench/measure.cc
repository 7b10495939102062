#include "bench/measure.h"

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status.h"
#include "bench/cycles.h"
#include "emit/figures.h"
#include "tools/cli/cases.h"
#include "tools/cli/engine.h"
#include "tools/simulator/board.h"
#include "tools/simulator/process.h"
#include "tools/simulator/work_dir.h"

namespace iegen::bench {
namespace {

using Words = std::vector<std::string>;

// Sum of the sections of an object file that go to flash with the code: `size -A` prints one line
// "NAME SIZE ADDRESS" for each section.
int64_t CodeBytesIn(const std::string& listing) {
  int64_t bytes = 0;
  for (absl::string_view line : absl::StrSplit(listing, '\n')) {
    const Words columns = absl::StrSplit(line, ' ', absl::SkipEmpty());
    int64_t size = 0;
    if (columns.size() < 3 || !absl::SimpleAtoi(columns[1], &size)) continue;
    const bool code = absl::StartsWith(columns[0], ".text");
    const bool data = absl::StartsWith(columns[0], ".rodata");
    if (code || (data && !absl::StrContains(columns[0], "weight"))) bytes += size;
  }
  return bytes;
}

absl::StatusOr<std::string> Output(const Words& argv, const std::string& folder) {
  IEGEN_ASSIGN_OR_RETURN(const simulator::ProcessResult result,
                         simulator::RunProcess({argv, folder, 300}));
  if (result.exit_code == 0) return result.output;
  return Error(absl::StrCat(argv[0], " failed")).Why(result.errors.substr(0, 500));
}

// Compiles the engine's sources as a user would and adds up their code.
absl::StatusOr<int64_t> MeasureCode(const cli::Engine& engine) {
  IEGEN_ASSIGN_OR_RETURN(const std::vector<const simulator::Board*> boards,
                         simulator::BoardsOf(std::string(engine.target->name)));
  const simulator::Board& board = *boards.front();
  IEGEN_RETURN_IF_ERROR(simulator::CheckTools(board));
  IEGEN_ASSIGN_OR_RETURN(const simulator::WorkDir dir, simulator::WorkDir::Make());
  for (const emit::File& file : engine.files) {
    IEGEN_RETURN_IF_ERROR(dir.Write(file.path, file.contents));
  }
  Words argv = {board.compiler};
  absl::c_copy(board.compile_flags, std::back_inserter(argv));
  absl::c_copy(board.cxx_flags, std::back_inserter(argv));
  absl::c_copy(Words(absl::StrSplit(engine.target->copts, ' ')), std::back_inserter(argv));
  absl::c_copy(Words{"-I.", "-c", engine.name + ".cc", "-o", "engine.o"}, std::back_inserter(argv));
  IEGEN_RETURN_IF_ERROR(Output(argv, dir.path()).status());
  IEGEN_ASSIGN_OR_RETURN(const std::string listing,
                         Output({"llvm-size-19", "-A", "engine.o"}, dir.path()));
  return CodeBytesIn(listing);
}

}  // namespace

absl::StatusOr<Figures> Measure(const Subject& subject, const CycleModel& cycles) {
  cli::EngineOptions options;
  options.model = subject.path;
  options.target = subject.target;
  options.objective = subject.objective;
  options.name = "engine";
  const cli::Console console({});
  IEGEN_ASSIGN_OR_RETURN(const cli::ModelFile model, cli::ReadModel(subject.path));
  IEGEN_ASSIGN_OR_RETURN(const ir::Graph graph, cli::ImportModel(model));
  IEGEN_ASSIGN_OR_RETURN(const cli::Engine engine, cli::MakeEngine(console, model, graph, options));
  const cli::Cases cases = {cli::MakeCases(graph, 4).back()};
  IEGEN_ASSIGN_OR_RETURN(const simulator::EngineResult result, cli::Simulate(engine, cases));
  const emit::Figures planned = emit::MeasureProgram(engine.program);
  Figures figures;
  figures.instructions = static_cast<int64_t>(result.instructions.front());
  IEGEN_ASSIGN_OR_RETURN(figures.code_bytes, MeasureCode(engine));
  if (cycles.timings.count(subject.target) != 0) {
    IEGEN_ASSIGN_OR_RETURN(const Cycles counted,
                           CountCycles(engine, cases, cycles.timings, cycles.flash_wait));
    figures.cycles = counted.cycles;
  }
  figures.constants_bytes = planned.constants();
  figures.ram_bytes = planned.ram_bytes;
  figures.stack_bytes = result.stack_bytes;
  return figures;
}

std::string CsvHeading() {
  return "model,target,objective,instructions,code_bytes,constants_bytes,ram_bytes,stack_bytes";
}

std::string CsvLine(const Record& record) {
  const Figures& f = record.figures;
  return absl::StrCat(record.model, ",", record.target, ",", record.objective, ",", f.instructions,
                      ",", f.code_bytes, ",", f.constants_bytes, ",", f.ram_bytes, ",",
                      f.stack_bytes);
}

absl::StatusOr<std::vector<Record>> ReadRecords(const std::string& path) {
  IEGEN_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  std::vector<Record> records;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    if (line == CsvHeading()) continue;
    const Words c = absl::StrSplit(line, ',');
    Record r;
    Figures& f = r.figures;
    const bool good =
        c.size() == 8 && absl::SimpleAtoi(c[3], &f.instructions) &&
        absl::SimpleAtoi(c[4], &f.code_bytes) && absl::SimpleAtoi(c[5], &f.constants_bytes) &&
        absl::SimpleAtoi(c[6], &f.ram_bytes) && absl::SimpleAtoi(c[7], &f.stack_bytes);
    if (!good) return Error(absl::StrCat(path, ": not a row of figures: ", line));
    r.model = c[0];
    r.target = c[1];
    r.objective = c[2];
    records.push_back(std::move(r));
  }
  return records;
}

}  // namespace iegen::bench
