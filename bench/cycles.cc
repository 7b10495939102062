#include "bench/cycles.h"

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status.h"
#include "bench/trace.h"
#include "tools/simulator/process.h"

namespace iegen::bench {
namespace {

// Follows a program and lets the instructions of Invoke through the pipeline: from its first one to
// the return into the harness, without the counter's interrupts.
class Follower {
 public:
  Follower(const Disassembly& code, const std::string& invoke, Pipeline* pipeline)
      : pipeline_(pipeline), first_(code.code.begin()->first) {
    code_.resize((code.code.rbegin()->first - first_) / 2 + 1);
    for (const auto& [address, instruction] : code.code) {
      const std::string function = code.FunctionAt(address);
      const bool outside = absl::StartsWith(function, "MeasuredInvoke");
      const bool interrupt = absl::StartsWith(function, "CountWrap");
      code_[(address - first_) / 2] = {instruction, outside, interrupt};
    }
    for (const auto& [address, name] : code.functions) {
      if (name == invoke) entry_ = address;
    }
  }

  void Visit(uint32_t address) {
    const size_t index = (address - first_) / 2;
    if (address < first_ || index >= code_.size() || code_[index].interrupt) return;
    const Place& place = code_[index];
    if (address == entry_) inside_ = true;
    if (place.outside) inside_ = false;
    if (inside_) {
      pipeline_->Step(place.instruction, count_ > 0 && address != next_);
      ++count_;
      next_ = address + static_cast<uint32_t>(place.instruction.bytes);
    }
  }

  int64_t count() const { return count_; }

 private:
  struct Place {
    Instruction instruction;
    bool outside = false, interrupt = false;
  };
  std::vector<Place> code_;
  Pipeline* const pipeline_;
  const uint32_t first_;
  uint32_t entry_ = 0, next_ = 0;
  bool inside_ = false;
  int64_t count_ = 0;
};

absl::StatusOr<Disassembly> Disassemble(const simulator::EngineProgram& program) {
  IEGEN_ASSIGN_OR_RETURN(
      const simulator::ProcessResult result,
      simulator::RunProcess(
          {{"llvm-objdump-19", "-d", absl::StrCat("--mcpu=", program.board->name), program.elf},
           program.dir.path(),
           300}));
  if (result.exit_code != 0) return Error("llvm-objdump-19 failed").Why(result.errors);
  return ParseDisassembly(result.output);
}

simulator::EngineBundle BundleOf(const cli::Engine& engine) {
  simulator::EngineBundle bundle;
  bundle.name = engine.name;
  for (const emit::File& file : engine.files) bundle.files.push_back({file.path, file.contents});
  bundle.copts = absl::StrSplit(engine.target->copts, ' ', absl::SkipEmpty());
  return bundle;
}

absl::StatusOr<simulator::EngineProgram> Build(const cli::Engine& engine,
                                               const simulator::EngineCases& cases) {
  IEGEN_ASSIGN_OR_RETURN(const std::vector<const simulator::Board*> boards,
                         simulator::BoardsOf(std::string(engine.target->name)));
  // The larger one of two: their cores are the same.
  return simulator::BuildEngine(BundleOf(engine), *boards.back(), cases);
}

}  // namespace

absl::StatusOr<Cycles> CountCycles(const cli::Engine& engine, const cli::Cases& cases,
                                   const std::map<std::string, CoreTimings>& timings,
                                   int flash_wait) {
  const auto core = timings.find(std::string(engine.target->name));
  if (core == timings.end()) {
    return Error(absl::StrCat("there are no timings of ", engine.target->name));
  }
  simulator::EngineCases runs;
  runs.inputs = {cli::Joined(cases.front())};
  runs.timeout_seconds = 1800;
  IEGEN_ASSIGN_OR_RETURN(const simulator::EngineProgram program, Build(engine, runs));
  IEGEN_ASSIGN_OR_RETURN(const Disassembly code, Disassemble(program));
  Pipeline pipeline(core->second, flash_wait);
  Follower follower(code, engine.name + "_invoke", &pipeline);
  IEGEN_RETURN_IF_ERROR(
      TraceProgram(program, runs, [&](uint32_t address) { follower.Visit(address); }).status());
  return Cycles{pipeline.cycles(), follower.count()};
}

}  // namespace iegen::bench
