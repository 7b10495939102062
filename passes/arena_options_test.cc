// What the user says about the arena, in terms of a graph; and what is said of names that are
// nobody's.
#include "passes/arena_options.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "ir/text/parser.h"

namespace iegen::passes {
namespace {

constexpr char kGraph[] = R"(graph @a(%x: i8[1,4] q(0.5,0)) {
  %s: i8[1,4] q(0.5,0) = variable fill<7>
  %w: i8[1,4] q(0.5,0) = const dense<1,2,3,4>
  %p: i8[1,4] q(0.5,0) = add(%x, %w)
  %r: i8[1,4] q(0.5,0) = read_variable(%s)
  %y: i8[1,4] q(0.5,0) = add(%p, %r)
  assign_variable(%s, %y)
  return %y
})";

ir::ValueId Id(const ir::Graph& graph, const std::string& name) {
  for (size_t i = 0; i < graph.value_count(); ++i) {
    const auto id = static_cast<ir::ValueId>(i);
    if (graph.value(id).name == name) return id;
  }
  ADD_FAILURE() << "no value " << name;
  return ir::kNoValue;
}

// Names of the model for values of ours.
using Originals = std::vector<std::pair<std::string, std::string>>;

ir::Graph Graph(const Originals& originals = {}) {
  absl::StatusOr<ir::Graph> graph = ir::Parse(kGraph);
  EXPECT_TRUE(graph.ok()) << graph.status();
  for (const auto& [name, original] : originals) {
    graph->value(Id(*graph, name)).original = original;
  }
  return *std::move(graph);
}

absl::StatusOr<ArenaOptions> For(const ir::Graph& graph, std::vector<FixedTensor> fixed,
                                 std::vector<MemoryPool> pools = {}) {
  CompileOptions options;
  options.fixed = std::move(fixed);
  options.pools = std::move(pools);
  return ArenaOptionsFor(graph, options, TensorNamesOf(graph));
}

std::string Fault(const ir::Graph& graph, std::vector<FixedTensor> fixed,
                  std::vector<MemoryPool> pools = {}) {
  return std::string(For(graph, std::move(fixed), std::move(pools)).status().message());
}

// Our name of the tensor that `name` fixes.
std::string Found(const ir::Graph& graph, const std::string& name) {
  const absl::StatusOr<ArenaOptions> options = For(graph, {{name, "", 8}});
  if (!options.ok()) return std::string(options.status().message());
  return options->fixed.size() == 1 ? graph.value(options->fixed.begin()->first).name : "";
}

std::string Unknown(const std::string& name, const std::string& hint) {
  return absl::StrCat("error: there is no tensor '", name, "' (--fix)\n  hint: ", hint);
}

std::string Suggested(const std::string& name, const std::string& nearest) {
  return Unknown(name, absl::StrCat("did you mean '", nearest, "'?"));
}

std::string NotSuggested(const std::string& name) {
  return Unknown(name, "'iegen inspect MODEL --tensors' lists them");
}

TEST(FixedTensorTest, IsFoundByItsNameInTheModelAndByOurs) {
  const ir::Graph graph = Graph({{"x", "serving_default_x:0"}, {"p", "net/add"}});
  EXPECT_EQ(Found(graph, "serving_default_x:0"), "x");
  EXPECT_EQ(Found(graph, "x"), "x");
  EXPECT_EQ(Found(graph, "net/add"), "p");
  EXPECT_EQ(Found(graph, "p"), "p");
  EXPECT_EQ(Found(graph, "s"), "s");
  EXPECT_EQ(Found(graph, "y"), "y");
}

TEST(FixedTensorTest, OurNameComesBeforeOneOfTheModel) {
  EXPECT_EQ(Found(Graph({{"x", "y"}}), "y"), "y");
  EXPECT_EQ(Found(Graph({{"y", "x"}}), "x"), "x");
}

TEST(FixedTensorTest, ANameThatSeveralHaveIsNone) {
  constexpr char kHint[] =
      "\n  hint: the report's arena.buffers have a name of its own for each of them";
  const ir::Graph graph = Graph({{"x", "same"}, {"p", "same"}, {"w", "same"}});
  EXPECT_EQ(Found(graph, "same"),
            absl::StrCat("error: 2 tensors are called 'same' (--fix)", kHint));
  EXPECT_EQ(Found(graph, "p"), "p");
  EXPECT_EQ(Found(Graph({{"x", "same"}, {"p", "same"}, {"s", "same"}}), "same"),
            absl::StrCat("error: 3 tensors are called 'same' (--fix)", kHint));
  // Constants have no memory there.
  EXPECT_EQ(Found(Graph({{"p", "same"}, {"w", "same"}}), "same"), "p");
}

