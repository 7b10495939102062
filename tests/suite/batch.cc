#include "tests/suite/batch.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/file.h"
#include "base/status.h"
#include "tests/suite/batch_files.h"
#include "tests/suite/image_size.h"
#include "tools/simulator/firmware.h"

namespace iegen::suite {
namespace {

using Engines = absl::Span<const BatchEngine>;
using Runs = absl::Span<EngineRun>;

// Engines that one translation unit holds: enough to read the headers seldom, few enough for the
// compiler's memory.
constexpr size_t kEnginesPerUnit = 12;

// Exit codes of batch_main.c.
absl::string_view Meaning(int exit_code) {
  switch (exit_code) {
    case 0:
      return "the engine did not run";
    case 10:
      return "the program could not open its files";
    case 11:
      return "the vectors have fewer bytes than the engine's inputs";
    case 12:
      return "the engine wrote outside its Model";
    case 13:
      return "an input or output lies outside the Model";
    case 14:
      return "the outputs could not be written";
    case 15:
      return "the vectors have more bytes than the engine's inputs";
    case 139:
      return "the engine ended in a processor fault";
    default:
      return "the engine ended with an unknown code";
  }
}

bool IsSource(absl::string_view name) { return absl::EndsWith(name, ".cc"); }

// A source becomes a file that a unit includes.
std::string Included(absl::string_view path) { return absl::StrCat(path, ".inc"); }

void AddEngineFiles(const BatchEngine& engine, std::vector<simulator::Source>* files) {
  for (const emit::File& file : *engine.files) {
    files->push_back({IsSource(file.path) ? Included(file.path) : file.path, file.contents});
  }
}

std::string UnitText(Engines engines) {
  std::string text;
  for (const BatchEngine& engine : engines) {
    const std::string selftest = absl::StrCat(engine.name, "_selftest.cc");
    for (const emit::File& file : *engine.files) {
      if (!IsSource(file.path) || file.path == selftest) continue;
      absl::StrAppend(&text, "#include \"", Included(file.path), "\"\n");
    }
  }
  return text;
}

// Of an engine with pools: how to give it others, and room for them with guards around each.
std::string PoolsText(Engines engines) {
  constexpr absl::string_view kOfOne = R"(#if defined($_POOL_COUNT)
static void @_ResetIn(void* m, uint8_t* const* p) { @_reset_in((@_model*)m, p); }
#define $_POOLS {$_POOL_COUNT, @_pool_bytes, @_ResetIn}
#define $_POOL_SPACE ($_ARENA_BYTES + kGuardBytes * ($_POOL_COUNT + 1))
#else
#define $_POOLS {0, 0, 0}
#define $_POOL_SPACE 1
#endif
)";
  std::string text, space = "typedef union {\n";
  for (const BatchEngine& engine : engines) {
    const std::string upper = absl::AsciiStrToUpper(engine.name);
    absl::StrAppend(&text, absl::StrReplaceAll(kOfOne, {{"@", engine.name}, {"$", upper}}));
    absl::StrAppend(&space, "  uint8_t ", engine.name, "[", upper, "_POOL_SPACE];\n");
  }
  return absl::StrCat(text, space, "} engine_pools;\n");
}

std::string EnginesHeader(Engines engines) {
  std::string includes, models = "typedef union {\n", list = "#define ENGINES";
  for (const BatchEngine& engine : engines) {
    absl::StrAppend(&includes, "#include \"", engine.name, "_c.h\"\n");
    absl::StrAppend(&models, "  ", engine.name, "_model ", engine.name, ";\n");
    absl::StrAppend(&list, " \\\n  ENGINE(", engine.name, ", ", absl::AsciiStrToUpper(engine.name),
                    ")");
  }
  return absl::StrCat(includes, models, "} engine_models;\n", PoolsText(engines), list, "\n");
}

simulator::FirmwareSources Program(Engines engines, const BatchOptions& options) {
  simulator::FirmwareSources program;
  program.copts = options.copts;
  program.timeout_seconds = options.timeout_seconds;
  for (const BatchEngine& engine : engines) AddEngineFiles(engine, &program.files);
  for (size_t i = 0; i < engines.size(); i += kEnginesPerUnit) {
    program.files.push_back(
        {absl::StrCat("unit", i, ".cc"), UnitText(engines.subspan(i, kEnginesPerUnit))});
  }
  program.files.push_back({"engines.h", EnginesHeader(engines)});
  program.files.push_back({"batch_main.c", std::string(BatchFiles()[0].contents)});
  return program;
}

void AppendNumber(size_t value, std::string* bytes) {
  for (int i = 0; i < 4; ++i) bytes->push_back(static_cast<char>(value >> 8 * i & 0xff));
}

std::string CasesFile(Engines engines) {
  std::string bytes;
  for (const BatchEngine& engine : engines) {
    AppendNumber(engine.c->inputs.size(), &bytes);
    AppendNumber(engine.c->stateful ? engine.c->inputs.size() / engine.c->streams : 0, &bytes);
    for (const std::string& input : engine.c->inputs) bytes += input;
  }
  return bytes;
}

uint64_t ReadNumber(absl::string_view bytes) {
  uint64_t value = 0;
  for (size_t i = bytes.size(); i > 0; --i) {
    value = value << 8 | static_cast<unsigned char>(bytes[i - 1]);
  }
  return value;
}

// Takes the results of whole engines off the front of `bytes`. Returns how many there were.
size_t ReadResults(absl::string_view bytes, Engines engines, Runs runs) {
  for (size_t i = 0; i < engines.size(); ++i) {
    EngineRun& run = runs[i];
    for (const std::string& want : engines[i].c->expected) {
      if (bytes.size() < want.size() + 8) return i;
      run.outputs.emplace_back(bytes.substr(0, want.size()));
      run.instructions.push_back(ReadNumber(bytes.substr(want.size(), 8)));
      bytes.remove_prefix(want.size() + 8);
    }
  }
  return engines.size();
}

class BatchRunner {
 public:
  BatchRunner(absl::string_view target, const BatchOptions& options)
      : target_(target), options_(options) {}

