// Prints for each core how well estimates agree with counts, and every kernel whose estimate is off
// by more than --factor.
//
//   bazel run //bench:agreement                          the project's own models on every core
//   bazel run //bench:agreement -- --target=cortex-m4 --all
#include <iostream>

#include "CLI/CLI.hpp"
#include "absl/strings/str_format.h"
#include "backends/backend.h"
#include "base/status.h"
#include "base/text.h"
#include "bench/agreement.h"

namespace iegen::bench {
namespace {

struct Options {
  std::vector<std::string> models, targets;
  double factor = 1.3;
  bool all = false;
};

void PrintEstimate(const Estimate& e) {
  std::cout << absl::StrFormat("    %-28s %-32s %12s counted %12s estimated  %.2f  %s\n", e.kernel,
                               e.layer.substr(0, 32), Grouped(e.counted), Grouped(e.estimated),
                               static_cast<double>(e.counted) / static_cast<double>(e.estimated),
                               e.model);
}

absl::Status PrintCore(const Options& options, const std::string& target) {
  std::vector<Estimate> estimates;
  for (const std::string& model : options.models) {
    IEGEN_ASSIGN_OR_RETURN(const std::vector<Estimate> more, CountCandidates(model, target));
    estimates.insert(estimates.end(), more.begin(), more.end());
  }
  const Agreement agreement = AgreementOf(estimates);
  double worst = 1;
  for (const Estimate& e : estimates) worst = std::max(worst, Factor(e));
  std::cout << absl::StrFormat(
                   "%-11s %4d layers and kernels: tau %.3f; %3d pairs of kernels for one layer: "
                   "tau %.3f; worst factor %.2f",
                   target, estimates.size(), agreement.layers, agreement.pairs,
                   agreement.candidates, worst)
            << std::endl;
  for (const Estimate& e : estimates) {
    if (options.all || Factor(e) > options.factor) PrintEstimate(e);
  }
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  CLI::App app("How well estimates agree with counts.", "agreement");
  Options options;
  app.add_option("--target", options.targets, "core; may be repeated (all)");
  app.add_option("--factor", options.factor,
                 "print estimates that are off by more than this (1.3)");
  app.add_flag("--all", options.all, "print every layer and kernel");
  app.add_option("MODELS", options.models, "model files");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  if (options.targets.empty()) {
    for (const Target* target : AllTargets()) {
      if (target->name != "host") options.targets.emplace_back(target->name);
    }
  }
  int failed = 0;
  for (const std::string& target : options.targets) {
    const absl::Status status = PrintCore(options, target);
    if (status.ok()) continue;
    std::cerr << Render(ToDiagnostic(status)) << std::endl;
    ++failed;
  }
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace iegen::bench

// NOLINTNEXTLINE(bugprone-exception-escape): what is thrown here may end a bench
int main(int argc, char** argv) { return iegen::bench::Main(argc, argv); }
