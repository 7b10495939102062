// Every recorded case through the whole generator, on the target that the first argument names: the
// engines are emitted, compiled, run on the simulated core, and must give the recorded bytes.
#include <cstdio>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/suite/conformance_run.h"

namespace iegen::suite {
namespace {

constexpr char kFolder[] = "tests/conformance/";

constexpr const char* kOperators[] = {
    "add",
    "average_pool_2d",
    "conv_2d",
    "depthwise_conv_2d",
    "dequantize",
    "fully_connected",
    "logistic",
    "max_pool_2d",
    "mean",
    "pad",
    "quantize",
    "relu",
    "relu6",
    "reshape",
    "softmax",
    "svdf",
    "unidirectional_sequence_lstm",
};

ConformanceOptions OptionsFor(const std::string& target) {
  ConformanceOptions options;
  for (const char* name : kOperators) {
    options.folders.push_back(std::string(kFolder) + "data/" + name);
  }
  options.suite.target = target;
  options.suite.copts = {"-O1"};  // many small engines: compiling takes longer than running
  options.suite.evaluate = target == "host";
  return options;
}

int Fail(const absl::Status& status) {
  std::printf("%s\n", std::string(status.message()).c_str());
  return 1;
}

int Run(const std::string& target) {
  absl::StatusOr<Refusals> refusals = Refusals::Read(std::string(kFolder) + "refused.txt");
  if (!refusals.ok()) return Fail(refusals.status());
  const auto counts = RunConformance(OptionsFor(target), &*refusals);
  if (!counts.ok()) return Fail(counts.status());
  const std::string unused = refusals->Unused();
  if (!unused.empty()) std::printf("refused.txt names what no case has:\n%s", unused.c_str());
  return PrintCounts(*counts, target) == 0 && unused.empty() ? 0 : 1;
}

}  // namespace
}  // namespace iegen::suite

int main(int argc, char** argv) { return iegen::suite::Run(argc > 1 ? argv[1] : "host"); }
