// iegen inspect: what is in a model file.
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "backends/linear.h"
#include "base/sha256.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/text/printer.h"
#include "nlohmann/json.hpp"
#include "passes/pass.h"
#include "passes/pass_manager.h"
#include "passes/pipeline.h"
#include "tools/cli/commands.h"
#include "tools/cli/engine.h"

namespace iegen::cli {
namespace {

struct Totals {
  std::map<std::string, int> operators;  // by the format's name
  int64_t macs = 0, weights_bytes = 0;
};

Totals Count(const ir::Graph& graph) {
  Totals totals;
  for (const ir::Node& node : graph.nodes()) {
    const std::string name =
        node.loc.origins.empty() ? std::string(ir::NameOf(node.op)) : node.loc.origins.front().op;
    ++totals.operators[name];
    const NodeView view(graph, node);
    const int64_t macs = MacsOf(view);
    totals.macs += macs;
    if (macs > 0 && view.constant(1)) totals.weights_bytes += view.in(1).bytes();
  }
  return totals;
}

std::string NameOf(const ir::Value& value) {
  return Quoted(value.original.empty() ? value.name : value.original);
}

std::string EdgeText(absl::string_view direction, const ir::Value& value) {
  std::string text = absl::StrCat(direction, NameOf(value), "  ", ir::UserNameOf(value.type.elem),
                                  " ", ir::ShapeText(value.type.shape));
  if (value.type.quant.quantised()) {
    absl::StrAppend(&text, "  scale ", FloatText(value.type.quant.scale()), "  zero point ",
                    value.type.quant.zero_point());
  }
  return text;
}

// Of the result, or of the variable that the operator writes.
std::string ShapeOf(const ir::Graph& graph, const ir::Node& node) {
  if (!node.out.empty()) return ir::ShapeText(graph.type(node.out[0]).shape);
  return node.in.empty() ? "" : ir::ShapeText(graph.type(node.in[0]).shape);
}

void PrintOperators(const Console& console, const ir::Graph& graph) {
  for (const ir::Node& node : graph.nodes()) {
    const ir::Origin origin = node.loc.origins.empty() ? ir::Origin{} : node.loc.origins.front();
    console.Result(absl::StrFormat("%4d  %-18s %-22s %12s MACs  %s", origin.index, origin.op,
                                   ShapeOf(graph, node), Grouped(MacsOf(NodeView(graph, node))),
                                   Quoted(origin.name)));
  }
}

void PrintTensors(const Console& console, const ir::Graph& graph) {
  for (size_t id = 0; id < graph.value_count(); ++id) {
    const ir::Value& value = graph.value(static_cast<ir::ValueId>(id));
    console.Result(EdgeText(value.constant() ? "constant   "
                            : value.variable ? "variable   "
                                             : "activation ",
                            value));
  }
}

void PrintSummary(const Console& console, const ModelFile& model, const ir::Graph& graph) {
  const Totals totals = Count(graph);
  console.Result(absl::StrCat(Escaped(model.file), ": TFLite, ",
                              Grouped(static_cast<int64_t>(model.bytes.size())), " bytes, sha256 ",
                              Sha256Hex(model.bytes).substr(0, 8), "..."));
  for (ir::ValueId id : graph.inputs()) console.Result(EdgeText("in   ", graph.value(id)));
  for (ir::ValueId id : graph.outputs()) console.Result(EdgeText("out  ", graph.value(id)));
  std::string operators = "operators";
  for (const auto& [name, count] : totals.operators) {
    absl::StrAppend(&operators, "  ", name, " ", count);
  }
  console.Result(operators);
  console.Result(absl::StrCat("work ", Grouped(totals.macs), " MACs   weights ",
                              Grouped(totals.weights_bytes), " bytes"));
}

nlohmann::ordered_json EdgeJson(const ir::Value& value) {
  return {{"name", Escaped(value.original.empty() ? value.name : value.original)},
          {"type", std::string(ir::UserNameOf(value.type.elem))},
          {"shape", value.type.shape.dims()},
          {"scale", value.type.quant.scale()},
          {"zero_point", value.type.quant.zero_point()}};
}

std::string SummaryJson(const ModelFile& model, const ir::Graph& graph) {
  const Totals totals = Count(graph);
  nlohmann::ordered_json json = {{"file", Escaped(model.file)},
                                 {"bytes", model.bytes.size()},
                                 {"sha256", Sha256Hex(model.bytes)},
                                 {"inputs", nlohmann::ordered_json::array()},
                                 {"outputs", nlohmann::ordered_json::array()},
                                 {"operators", totals.operators},
                                 {"macs", totals.macs},
                                 {"weights_bytes", totals.weights_bytes}};
  for (ir::ValueId id : graph.inputs()) json["inputs"].push_back(EdgeJson(graph.value(id)));
  for (ir::ValueId id : graph.outputs()) json["outputs"].push_back(EdgeJson(graph.value(id)));
  return json.dump(2);
}

// Keeps the graph as it is after the pass that the user named.
class KeepAfter : public passes::Observer {
 public:
  explicit KeepAfter(std::string pass) : pass_(std::move(pass)) {}
  void OnPass(const passes::PassRun& run) override {
    if (run.pass->name == pass_) kept_ = *run.graph, found_ = true;
  }
  bool found() const { return found_; }
  const ir::Graph& graph() const { return kept_; }

 private:
  std::string pass_;
  ir::Graph kept_;
  bool found_ = false;
};

absl::StatusOr<ir::Graph> GraphAfter(ir::Graph graph, const std::string& pass) {
  if (pass.empty()) return graph;
  KeepAfter keep(pass);
  IEGEN_RETURN_IF_ERROR(passes::RunPasses(passes::DefaultPipeline(), {}, {}, &graph, &keep));
  if (keep.found()) return keep.graph();
  std::string names;
  for (const passes::Pass& p : passes::AllPasses()) absl::StrAppend(&names, " ", p.name);
  return Error(absl::StrCat("unknown pass ", Quoted(pass))).Hint("one of" + names);
}

absl::Status InspectModel(const Console& console, const InspectOptions& options) {
  IEGEN_ASSIGN_OR_RETURN(const ModelFile model, ReadModel(options.model));
  IEGEN_ASSIGN_OR_RETURN(ir::Graph graph, ImportModel(model));
  if (options.ir || !options.after.empty()) {
    IEGEN_ASSIGN_OR_RETURN(graph, GraphAfter(std::move(graph), options.after));
    ir::Blobs beside;  // large constants are named, not printed
    console.Bytes(ir::Print(graph, &beside));
  } else if (console.json()) {
    console.Result(SummaryJson(model, graph));
  } else {
    PrintSummary(console, model, graph);
  }
  if (options.operators) PrintOperators(console, graph);
  if (options.tensors) PrintTensors(console, graph);
  return absl::OkStatus();
}

}  // namespace

ExitCode Inspect(const Console& console, const InspectOptions& options) {
  const absl::Status status = InspectModel(console, options);
  return status.ok() ? kDone : console.Fail(status);
}

}  // namespace iegen::cli
