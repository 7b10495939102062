#include "tools/cli/dump.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/file.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/text/printer.h"
#include "passes/graph_work.h"

namespace iegen::cli {
namespace {

emit::GraphFigures FiguresOf(const ir::Graph& graph) {
  const passes::GraphWork work = passes::MeasureGraph(graph);
  return {work.operators, work.macs, work.live_macs, work.weights_bytes};
}

}  // namespace

absl::Status WriteGraph(const ir::Graph& graph, const std::string& folder,
                        const std::string& name) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) {
    return Error(absl::StrCat("cannot make the folder ", QuotedPath(folder)))
        .Why(failure.message());
  }
  return WriteFile(absl::StrCat(folder, "/", name, ".ir"), ir::Print(graph));
}

PassWatcher::PassWatcher(const Console& console, const EngineOptions& options,
                         const ir::Graph& graph)
    : console_(console), options_(options), before_(FiguresOf(graph)) {}

void PassWatcher::OnPass(const passes::PassRun& run) {
  ++count_;
  const emit::GraphFigures after = FiguresOf(*run.graph);
  figures_.push_back({std::string(run.pass->name), before_, after});
  before_ = after;
  console_.Detail(absl::StrFormat("  %-20s %7.1f ms   %4d operators, before %d", run.pass->name,
                                  run.milliseconds, run.graph->nodes().size(), run.nodes_before));
  const bool wanted = options_.dump_after == "all" || options_.dump_after == run.pass->name;
  if (wanted && status_.ok()) status_ = Dump(run);
}

absl::Status PassWatcher::Dump(const passes::PassRun& run) {
  const std::string folder = options_.dump_dir.empty() ? "iegen_dump" : options_.dump_dir;
  return WriteGraph(*run.graph, folder, absl::StrFormat("%02d-%s", count_, run.pass->name));
}

void PassWatcher::OnDefect(const passes::Defect& defect) {
  const absl::Status written = WriteFile(std::string(passes::kDefectFile), ir::Print(defect.input));
  if (!written.ok()) console_.Fail(written);
}

}  // namespace iegen::cli
