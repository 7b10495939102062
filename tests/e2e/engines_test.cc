// The project's own models through the whole generator, on the target that the first argument
// names: emitted, compiled as the report asks for, run on the simulated core, every byte compared
// with what the oracle recorded. Once as fast as can be, once with as little RAM as can be, and
// once with two pools.
#include <cstdio>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/text.h"
#include "tests/suite/suite.h"

namespace iegen::suite {
namespace {

struct Model {
  const char* name;
  size_t vectors;  // on a simulated core; 0: all. The host runs all.
};

// Few of those that take millions of instructions.
constexpr Model kModels[] = {
    {"autoencoder_ad", 4},       {"dscnn_kws", 3},  {"lenet_digits", 0}, {"lenet_digits_u8", 4},
    {"mobilenet_v1_025_vww", 2}, {"resnet8_ic", 2}, {"sine", 0},         {"sine_f32", 0},
};

// Prints a line; false where the bytes are not right.
bool Report(const Case& c, const std::string& target, const Outcome& outcome) {
  const bool good = outcome.verdict == Verdict::kPassed;
  std::printf("%s %s on %s: ", good ? "PASSED" : "FAILED", c.name.c_str(), target.c_str());
  if (good) {
    std::printf("%zu vectors, %s instructions, arena %s bytes (%s)\n", c.labels.size(),
                Grouped(static_cast<int64_t>(outcome.instructions)).c_str(),
                Grouped(outcome.arena_bytes).c_str(), outcome.machine.c_str());
  } else {
    std::printf("%s\n", outcome.message.c_str());
  }
  return good;
}

enum class Form { kFast, kSmall, kPools };

// How many engines were wrong.
int RunModels(const std::string& target, Form form) {
  const bool fast = form == Form::kFast;
  std::vector<Case> cases;
  for (const Model& model : kModels) {
    const absl::StatusOr<Case> c = ReadModelFolder(std::string("models/") + model.name);
    if (!c.ok()) {
      std::printf("%s\n", std::string(c.status().message()).c_str());
      return 1;
    }
    const size_t most = fast ? model.vectors : 1;
    cases.push_back(FewerVectors(*c, target == "host" ? 0 : most));
  }
  SuiteOptions options;
  options.target = target;
  options.evaluate = target == "host" && fast;
  if (form == Form::kSmall) options.compile.objective = passes::Objective::kRam;
  options.two_pools = form == Form::kPools;
  options.timeout_seconds = 250;
  const std::vector<Outcome> outcomes = RunSuite(cases, options);
  int wrong = 0;
  for (size_t i = 0; i < cases.size(); ++i) wrong += Report(cases[i], target, outcomes[i]) ? 0 : 1;
  return wrong;
}

int Run(const std::string& target) {
  int wrong = RunModels(target, Form::kFast) + RunModels(target, Form::kSmall);
  // Where buffers lie is the same for all cores; two of them see that the text is right.
  const bool pools = target == "host" || target == "cortex-m4" || target == "rv32imc";
  if (pools) wrong += RunModels(target, Form::kPools);
  return wrong == 0 ? 0 : 1;
}

}  // namespace
}  // namespace iegen::suite

int main(int argc, char** argv) { return iegen::suite::Run(argc > 1 ? argv[1] : "host"); }
