// Random graphs until the time is over or one fails; the failing one is written to a file.
//
//   bazel run --config=asan //tests/random:soak -- --seconds=3600 --seed=1 [--engines]
//   soak --check=FILE.ir --seed=N       the same trial of that graph: fails while it fails
//   soak --plant=mean_s8                with a wrong number for that kernel: how soon is it found?
//   soak --header=mean_s8.h --from=TEXT --to=TEXT    with that fault in the engines; planted.sh
#include <chrono>
#include <cstdio>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "ir/text/parser.h"
#include "ir/text/printer.h"
#include "tests/random/differential.h"

namespace iegen::random_test {
namespace {

constexpr uint32_t kBatch = 24;  // engines of one program

struct Arguments {
  double seconds = 60;
  uint32_t seed = 1;
  std::string check, planted, directory = ".";
  Fault fault;
  bool engines = false;
};

int Check(const Arguments& arguments) {
  const absl::StatusOr<std::string> text = ReadFile(arguments.check);
  const absl::StatusOr<ir::Graph> graph = text.ok() ? ir::Parse(*text) : text.status();
  const std::string difference =
      graph.ok() ? Difference(*graph, {arguments.seed, arguments.planted}) : "";
  if (!graph.ok()) std::printf("%s\n", std::string(graph.status().message()).c_str());
  if (!difference.empty()) std::printf("DIFFERENT: %s\n", difference.c_str());
  return difference.empty() ? 0 : 1;
}

int Report(const Arguments& arguments, uint32_t seed, const std::string& difference) {
  const std::string file = absl::StrCat(arguments.directory, "/random-", seed, ".ir");
  const absl::Status written = WriteFile(file, ir::Print(GraphOf(seed)));
  std::printf("DIFFERENT: seed %u: %s\nThe graph is in %s; to shrink it:\n", seed,
              difference.c_str(), written.ok() ? file.c_str() : "no file");
  std::printf("  iegen_reduce %s --check='soak --seed=%u --check' --says=DIFFERENT\n", file.c_str(),
              seed);
  return 1;
}

// Engines of the last kBatch seeds; 0 where all are right.
int CheckEngines(const Arguments& arguments, uint32_t seed) {
  std::vector<ir::Graph> graphs;
  for (uint32_t i = 0; i < kBatch; ++i) graphs.push_back(GraphOf(seed - i));
  const std::vector<std::string> differences = EngineDifferences(
      graphs, {"-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"},
      arguments.fault);
  for (uint32_t i = 0; i < kBatch; ++i) {
    if (!differences[i].empty()) return Report(arguments, seed - i, differences[i]);
  }
  return 0;
}

int Soak(const Arguments& arguments) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  uint32_t seed = arguments.seed;
  for (; elapsed() < arguments.seconds; ++seed) {
    const bool faulty = !arguments.fault.header.empty();
    const std::string difference =
        faulty ? "" : Difference(GraphOf(seed), {seed, arguments.planted});
    if (!difference.empty()) return Report(arguments, seed, difference);
    const bool batch = (arguments.engines || faulty) && (seed - arguments.seed + 1) % kBatch == 0;
    if (batch && CheckEngines(arguments, seed) != 0) return 1;
  }
  std::printf("%u graphs in %.0f seconds, no difference; the next seed is %u\n",
              seed - arguments.seed, elapsed(), seed);
  return 0;
}

}  // namespace
}  // namespace iegen::random_test

// NOLINTNEXTLINE(bugprone-exception-escape): what CLI11 throws here may end a test
int main(int argc, char** argv) {
  iegen::random_test::Arguments arguments;
  CLI::App app("Compares random graphs with the evaluator");
  app.add_option("--seconds", arguments.seconds, "how long; endless is a large number");
  app.add_option("--seed", arguments.seed, "of the first graph");
  app.add_option("--check", arguments.check, "a graph in text form instead of random ones");
  app.add_option("--plant", arguments.planted, "name of a kernel that gets a fault");
  app.add_option("--header", arguments.fault.header, "kernel header of the engines to change");
  app.add_option("--from", arguments.fault.from, "text in that header");
  app.add_option("--to", arguments.fault.to, "what stands there instead");
  app.add_option("--out", arguments.directory, "folder for the graph that fails");
  app.add_flag("--engines", arguments.engines, "compile and run emitted engines as well");
  CLI11_PARSE(app, argc, argv);
  return arguments.check.empty() ? iegen::random_test::Soak(arguments)
                                 : iegen::random_test::Check(arguments);
}
