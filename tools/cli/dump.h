// Watches passes: times with --verbose, graphs into files with --dump-after, the last good graph
// when a pass breaks the rules.
#ifndef IEGEN_TOOLS_CLI_DUMP_H_
#define IEGEN_TOOLS_CLI_DUMP_H_

#include <string>

#include "absl/status/status.h"
#include "ir/graph.h"
#include "passes/pass_manager.h"
#include "tools/cli/commands.h"
#include "tools/cli/console.h"

namespace iegen::cli {

class PassWatcher : public passes::Observer {
 public:
  PassWatcher(const Console& console, const EngineOptions& options)
      : console_(console), options_(options) {}

  void OnPass(const passes::PassRun& run) override;
  void OnDefect(const passes::Defect& defect) override;

  // The first failure of writing a dump.
  const absl::Status& status() const { return status_; }

 private:
  absl::Status Dump(const passes::PassRun& run);

  const Console& console_;
  const EngineOptions& options_;
  int count_ = 0;
  absl::Status status_;
};

// NAME.ir and, for large constants, NAME.NUMBER.blob files beside it.
absl::Status WriteGraph(const ir::Graph& graph, const std::string& folder, const std::string& name);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_DUMP_H_
