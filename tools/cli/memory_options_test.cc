#include "tools/cli/memory_options.h"

#include <string>

#include "gtest/gtest.h"

namespace iegen::cli {
namespace {

EngineOptions Options(std::vector<std::string> pools, std::vector<std::string> fixed) {
  EngineOptions options;
  options.pools = std::move(pools);
  options.fixed = std::move(fixed);
  return options;
}

std::string Fault(const EngineOptions& options) {
  return std::string(ParseMemoryOptions(options).status().message());
}

TEST(MemoryOptionsTest, PoolsAreNamesWithSizes) {
  const auto memory = ParseMemoryOptions(Options({"fast:64k", "slow:1M", "rest:100"}, {}));
  ASSERT_TRUE(memory.ok()) << memory.status();
  ASSERT_EQ(memory->pools.size(), 3u);
  EXPECT_EQ(memory->pools[0].name, "fast");
  EXPECT_EQ(memory->pools[0].bytes, 65536);
  EXPECT_EQ(memory->pools[1].bytes, 1048576);
  EXPECT_EQ(memory->pools[2].bytes, 100);
}

TEST(MemoryOptionsTest, TensorsMayHaveColonsInTheirNames) {
  const auto memory = ParseMemoryOptions(
      Options({"fast:64k", "slow:1M"}, {"a:0:fast:128", "a:0:slow", "b:fast", "c:0:1K"}));
  ASSERT_TRUE(memory.ok()) << memory.status();
  EXPECT_EQ(memory->fixed[0].tensor, "a:0");
  EXPECT_EQ(memory->fixed[0].pool, "fast");
  EXPECT_EQ(memory->fixed[0].offset, 128);
  EXPECT_EQ(memory->fixed[1].tensor, "a:0");
  EXPECT_EQ(memory->fixed[1].pool, "slow");
  EXPECT_FALSE(memory->fixed[1].offset.has_value());
  EXPECT_EQ(memory->fixed[2].tensor, "b");
  EXPECT_EQ(memory->fixed[3].tensor, "c:0");
  EXPECT_EQ(memory->fixed[3].pool, "");
  EXPECT_EQ(memory->fixed[3].offset, 1024);
}

TEST(MemoryOptionsTest, SaysWhatItCannotRead) {
  for (const char* pool : {"", "fast", "fast:", "fast:0", ":64", "fast:-1", "fast:1.5K", "fast:4G",
                           "fast:2048M", "fast:99999999999999999999"}) {
    EXPECT_EQ(Fault(Options({pool}, {})),
              "error: --pool='" + std::string(pool) +
                  "' is no name with a number of bytes\n"
                  "  hint: --pool=fast:64K --pool=slow:256K, the preferred one first");
  }
  for (const char* fixed : {"", "a", ":8", "a:", "a:-8", "a:fast"}) {
    EXPECT_EQ(Fault(Options({}, {fixed})),
              "error: --fix='" + std::string(fixed) +
                  "' is no tensor with an offset\n"
                  "  hint: --fix=TENSOR:OFFSET; with pools --fix=TENSOR:POOL or "
                  "--fix=TENSOR:POOL:OFFSET");
  }
}

TEST(MemoryOptionsTest, PoolsAreLimits) {
  EngineOptions options = Options({"fast:64k"}, {});
  options.limits.ram_bytes = 65536;
  EXPECT_EQ(Fault(options),
            "error: --pool and --ram-limit contradict each other: pools are limits\n"
            "  hint: leave out --ram-limit");
}

}  // namespace
}  // namespace iegen::cli