TEST(FixedTensorTest, HasMemoryOfItsOwn) {
  const ir::Graph graph = Graph({{"w", "weights"}});
  constexpr char kHint[] =
      "\n  hint: it is constant, or its layer became part of another one: the report's "
      "arena.buffers lists those that have";
  EXPECT_EQ(Found(graph, "weights"),
            absl::StrCat("error: tensor 'weights' has no memory of its own (--fix)", kHint));
  EXPECT_EQ(Found(graph, "w"),
            absl::StrCat("error: tensor 'w' has no memory of its own (--fix)", kHint));
  // It was in the model, and a pass has removed it.
  CompileOptions options;
  options.fixed = {{"relu", "", 0}};
  EXPECT_EQ(ArenaOptionsFor(graph, options, {"relu"}).status().message(),
            absl::StrCat("error: tensor 'relu' has no memory of its own (--fix)", kHint));
  EXPECT_EQ(ArenaOptionsFor(graph, options, {"Relu"}).status().message(), NotSuggested("relu"));
}

TEST(FixedTensorTest, TheNearestNameIsSuggested) {
  const ir::Graph graph =
      Graph({{"x", "block/conv1"}, {"p", "block/conv2"}, {"y", "relu"}, {"w", "block/kernel"}});
  EXPECT_EQ(Found(graph, "block/con2"), Suggested("block/con2", "block/conv2"));
  // The first one of equals.
  EXPECT_EQ(Found(graph, "block/conv3"), Suggested("block/conv3", "block/conv1"));
  // A constant can't be meant.
  EXPECT_EQ(Found(graph, "block/kernels"), NotSuggested("block/kernels"));
}

TEST(FixedTensorTest, OneOfFourCharactersMayBeWrong) {
  const ir::Graph graph = Graph({{"x", "relu"}, {"p", "features"}});
  EXPECT_EQ(Found(graph, "rely"), Suggested("rely", "relu"));
  EXPECT_EQ(Found(graph, "raly"), NotSuggested("raly"));
  EXPECT_EQ(Found(graph, "rel"), NotSuggested("rel"));
  EXPECT_EQ(Found(graph, "Featurez"), Suggested("Featurez", "features"));
  EXPECT_EQ(Found(graph, "FeaturEz"), NotSuggested("FeaturEz"));
}

TEST(FixedTensorTest, EightCharactersMayBeWrongAtMost) {
  const std::string name(40, 'a'), rest(31, 'a');
  const ir::Graph graph = Graph({{"x", name}});
  const std::string eight = rest + "a" + std::string(8, 'b');
  EXPECT_EQ(Found(graph, eight), Suggested(eight, name));
  const std::string nine = rest + std::string(9, 'b');
  EXPECT_EQ(Found(graph, nine), NotSuggested(nine));
}

// Messages keep the end of a name.
TEST(FixedTensorTest, NamesOfMoreThan200CharactersAreNotCompared) {
  const std::string longest = std::string(199, 'a') + "z", longer = "a" + longest;
  const std::string near_longest = std::string(199, 'a') + "y";
  const auto ends = [](const std::string& message, const std::string& end) {
    return message.size() > end.size() && message.substr(message.size() - end.size()) == end;
  };
  EXPECT_TRUE(ends(Found(Graph({{"x", longest}}), near_longest), "z'?"));
  EXPECT_TRUE(ends(Found(Graph({{"x", longer}}), near_longest), "lists them"));
  EXPECT_TRUE(ends(Found(Graph({{"x", longest}}), "a" + near_longest), "lists them"));
}

TEST(FixedTensorTest, OffsetsAreMultiplesOfAWord) {
  for (int64_t offset : {0, 4, 8, 1 << 20}) {
    const absl::StatusOr<ArenaOptions> options = For(Graph(), {{"p", "", offset}});
    ASSERT_TRUE(options.ok()) << options.status();
    EXPECT_EQ(options->fixed.begin()->second.offset, offset);
    EXPECT_EQ(options->fixed.begin()->second.pool, absl::nullopt);
  }
  for (int64_t offset : {1, 2, 3, 5, 6, 7}) {
    EXPECT_EQ(Fault(Graph(), {{"p", "", offset}}),
              absl::StrCat("error: offset ", offset, " of 'p' is no multiple of 4 (--fix)"));
  }
}

TEST(FixedTensorTest, HasOnePlaceWhateverItIsCalled) {
  const ir::Graph graph = Graph({{"p", "net/add"}});
  EXPECT_EQ(Fault(graph, {{"p", "", 0}, {"net/add", "", 64}}),
            "error: 'net/add' has two places (--fix)");
  EXPECT_EQ(Fault(graph, {{"net/add", "", 0}, {"p", "", 0}}), "error: 'p' has two places (--fix)");
  EXPECT_EQ(For(graph, {{"p", "", 0}, {"x", "", 0}})->fixed.size(), 2u);
}

