// Runs passes one after the other and proves after each that the graph still keeps the rules.
#ifndef IEGEN_PASSES_PASS_MANAGER_H_
#define IEGEN_PASSES_PASS_MANAGER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ir/graph.h"
#include "passes/pass.h"

namespace iegen::passes {

// One line of a pipeline.
struct Step {
  const Pass* pass = nullptr;
  bool required = false;  // lowering cannot do without: neither a limit nor a skip leaves it out
};
using Pipeline = std::vector<Step>;

// A pass that has just run.
struct PassRun {
  const Pass* pass = nullptr;
  const ir::Graph* graph = nullptr;  // after it
  size_t nodes_before = 0;
  double milliseconds = 0;
};

// A pass that broke the rules.
struct Defect {
  const Pass* pass = nullptr;
  // What the pass was given, with weights replaced by zeros: to be attached to a report.
  ir::Graph input;
};

// Who wants to see what happens: dumps, timings, a file for a report.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void OnPass(const PassRun&) {}
  virtual void OnDefect(const Defect&) {}
};

struct ManagerOptions {
  int passes_limit = -1;          // run only so many, to find a faulty one; -1: all
  std::vector<std::string> skip;  // names of passes to leave out
};

// The name under which Defect::input is to be written; messages name it.
inline constexpr absl::string_view kDefectFile = "iegen-defect.ir";

// Runs `pipeline` over `graph`. An error of a pass comes back as it is; a graph that breaks the
// rules becomes an internal error that names the pass, and `graph` is then what the pass was given.
// Unknown names in options.skip are an error. `observer` may be null.
absl::Status RunPasses(const Pipeline& pipeline, const ManagerOptions& options,
                       const PassContext& context, ir::Graph* graph, Observer* observer);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_PASS_MANAGER_H_
