// State and control flow: several graphs of a file become one list of operators.
#include "absl/strings/str_cat.h"
#include "frontend/tflite/importer.h"
#include "frontend/tflite/test_model.h"
#include "gtest/gtest.h"
#include "ir/text/printer.h"

namespace iegen::frontend::tflite {
namespace {

using Type = schema::TensorType;
using Builtin = schema::BuiltinOperator;
using Options = schema::BuiltinOptions;

std::string TextOf(const std::string& bytes) {
  absl::StatusOr<ir::Graph> graph = ImportTflite(bytes, {"m.tflite"});
  if (!graph.ok()) return std::string(graph.status().message());
  for (ir::Node& node : graph->nodes()) node.loc = {};  // places only make the text long
  return ir::Print(*graph);
}

TestTensor Int8(const std::string& name) { return {name, {1, 2}, Type::INT8, {0.5f}, {-3}}; }
TestTensor Bool(const std::string& name) { return {name, {1}, Type::BOOL}; }
TestTensor Handle(const std::string& name) { return {name, {}, Type::RESOURCE}; }

void AddRelu(TestModel* m, int32_t in, int32_t out) {
  m->AddOperator({Builtin::RELU, 1, {in}, {out}});
}

void AddHandle(TestModel* m, const char* name, int32_t out) {
  m->AddOperator({Builtin::VAR_HANDLE,
                  1,
                  {},
                  {out},
                  Options::VarHandleOptions,
                  schema::CreateVarHandleOptionsDirect(m->fbb(), "", name).Union()});
}

void AddCallOnce(TestModel* m, int32_t subgraph) {
  m->AddOperator({Builtin::CALL_ONCE,
                  1,
                  {},
                  {},
                  Options::CallOnceOptions,
                  schema::CreateCallOnceOptions(m->fbb(), subgraph).Union()});
}

void AddIf(TestModel* m, std::vector<int32_t> in, std::vector<int32_t> out, int32_t then_graph,
           int32_t else_graph) {
  m->AddOperator({Builtin::IF, 1, std::move(in), std::move(out), Options::IfOptions,
                  schema::CreateIfOptions(m->fbb(), then_graph, else_graph).Union()});
}

void AddWhile(TestModel* m, std::vector<int32_t> in, std::vector<int32_t> out, int32_t condition,
              int32_t body) {
  m->AddOperator({Builtin::WHILE, 1, std::move(in), std::move(out), Options::WhileOptions,
                  schema::CreateWhileOptions(m->fbb(), condition, body).Union()});
}

// y = relu(read v), v = x; graph 1, if there is one, is left to the caller.
void AddStream(TestModel* m) {
  const int32_t x = m->Add(Int8("x")), y = m->Add(Int8("y")), old = m->Add(Int8("old"));
  const int32_t v = m->Add(Handle("handle"));
  AddHandle(m, "memory", v);
  m->AddOperator({Builtin::READ_VARIABLE, 1, {v}, {old}});
  AddRelu(m, old, y);
  m->AddOperator({Builtin::ASSIGN_VARIABLE, 1, {v, x}, {}});
  m->EndGraph({x}, {y});
}

void AddInitialiser(TestModel* m, const std::string& data) {
  const int32_t v = m->Add(Handle("handle"));
  TestTensor start = Int8("start");
  start.data = data;
  const int32_t value = m->Add(start);
  AddHandle(m, "memory", v);
  m->AddOperator({Builtin::ASSIGN_VARIABLE, 1, {v, value}, {}});
}

TEST(StateTest, AVariableBeginsWithWhatCallOnceAssigns) {
  TestModel m;
  AddCallOnce(&m, 1);
  AddStream(&m);
  AddInitialiser(&m, "\x05\x07");
  EXPECT_EQ(TextOf(m.Finish({}, {})), R"(graph @model(%x: i8[1,2] q(0.5,-3)) {
  %memory: i8[1,2] q(0.5,-3) = variable dense<5,7>
  %old: i8[1,2] q(0.5,-3) = read_variable(%memory)
  %y: i8[1,2] q(0.5,-3) = relu(%old) {kind=relu}
  assign_variable(%memory, %x)
  return %y
}
)");
}

TEST(StateTest, AVariableThatIsReadBeforeItIsWrittenIsNamed) {
  TestModel m;
  AddStream(&m);
  AddRelu(&m, m.Add(Int8("a")), m.Add(Int8("b")));
  EXPECT_EQ(TextOf(m.Finish({0}, {1})),
            "error: variable 'memory' is read before it is written (m.tflite, operator 1 "
            "READ_VARIABLE 'old')\n"
            "  no operator before this one, and no CALL_ONCE, gives it a value");
}

TEST(StateTest, AVariableThatIsWrittenFirstIsNoState) {
  TestModel m;
  const int32_t x = m.Add(Int8("x")), y = m.Add(Int8("y")), v = m.Add(Handle("handle"));
  AddHandle(&m, "memory", v);
  m.AddOperator({Builtin::ASSIGN_VARIABLE, 1, {v, x}, {}});
  m.AddOperator({Builtin::READ_VARIABLE, 1, {v}, {y}});
  EXPECT_EQ(TextOf(m.Finish({x}, {y})), R"(graph @model(%x: i8[1,2] q(0.5,-3)) {
  %memory: i8[1,2] q(0.5,-3) = variable
  assign_variable(%memory, %x)
  %y: i8[1,2] q(0.5,-3) = read_variable(%memory)
  return %y
}
)");
}

