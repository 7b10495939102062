#include "absl/strings/match.h"
#include "backends/backend.h"
#include "gtest/gtest.h"

namespace iegen {
namespace {

std::string HintFor(absl::string_view target) {
  const absl::StatusOr<const Target*> found = FindTarget(target);
  return found.ok() ? "found" : std::string(found.status().message());
}

TEST(FindTarget, KnowsItsOwn) {
  for (const Target* target : AllTargets()) EXPECT_EQ(*FindTarget(target->name), target);
}

TEST(FindTarget, NamesTheTargetOfARelatedCore) {
  EXPECT_TRUE(absl::StrContains(HintFor("cortex-m23"), "--target=cortex-m0 serves it"));
  EXPECT_TRUE(absl::StrContains(HintFor("cortex-m85"), "--target=cortex-m55 serves it"));
}

TEST(FindTarget, GuessesWhatWasMeant) {
  EXPECT_TRUE(absl::StrContains(HintFor("m4"), "did you mean 'cortex-m4'?"));
  EXPECT_TRUE(absl::StrContains(HintFor("cortexm7"), "did you mean 'cortex-m7'?"));
  EXPECT_FALSE(absl::StrContains(HintFor("esp32s3"), "did you mean"));
}

}  // namespace
}  // namespace iegen
