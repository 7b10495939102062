#include "passes/layer_names.h"

#include "gtest/gtest.h"
#include "ir/builder.h"

namespace iegen::passes {
namespace {

using Names = std::vector<std::string>;

// A chain of relus with these origins, one list for each node.
ir::Graph Chain(const std::vector<std::vector<ir::Origin>>& origins) {
  ir::Builder builder("g");
  const ir::Quant quant = ir::PerTensor(0.5f, 0);
  ir::ValueId value = builder.Input("x", {ir::ElemType::kInt8, {2}, quant});
  for (size_t i = 0; i < origins.size(); ++i) {
    value = *builder.Add("value", ir::Relu{}, {value}, quant);
    builder.graph().nodes().back().loc.origins = origins[i];
  }
  return builder.Take();
}

TEST(LayerNamesTest, ScopesAndLeavesGo) {
  EXPECT_EQ(LayerNames(Chain({{{0, "RELU", "net_1/act/Relu;net_1/conv2d/Conv2D1"}},
                              {{1, "RELU", "net_1/block/dense/BiasAdd/ReadVariableOp"}},
                              {{2, "RELU", "net_1/softmax"}},
                              {{3, "RELU", "Identity"}}})),
            (Names{"conv2d", "block_dense", "softmax", "Identity"}));
}

TEST(LayerNamesTest, LongNamesAreCutAtAWord) {
  const std::string longest =
      "net/" + std::string(30, 'a') + "_bb_cc/" + std::string(30, 'd') + "/x";
  EXPECT_EQ(LayerNames(Chain({{{0, "RELU", longest}}, {{1, "RELU", "net/e/f/g"}}})),
            (Names{"bb_cc_" + std::string(30, 'd'), "e_f"}));
}

TEST(LayerNamesTest, EqualNamesGetTheirIndex) {
  EXPECT_EQ(LayerNames(Chain({{{3, "RELU", "a/relu/Relu"}}, {{8, "RELU", "a/relu/Relu"}}, {}, {}})),
            (Names{"relu_3", "relu_8", "value_3", "value_4"}));
}

TEST(LayerNamesTest, TheOperatorThatGaveTheNodeItsKindNamesIt) {
  EXPECT_EQ(LayerNames(Chain({{{0, "PAD", "pad"}, {1, "RELU", "relu"}, {2, "QUANTIZE", "q"}}})),
            (Names{"relu"}));
}

TEST(LayerNamesTest, HostileNamesBecomeIdentifiers) {
  const Names names = LayerNames(Chain({{{0, "RELU", "\"); system(\"x\n"}},
                                        {{1, "RELU", std::string(1000, 'x') + "end"}},
                                        {{2, "RELU", ";;"}},
                                        {{3, "RELU", "///"}},
                                        {{4, "RELU", "int"}}}));
  for (const std::string& name : names) {
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                     "0123456789_"),
              std::string::npos)
        << name;
    EXPECT_FALSE(name.empty());
    EXPECT_LE(name.size(), 48u);
  }
  EXPECT_EQ(names[4], "m_int");
}

}  // namespace
}  // namespace iegen::passes
