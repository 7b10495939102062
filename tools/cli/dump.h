// Watches passes: times with --verbose, graphs into files with --dump-after, the last good graph
// when a pass breaks the rules, and what each pass gained for the report.
#ifndef IEGEN_TOOLS_CLI_DUMP_H_
#define IEGEN_TOOLS_CLI_DUMP_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "emit/render.h"
#include "ir/graph.h"
#include "passes/pass_manager.h"
#include "tools/cli/commands.h"
#include "tools/cli/console.h"

namespace iegen::cli {

class PassWatcher : public passes::Observer {
 public:
  // `graph` is what the passes begin with.
  PassWatcher(const Console& console, const EngineOptions& options, const ir::Graph& graph);

  void OnPass(const passes::PassRun& run) override;
  void OnDefect(const passes::Defect& defect) override;

  // The first failure of writing a dump.
  const absl::Status& status() const { return status_; }
  const std::vector<emit::PassFigures>& figures() const { return figures_; }

 private:
  absl::Status Dump(const passes::PassRun& run);

  const Console& console_;
  const EngineOptions& options_;
  int count_ = 0;
  emit::GraphFigures before_;
  std::vector<emit::PassFigures> figures_;
  absl::Status status_;
};

// NAME.ir and, for large constants, NAME.NUMBER.blob files beside it.
absl::Status WriteGraph(const ir::Graph& graph, const std::string& folder, const std::string& name);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_DUMP_H_