TEST(StateTest, CallOnceMustLeadSomewhere) {
  for (const int32_t graph : {-1, 7}) {
    TestModel m;
    AddCallOnce(&m, graph);
    AddStream(&m);
    AddInitialiser(&m, "ab");
    EXPECT_EQ(TextOf(m.Finish({}, {})),
              absl::StrCat("error: subgraph index ", graph,
                           " is out of range (m.tflite, operator 0 CALL_ONCE)\n"
                           "  the model has 2 subgraphs"));
  }
}

// x, c -> y; graph 1 is relu, graph 2 hands its input on.
std::string Branch(const TestTensor& condition, const TestTensor& result, int32_t then_graph) {
  TestModel m;
  const int32_t x = m.Add(Int8("x")), c = m.Add(condition), y = m.Add(result);
  AddIf(&m, {c, x}, {y}, then_graph, 2);
  m.EndGraph({x, c}, {y});
  const int32_t a = m.Add(Int8("a")), b = m.Add(Int8("b"));
  AddRelu(&m, a, b);
  m.EndGraph({a}, {b});
  const int32_t same = m.Add(Int8("same"));
  return m.Finish({same}, {same});
}

TEST(ControlTest, BranchesStandBetweenMarkers) {
  EXPECT_EQ(TextOf(Branch(Bool("c"), Int8("y"), 1)),
            R"(graph @model(%x: i8[1,2] q(0.5,-3), %c: bool[1]) {
  %y_3: i8[1,2] q(0.5,-3) = variable
  if_begin(%c)
  %b: i8[1,2] q(0.5,-3) = relu(%x) {kind=relu}
  assign_variable(%y_3, %b)
  if_else()
  assign_variable(%y_3, %x)
  if_end()
  %y: i8[1,2] q(0.5,-3) = read_variable(%y_3)
  return %y
}
)");
}

