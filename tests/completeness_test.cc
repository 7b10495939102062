// Walks the lists and says what is missing: every operator of the IR needs a portable kernel, an
// importer, recorded cases and a text form; every row of the importer needs recorded cases. What is
// missing for a reason stands here with that reason.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "backends/backend.h"
#include "frontend/frontend.h"
#include "frontend/tflite/op_table.h"
#include "gtest/gtest.h"
#include "ir/ops/all_ops.h"
#include "ir/text/parser.h"
#include "ir/text/printer.h"
#include "tests/conformance/cases.h"

namespace iegen {
namespace {

constexpr char kFolder[] = "tests/conformance/data/";

// Operators of the IR that no file has.
const std::map<std::string, std::string>& MadeByPasses() {
  static const auto& reasons = *new std::map<std::string, std::string>{
      {"delayed_fully_connected", "delay-line makes it of a layer on a window over time"},
      {"shift_variable", "window-state moves a window on with it"},
      {"table", "table-unary makes it of operators that map bytes to bytes"},
      {"update_variable", "window-state writes new frames with it"}};
  return reasons;
}

// Rows of the importer without a folder of their own.
const std::map<std::string, std::string>& WithoutCases() {
  static const auto& reasons = *new std::map<std::string, std::string>{
      {"ASSIGN_VARIABLE", "VAR_HANDLE has its cases"},
      {"CALL_ONCE", "VAR_HANDLE has its cases"},
      {"READ_VARIABLE", "VAR_HANDLE has its cases"},
      {"RELU_N1_TO_1", "TensorFlow Lite Micro, the oracle, has no kernel for it"}};
  return reasons;
}

template <size_t... kIndex>
std::vector<ir::Op> DefaultOps(std::index_sequence<kIndex...>) {
  return {std::variant_alternative_t<kIndex, ir::AnyOp>{}...};
}

// Every operator of the list, with default attributes.
std::vector<ir::Op> AllOps() {
  return DefaultOps(std::make_index_sequence<std::variant_size_v<ir::AnyOp>>());
}

// The graphs of all recorded cases of a folder.
std::vector<ir::Graph> ImportFolder(const std::string& name) {
  const absl::StatusOr<conformance::Suite> suite = conformance::Read(kFolder + name);
  if (!suite.ok()) return {};
  std::vector<ir::Graph> graphs;
  for (const conformance::Case& c : suite->cases) {
    const absl::string_view bytes(reinterpret_cast<const char*>(c.model.data()), c.model.size());
    absl::StatusOr<ir::Graph> graph = frontend::Import(bytes, {c.name, nullptr});
    EXPECT_TRUE(graph.ok()) << c.name << ": " << graph.status();
    if (graph.ok()) graphs.push_back(*std::move(graph));
  }
  return graphs;
}

TEST(CompletenessTest, EveryRowOfTheImporterHasRecordedCases) {
  for (const auto& row : frontend::tflite::Operators()) {
    const std::string name(row.name);
    const bool recorded = !ImportFolder(absl::AsciiStrToLower(name)).empty();
    EXPECT_NE(recorded, WithoutCases().count(name) != 0) << name;
  }
}

// Of each node of a graph: the reference backend offers a kernel that can be bound, on every
// target.
void ExpectPortableKernels(const ir::Graph& graph, std::set<std::string>* seen) {
  for (const ir::Node& node : graph.nodes()) {
    const NodeView view(graph, node);
    seen->insert(std::string(ir::NameOf(node.op)));
    if (ir::IsMarker(node.op)) continue;
    for (const Target* target : AllTargets()) {
      std::vector<Candidate> offered;
      AllBackends()[0]->Candidates(view, *target, &offered);
      ASSERT_FALSE(offered.empty()) << ir::NameOf(node.op) << " on " << target->name;
      EXPECT_TRUE(offered[0].view || offered[0].bind(view).ok()) << ir::NameOf(node.op);
    }
  }
}

// Whether some backend but the portable one offers a kernel for the node, on some core.
bool HasKernelOfItsOwn(const NodeView& view) {
  std::vector<Candidate> offered;
  for (const Target* target : AllTargets()) {
    for (const Backend* backend : AllBackends().subspan(1)) {
      if (backend->name() == target->backend) backend->Candidates(view, *target, &offered);
    }
  }
  return !offered.empty();
}

// The documentation's column of kernels follows from the rows.
TEST(CompletenessTest, RowsNameTheOperatorsWithKernelsOfTheirOwn) {
  for (const auto& row : frontend::tflite::Operators()) {
    for (const ir::Graph& graph : ImportFolder(absl::AsciiStrToLower(row.name))) {
      if (graph.nodes().size() != 1) continue;  // a branch or loop, or what an operator is made of
      const ir::Node& node = graph.nodes()[0];
      const absl::string_view op = ir::NameOf(node.op);
      EXPECT_TRUE(!HasKernelOfItsOwn(NodeView(graph, node)) || row.op == op)
          << row.name << " is a " << op;
    }
  }
}

TEST(CompletenessTest, EveryOperatorIsImportedAndHasAPortableKernel) {
  std::set<std::string> seen;
  for (const auto& row : frontend::tflite::Operators()) {
    for (const ir::Graph& graph : ImportFolder(absl::AsciiStrToLower(row.name))) {
      ExpectPortableKernels(graph, &seen);
    }
  }
  for (const ir::Op& op : AllOps()) {
    const std::string name(ir::NameOf(op));
    EXPECT_NE(seen.count(name) != 0, MadeByPasses().count(name) != 0) << name;
  }
}

// Types need not fit: the parser takes them as they stand.
TEST(CompletenessTest, EveryOperatorIsReadAsItIsPrinted) {
  for (const ir::Op& op : AllOps()) {
    ir::Graph graph;
    const ir::TensorType type{ir::ElemType::kInt8, {1, 2, 2, 1}, ir::PerTensor(0.5f, -3)};
    const ir::ValueId in = graph.AddInput("x", type);
    const ir::ValueId out = graph.AddValue("y", type);
    const std::vector<ir::ValueId> inputs(static_cast<size_t>(ir::InputsOf(op).least), in);
    graph.nodes().push_back({op, inputs, {out}, {}});
    graph.inputs() = {in};
    graph.outputs() = {out};
    const std::string text = ir::Print(graph);
    const absl::StatusOr<ir::Graph> parsed = ir::Parse(text);
    ASSERT_TRUE(parsed.ok()) << text << parsed.status();
    EXPECT_EQ(ir::Print(*parsed), text);
    EXPECT_TRUE(parsed->nodes()[0].op == op) << text;
  }
}

TEST(CompletenessTest, NamesAreSorted) {
  std::string last;
  for (const ir::Op& op : AllOps()) {
    EXPECT_LT(last, ir::NameOf(op));
    last = std::string(ir::NameOf(op));
  }
  last.clear();
  for (const auto& row : frontend::tflite::Operators()) {
    EXPECT_LT(last, row.name);
    last = std::string(row.name);
  }
}

}  // namespace
}  // namespace iegen