  // Halves the batch until what does not compile, or has no room, stands alone.
  void Run(Engines engines, Runs runs) {
    if (engines.empty()) return;
    auto boards = simulator::BoardsOf(target_);
    if (!boards.ok()) return FailAll(boards.status(), runs);
    if (options_.large_board) boards->erase(boards->begin(), boards->end() - 1);
    absl::Status status;
    for (const simulator::Board* board : *boards) {
      status = RunOn(*board, engines, runs);
      if (!absl::IsResourceExhausted(status) || engines.size() > 1) break;
    }
    if (status.ok()) return;
    if (engines.size() == 1) return FailAll(status, runs);
    const size_t half = engines.size() / 2;
    Run(engines.subspan(0, half), runs.subspan(0, half));
    Run(engines.subspan(half), runs.subspan(half));
  }

 private:
  static void FailAll(const absl::Status& status, Runs runs) {
    for (EngineRun& run : runs) run.status = status;
  }

  // An error where the program could not be built.
  absl::Status RunOn(const simulator::Board& board, Engines engines, Runs runs) {
    IEGEN_ASSIGN_OR_RETURN(const simulator::WorkDir dir, simulator::WorkDir::Make());
    IEGEN_ASSIGN_OR_RETURN(const std::string elf,
                           simulator::BuildFirmware(board, Program(engines, options_), dir));
    IEGEN_RETURN_IF_ERROR(dir.Write("cases.bin", CasesFile(engines)));
    IEGEN_RETURN_IF_ERROR(dir.Write("results.bin", ""));
    for (EngineRun& run : runs) run.machine = board.machine;
    if (engines.size() == 1) {
      IEGEN_ASSIGN_OR_RETURN(const std::string image, ReadFile(elf));
      runs[0].image_bytes = ImageBytes(image);
    }
    const auto ended = simulator::RunFirmware(board, elf, dir, options_.timeout_seconds);
    IEGEN_ASSIGN_OR_RETURN(const std::string results, ReadFile(dir.File("results.bin")));
    AfterRun(ended, results, engines, runs);
    return absl::OkStatus();
  }

  // Blames the first engine without results and goes on behind it.
  void AfterRun(const absl::StatusOr<simulator::RunResult>& ended, const std::string& results,
                Engines engines, Runs runs) {
    const size_t done = ReadResults(results, engines, runs);
    if (done == engines.size()) {
      // The last engine may have failed behind its last output.
      if (ended.ok() && ended->exit_code != 0) runs.back().status = Failure(ended);
      return;
    }
    const size_t bad = GuiltyOf(ended, runs, done);
    runs[bad].status = Failure(ended);
    Run(engines.subspan(bad + 1), runs.subspan(bad + 1));
  }

  // A broken guard is found when the vector's results are written already.
  static size_t GuiltyOf(const absl::StatusOr<simulator::RunResult>& ended, Runs runs,
                         size_t done) {
    const bool wrote_outside = ended.ok() && ended->exit_code == 12;
    return wrote_outside && done > 0 && runs[done].outputs.empty() ? done - 1 : done;
  }

  static absl::Status Failure(const absl::StatusOr<simulator::RunResult>& ended) {
    if (!ended.ok()) return ended.status();
    return Internal(absl::StrCat(Meaning(ended->exit_code), " (", ended->exit_code, ")"))
        .Why(absl::StripAsciiWhitespace(ended->output + ended->errors));
  }

  const std::string target_;
  const BatchOptions& options_;
};

// An engine of contract 1 that has nothing to do.
std::vector<emit::File> EmptyBundle() {
  constexpr char kHeader[] = R"(#include <stdint.h>
#define EMPTY_INPUT_COUNT 0
#define EMPTY_OUTPUT_COUNT 0
#ifdef __cplusplus
extern "C" {
#endif
typedef struct { uint8_t arena[16]; } empty_model;
void empty_reset(empty_model* m);
void* empty_input(empty_model* m, int index);
const void* empty_output(const empty_model* m, int index);
uint32_t empty_input_bytes(int index);
uint32_t empty_output_bytes(int index);
void empty_invoke(empty_model* m);
#ifdef __cplusplus
}
#endif
)";
  constexpr char kSource[] = R"(#include "empty_c.h"
void empty_reset(empty_model*) {}
void* empty_input(empty_model*, int) { return 0; }
const void* empty_output(const empty_model*, int) { return 0; }
uint32_t empty_input_bytes(int) { return 0; }
uint32_t empty_output_bytes(int) { return 0; }
void empty_invoke(empty_model*) {}
)";
  return {{"empty_c.h", kHeader}, {"empty.cc", kSource}};
}

}  // namespace

std::vector<EngineRun> RunBatch(Engines engines, absl::string_view target,
                                const BatchOptions& options) {
  std::vector<EngineRun> runs(engines.size());
  BatchRunner(target, options).Run(engines, absl::MakeSpan(runs));
  return runs;
}

absl::StatusOr<int64_t> EmptyImageBytes(absl::string_view target, const BatchOptions& options) {
  const std::vector<emit::File> files = EmptyBundle();
  const Case nothing;
  const BatchEngine engine{"empty", &files, &nothing};
  const std::vector<EngineRun> runs = RunBatch({&engine, 1}, target, options);
  IEGEN_RETURN_IF_ERROR(runs[0].status);
  return runs[0].image_bytes;
}

}  // namespace iegen::suite
