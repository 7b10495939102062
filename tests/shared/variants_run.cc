#include "tests/shared/variants_run.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "backends/backend.h"
#include "base/status.h"
#include "passes/compile.h"
#include "passes/pass.h"
#include "tests/suite/engine.h"
#include "tests/suite/suite.h"

namespace iegen::shared {
namespace {

// One way of making an engine.
struct Variant {
  std::string name;
  passes::CompileOptions options;
};

// The kernels that a program calls, each once.
std::set<std::string> KernelsOf(const ir::Program& program) {
  std::set<std::string> kernels;
  for (const ir::KernelCall& call : program.calls) kernels.insert(call.kernel);
  return kernels;
}

std::vector<Variant> AllVariants(const ir::Program& usual) {
  std::vector<Variant> variants;
  const auto add = [&](const std::string& name) -> passes::CompileOptions& {
    variants.push_back({name, {}});
    return variants.back().options;
  };
  add("--objective=ram").objective = passes::Objective::kRam;
  add("--objective=flash").objective = passes::Objective::kFlash;
  for (const passes::Pass& pass : passes::AllPasses()) {
    add(absl::StrCat("--disable-pass=", pass.name)).passes.skip = {std::string(pass.name)};
  }
  for (const std::string& kernel : KernelsOf(usual)) {
    add(absl::StrCat("--disable-kernel=", kernel)).disabled_kernels = {kernel};
  }
  return variants;
}

std::string TextOf(const suite::Engine& engine) {
  std::string text;
  for (const emit::File& file : engine.files)
    absl::StrAppend(&text, file.path, "\n", file.contents);
  return text;
}

class ModelVariants {
 public:
  ModelVariants(const suite::Case& c, const Target& target) : case_(c), target_(target) {}

  absl::StatusOr<Tally> Run() {
    IEGEN_ASSIGN_OR_RETURN(const ir::Graph graph, suite::ImportCase(case_));
    IEGEN_ASSIGN_OR_RETURN(const suite::Engine usual, suite::MakeEngine(graph, target_, "engine"));
    texts_.insert(TextOf(usual));
    const std::vector<Variant> variants = AllVariants(usual.program);
    for (const Variant& variant : variants) RunOne(graph, variant);
    std::printf("%s %s on %s: %d engines of %d ways to make one\n",
                tally_.failed == 0 ? "PASSED" : "FAILED", case_.name.c_str(),
                std::string(target_.name).c_str(), tally_.passed + tally_.failed,
                static_cast<int>(variants.size()));
    std::fflush(stdout);
    return tally_;
  }

 private:
  void RunOne(const ir::Graph& graph, const Variant& variant) {
    const absl::StatusOr<suite::Engine> engine =
        suite::MakeEngine(graph, target_, "engine", variant.options);
    // An operator may have no other kernel: then it is an error to do without, not a wrong byte.
    if (!engine.ok() && absl::StrContains(engine.status().message(), "is switched off")) return;
    if (engine.ok() && !texts_.insert(TextOf(*engine)).second) return;
    suite::SuiteOptions options;
    options.target = std::string(target_.name);
    options.evaluate = false;
    options.compile = variant.options;
    const suite::Outcome outcome = suite::RunSuite({&case_, 1}, options)[0];
    const bool good = outcome.verdict == suite::Verdict::kPassed;
    ++(good ? tally_.passed : tally_.failed);
    if (good) return;
    std::printf("FAILED %s on %s %s: %s\n", case_.name.c_str(), options.target.c_str(),
                variant.name.c_str(), outcome.message.c_str());
  }

  const suite::Case& case_;
  const Target& target_;
  std::set<std::string> texts_;
  Tally tally_;
};

}  // namespace

absl::StatusOr<Tally> RunVariants(const ModelsRequest& request, const std::vector<ModelRow>& rows) {
  IEGEN_ASSIGN_OR_RETURN(const Target* target, FindTarget(request.target));
  Tally all;
  for (const ModelRow& row : rows) {
    if (!absl::StrContains(row.name, request.only)) continue;
    IEGEN_ASSIGN_OR_RETURN(const suite::Case c,
                           suite::ReadModelFolder(absl::StrCat(request.folder, "/", row.name)));
    const suite::Case one = suite::FewerVectors(c, 1);
    IEGEN_ASSIGN_OR_RETURN(const Tally tally, ModelVariants(one, *target).Run());
    all.passed += tally.passed;
    all.failed += tally.failed;
  }
  return all;
}

}  // namespace iegen::shared