TEST(FixedTensorTest, LiesInThePoolThatIsNamed) {
  const std::vector<MemoryPool> pools = {{"fast", 64}, {"slow", 128}};
  const ir::Graph graph = Graph();
  const absl::StatusOr<ArenaOptions> options =
      For(graph, {{"p", "slow", 12}, {"x", "fast", absl::nullopt}}, pools);
  ASSERT_TRUE(options.ok()) << options.status();
  const ArenaOptions::Place& p = options->fixed.at(Id(graph, "p"));
  EXPECT_EQ(p.pool, 1);
  EXPECT_EQ(p.offset, 12);
  const ArenaOptions::Place& x = options->fixed.at(Id(graph, "x"));
  EXPECT_EQ(x.pool, 0);
  EXPECT_EQ(x.offset, absl::nullopt);
}

TEST(FixedTensorTest, OnlyOnePoolGoesWithoutSaying) {
  const ir::Graph graph = Graph();
  EXPECT_EQ(For(graph, {{"p", "", 4}}, {{"only", 64}})->fixed.at(Id(graph, "p")).pool, 0);
  EXPECT_EQ(Fault(graph, {{"p", "", 4}}, {{"fast", 64}, {"slow", 64}}),
            "error: in which pool is 'p'? (--fix)\n"
            "  hint: --fix=p:fast:4");
  EXPECT_EQ(Fault(Graph({{"p", "a\nb"}}), {{"a\nb", "", 4}}, {{"slow", 64}, {"fast", 64}}),
            "error: in which pool is 'a\\nb'? (--fix)\n"
            "  hint: --fix=a\\nb:slow:4");
}

TEST(FixedTensorTest, PoolsThatAreNotThereHoldNothing) {
  constexpr char kNone[] =
      "error: there is no pool 'Fast' (--fix)\n"
      "  hint: --pool=NAME:BYTES makes one";
  EXPECT_EQ(Fault(Graph(), {{"p", "Fast", 0}}), kNone);
  EXPECT_EQ(Fault(Graph(), {{"p", "Fast", 0}}, {{"fast", 64}}), kNone);
  EXPECT_EQ(Fault(Graph(), {{"p", "Fast", 0}}, {{"fast", 64}, {"slow", 64}}), kNone);
}

TEST(ArenaPoolsTest, KeepTheirOrderAndTheirSizes) {
  const ArenaOptions options = *For(Graph(), {}, {{"slow", 128}, {"fast", 64}});
  EXPECT_EQ(options.pools, (std::vector<ir::Pool>{{"slow", 0, 0, 128}, {"fast", 0, 0, 64}}));
  EXPECT_TRUE(options.fixed.empty());
  EXPECT_TRUE(For(Graph(), {})->pools.empty());
}

TEST(ArenaPoolsTest, NamesBeginWithALetterAndEndAfter32) {
  for (const std::string& name : {std::string("a"), std::string("z9"), std::string(32, 'm')}) {
    EXPECT_EQ(Fault(Graph(), {}, {{name, 64}}), "");
  }
  for (const std::string& name : {std::string(33, 'm'), std::string("9z"), std::string("mM"),
                                  std::string("m_"), std::string("m ")}) {
    EXPECT_EQ(Fault(Graph(), {}, {{name, 64}}),
              absl::StrCat("error: a pool can't be called '", name,
                           "'\n  hint: up to 32 lower-case letters and digits, a letter first: "
                           "--pool=fast:64K"));
  }
}

TEST(ArenaPoolsTest, ThereAreEightAtMostAllWithOtherNames) {
  std::vector<MemoryPool> pools;
  for (int i = 0; i < 8; ++i) pools.push_back({absl::StrCat("pool", i), 64});
  EXPECT_EQ(Fault(Graph(), {}, pools), "");
  for (size_t i = 0; i + 1 < pools.size(); ++i) {
    std::vector<MemoryPool> twice = pools;
    twice[i].name = "pool7";
    EXPECT_EQ(Fault(Graph(), {}, twice), "error: two pools are called 'pool7'");
  }
  pools.push_back({"pool8", 64});
  EXPECT_EQ(Fault(Graph(), {}, pools), "error: 9 pools, no more than 8 are possible");
}

TEST(ArenaOptionsTest, SayWhetherInputsKeepTheirBytes) {
  CompileOptions options;
  EXPECT_FALSE(ArenaOptionsFor(Graph(), options, {})->preserve_inputs);
  options.preserve_inputs = true;
  EXPECT_TRUE(ArenaOptionsFor(Graph(), options, {})->preserve_inputs);
}

TEST(TensorNamesTest, AreTheModelsAndOurs) {
  EXPECT_EQ(TensorNamesOf(Graph({{"p", "net/add"}, {"w", "weights"}})),
            (TensorNames{"x", "s", "w", "p", "r", "y", "net/add", "weights"}));
}

}  // namespace
}  // namespace iegen::passes
