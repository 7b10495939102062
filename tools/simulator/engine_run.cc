#include "tools/simulator/engine_run.h"

#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/file.h"
#include "base/status.h"
#include "tools/simulator/harness_files.h"

namespace iegen::simulator {
namespace {

// Exit codes of harness.c.
enum HarnessExit {
  kOk = 0,
  kNoFiles = 10,
  kShortInput = 11,
  kWroteOutside = 12,
  kPointerOutside = 13,
  kShortOutput = 14,
  kLongInput = 15
};

absl::string_view Meaning(int exit_code) {
  switch (exit_code) {
    case kNoFiles:
      return "it could not open its files";
    case kShortInput:
      return "the cases have fewer bytes than the engine's inputs";
    case kLongInput:
      return "the cases have more bytes than the engine's inputs";
    case kWroteOutside:
      return "it wrote outside its Model";
    case kPointerOutside:
      return "an input or output lies outside its Model";
    case kShortOutput:
      return "its outputs could not be written";
    case 139:
      return "it ended in a processor fault";
    default:
      return "it ended with an unknown code";
  }
}

// Maps the names of contract 1 to those of harness.c.
std::string EngineHeader(const std::string& name, int profiled_steps) {
  const std::string steps =
      profiled_steps == 0 ? "" : absl::StrCat("#define HARNESS_STEPS ", profiled_steps, "\n");
  return steps + absl::StrReplaceAll(R"(#include "@_c.h"
typedef @_model EngineModel;
#define HARNESS_INPUTS $_INPUT_COUNT
#define HARNESS_OUTPUTS $_OUTPUT_COUNT
#define EngineReset @_reset
#define EngineInput @_input
#define EngineOutput @_output
#define EngineInputBytes @_input_bytes
#define EngineOutputBytes @_output_bytes
#define EngineInvoke @_invoke
#if defined($_POOL_COUNT)
#define HARNESS_POOLS $_POOL_COUNT
#define EnginePoolBytes @_pool_bytes
#endif
)",
                                     {{"@", name}, {"$", absl::AsciiStrToUpper(name)}});
}

bool IsOfProfiles(absl::string_view name) { return absl::StrContains(name, "profile"); }

FirmwareSources Program(const EngineBundle& bundle, int profiled_steps) {
  FirmwareSources program;
  program.copts = bundle.copts;
  const std::string selftest = absl::StrCat(bundle.name, "_selftest.cc");
  for (const Source& file : bundle.files) {
    if (file.name != selftest) program.files.push_back(file);
  }
  program.files.push_back({"engine_under_test.h", EngineHeader(bundle.name, profiled_steps)});
  for (const EmbeddedFile& file : HarnessFiles()) {
    if (profiled_steps == 0 && IsOfProfiles(file.name)) continue;
    program.files.push_back({std::string(file.name), std::string(file.contents)});
  }
  if (profiled_steps > 0) program.copts.emplace_back("-DIEGEN_PROFILE_HEADER=\"profile.h\"");
  return program;
}

int Passes(const EngineCases& cases) { return cases.check_uninitialised ? 2 : 1; }

void AppendNumber(uint32_t value, std::string* bytes) {
  for (int i = 0; i < 4; ++i) bytes->push_back(static_cast<char>(value >> 8 * i & 0xff));
}

std::string CasesFile(const EngineCases& cases) {
  std::string bytes;
  AppendNumber(static_cast<uint32_t>(cases.inputs.size()), &bytes);
  AppendNumber(static_cast<uint32_t>(Passes(cases)), &bytes);
  AppendNumber(cases.reset_each_case ? 1 : 0, &bytes);
  for (const std::string& input : cases.inputs) bytes += input;
  return bytes;
}

uint64_t ReadNumber(absl::string_view bytes) {
  uint64_t value = 0;
  for (size_t i = bytes.size(); i > 0; --i) {
    value = value << 8 | static_cast<unsigned char>(bytes[i - 1]);
  }
  return value;
}

std::vector<uint64_t> ReadNumbers(absl::string_view bytes) {
  std::vector<uint64_t> numbers;
  for (size_t at = 0; at < bytes.size(); at += 8) {
    numbers.push_back(ReadNumber(bytes.substr(at, 8)));
  }
  return numbers;
}

// Takes results.bin apart; all cases have outputs of the same size.
absl::Status ReadResults(absl::string_view bytes, const EngineCases& cases, EngineResult* result) {
  const size_t count = cases.inputs.size();
  const size_t rows = count * static_cast<size_t>(Passes(cases));
  const size_t row = rows == 0 || bytes.size() < 4 ? 0 : (bytes.size() - 4) / rows;
  const auto steps = static_cast<size_t>(cases.profiled_steps);
  const size_t counts = 8 * (1 + steps);
  if (bytes.size() != row * rows + 4 || (rows > 0 && row < counts)) {
    return Internal("the engine's results have an odd size");
  }
  result->stack_bytes = static_cast<int64_t>(ReadNumber(bytes.substr(bytes.size() - 4)));
  for (size_t i = 0; i < rows; ++i) {
    const absl::string_view output = bytes.substr(i * row, row - counts);
    if (i < count) {
      result->outputs.emplace_back(output);
      const std::vector<uint64_t> numbers =
          ReadNumbers(bytes.substr(i * row + row - counts, counts));
      result->instructions.push_back(numbers[0]);
      if (steps > 0) result->step_instructions.emplace_back(numbers.begin() + 1, numbers.end());
    } else if (output != result->outputs[i - count]) {
      return Internal(absl::StrCat("case ", i - count, " depends on uninitialised bytes"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckCases(const EngineCases& cases) {
  for (size_t i = 1; i < cases.inputs.size(); ++i) {
    if (cases.inputs[i].size() == cases.inputs[0].size()) continue;
    return Error(absl::StrCat("case ", i, " has ", cases.inputs[i].size(), " bytes, case 0 has ",
                              cases.inputs[0].size()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<EngineProgram> BuildEngine(const EngineBundle& bundle, const Board& board,
                                          const EngineCases& cases) {
  IEGEN_ASSIGN_OR_RETURN(WorkDir dir, WorkDir::Make());
  IEGEN_ASSIGN_OR_RETURN(std::string elf,
                         BuildFirmware(board, Program(bundle, cases.profiled_steps), dir));
  return EngineProgram{std::move(dir), &board, std::move(elf)};
}

absl::StatusOr<EngineResult> RunProgram(const EngineProgram& program, const EngineCases& cases,
                                        const std::vector<std::string>& simulator_arguments) {
  Board board = *program.board;
  board.qemu.insert(board.qemu.end(), simulator_arguments.begin(), simulator_arguments.end());
  IEGEN_RETURN_IF_ERROR(program.dir.Write("cases.bin", CasesFile(cases)));
  IEGEN_ASSIGN_OR_RETURN(const RunResult run,
                         RunFirmware(board, program.elf, program.dir, cases.timeout_seconds));
  if (run.exit_code != kOk) {
    return Internal(absl::StrCat("the engine failed on ", board.name, ": ", Meaning(run.exit_code),
                                 " (", run.exit_code, ")"))
        .Why(absl::StripAsciiWhitespace(run.output + run.errors));
  }
  EngineResult result;
  result.board = board.key;
  result.machine = board.machine;
  IEGEN_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(program.dir.File("results.bin")));
  IEGEN_RETURN_IF_ERROR(ReadResults(bytes, cases, &result));
  return result;
}

absl::StatusOr<EngineResult> RunEngine(const EngineBundle& bundle, absl::string_view target,
                                       const EngineCases& cases) {
  IEGEN_RETURN_IF_ERROR(CheckCases(cases));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<const Board*> boards, BoardsOf(target));
  absl::StatusOr<EngineProgram> program = Internal("no board");
  for (const Board* board : boards) {
    program = BuildEngine(bundle, *board, cases);
    if (!absl::IsResourceExhausted(program.status()))
      break;  // only want of room is a reason to go on
  }
  IEGEN_RETURN_IF_ERROR(program.status());
  return RunProgram(*program, cases);
}

}  // namespace iegen::simulator
