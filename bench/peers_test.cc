#include "bench/peers.h"

#include "backends/backend.h"
#include "gtest/gtest.h"
#include "passes/compile.h"
#include "tools/cli/engine.h"

namespace iegen::bench {
namespace {

constexpr char kPath[] = "bench/peers.csv";

TEST(PeersTest, FindsARowByEitherNameOfAShape) {
  const absl::StatusOr<std::vector<Peer>> peers = ReadPeers(kPath);
  ASSERT_TRUE(peers.ok()) << peers.status();
  const Peer* own = FindPeer(*peers, "dscnn_kws", "cortex-m4");
  ASSERT_NE(own, nullptr);
  EXPECT_EQ(own, FindPeer(*peers, "mlperf_tiny_kws", "cortex-m4"));
  EXPECT_EQ(own->figures.instructions, 7696295);
  EXPECT_EQ(FindPeer(*peers, "dscnn_kws", "host"), nullptr);
}

TEST(PeersTest, EveryRowIsOfATargetThatExists) {
  const absl::StatusOr<std::vector<Peer>> peers = ReadPeers(kPath);
  ASSERT_TRUE(peers.ok()) << peers.status();
  for (const Peer& peer : *peers) EXPECT_TRUE(FindTarget(peer.target).ok()) << peer.target;
}

// 43.19 ms at 120 MHz.
TEST(PeersTest, PublishedFiguresAreCycles) {
  const absl::StatusOr<std::vector<Published>> rows = ReadPublished("bench/published.csv");
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(5182800, PublishedCycles(*rows, "dscnn_kws", "cortex-m4"));
  EXPECT_EQ(0, PublishedCycles(*rows, "dscnn_kws", "cortex-m3"));
  for (const Published& row : *rows) EXPECT_TRUE(FindTarget(row.target).ok()) << row.target;
}

// A ratio is honest only where both did the same work.
TEST(PeersTest, OwnModelsHaveTheWorkOfTheirRows) {
  const absl::StatusOr<std::vector<Peer>> peers = ReadPeers(kPath);
  ASSERT_TRUE(peers.ok()) << peers.status();
  for (const char* name : {"dscnn_kws", "resnet8_ic", "mobilenet_v1_025_vww", "autoencoder_ad"}) {
    const auto file = cli::ReadModel(std::string("models/") + name + "/model.tflite");
    ASSERT_TRUE(file.ok()) << file.status();
    const absl::StatusOr<ir::Graph> graph = cli::ImportModel(*file);
    ASSERT_TRUE(graph.ok()) << graph.status();
    const auto program = passes::Lower(*graph, **FindTarget("host"), {}, nullptr);
    ASSERT_TRUE(program.ok()) << program.status();
    int64_t macs = 0;
    for (const ir::KernelCall& call : program->calls) macs += call.macs;
    const Peer* peer = FindPeer(*peers, name, "cortex-m4");
    ASSERT_NE(peer, nullptr) << name;
    EXPECT_EQ(peer->macs, macs) << name;
  }
}

}  // namespace
}  // namespace iegen::bench