TEST(ControlTest, ABranchThatDoesNotFitIsNamed) {
  EXPECT_EQ(TextOf(Branch(Int8("c"), Int8("y"), 1)),
            "error: the condition of IF is int8 [1, 2], expected one bool (m.tflite, operator 0 "
            "'y')\n  tensor 'c'");
  EXPECT_EQ(TextOf(Branch(Bool("c"), Int8("y"), 9)),
            "error: subgraph index 9 is out of range (m.tflite, operator 0 IF 'y')\n"
            "  the model has 3 subgraphs");
  EXPECT_EQ(TextOf(Branch(Bool("c"), Int8("y"), 0)),
            "unsupported: subgraph 0 calls itself (m.tflite, operator 0 IF 'y')\n"
            "  every step of an engine is known when compiling, so a graph can't be recursive");
  TestTensor wide = Int8("y");
  wide.shape = {1, 3};
  EXPECT_EQ(TextOf(Branch(Bool("c"), wide, 1)),
            "error: the variable is int8 [1, 3], its value int8 [1, 2] (m.tflite, operator 0 IF "
            "'y')\n  inputs 'c' bool [1], 'x' int8 [1, 2]; output 'y' int8 [1, 3]");
}

// c, x go round; graph 1 gives the condition, graph 2 is c, relu(x) or what `next` says.
std::string Loop(bool changes) {
  TestModel m;
  const int32_t c = m.Add(Bool("c")), x = m.Add(Int8("x"));
  const int32_t end = m.Add(Bool("end")), y = m.Add(Int8("y"));
  AddWhile(&m, {c, x}, {end, y}, 1, 2);
  m.EndGraph({c, x}, {y});
  const int32_t go = m.Add(Bool("go")), unread = m.Add(Int8("unread"));
  m.EndGraph({go, unread}, {go});
  const int32_t last = m.Add(Bool("last")), a = m.Add(Int8("a")), b = m.Add(Int8("b"));
  TestTensor stop = Bool("stop");
  stop.data = std::string(1, '\0');
  const int32_t no = m.Add(stop);
  AddRelu(&m, a, b);
  return m.Finish({last, a}, {changes ? no : last, b});
}

TEST(ControlTest, ALoopCarriesWhatChanges) {
  EXPECT_EQ(TextOf(Loop(true)), R"(graph @model(%c: bool[1], %x: i8[1,2] q(0.5,-3)) {
  %c_4: bool[1] = variable
  %x_5: i8[1,2] q(0.5,-3) = variable
  assign_variable(%c_4, %c)
  assign_variable(%x_5, %x)
  loop_begin()
  %c_6: bool[1] = read_variable(%c_4)
  %x_7: i8[1,2] q(0.5,-3) = read_variable(%x_5)
  loop_exit_unless(%c_6)
  %b: i8[1,2] q(0.5,-3) = relu(%x_7) {kind=relu}
  %stop: bool[1] = const dense<0>
  assign_variable(%c_4, %stop)
  assign_variable(%x_5, %b)
  loop_end()
  %end: bool[1] = read_variable(%c_4)
  %y: i8[1,2] q(0.5,-3) = read_variable(%x_5)
  return %y
}
)");
}

TEST(ControlTest, ALoopWhoseConditionNothingChangesIsRefused) {
  EXPECT_EQ(TextOf(Loop(false)),
            "error: the loop has no end: its body changes nothing that its condition looks at "
            "(m.tflite, operator 0 WHILE 'end')\n"
            "  the condition is 'c'");
}

TEST(ControlTest, GraphsThatCallEachOtherAreRefused) {
  TestModel m;
  for (const int32_t callee : {1, 2, 1}) {
    const int32_t x = m.Add(Int8("x")), c = m.Add(Bool("c")), y = m.Add(Int8("y"));
    AddIf(&m, {c, x, c}, {y}, callee, callee);
    m.EndGraph({x, c}, {y});
  }
  AddRelu(&m, m.Add(Int8("a")), m.Add(Int8("b")));
  EXPECT_EQ(TextOf(m.Finish({0}, {1})),
            "unsupported: subgraph 1 calls itself (m.tflite, operator 0 IF 'y')\n"
            "  every step of an engine is known when compiling, so a graph can't be recursive\n"
            "  it stands in subgraph 2");
}

}  // namespace
}  // namespace iegen::frontend::tflite
