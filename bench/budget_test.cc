// Figures may fall, never rise: RAM and constants are exact, instructions and code have 1 %. The
// limits stand in bench/budgets/budgets.csv, in the form that `bazel run //bench:table -- --csv`
// prints.
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "bench/measure.h"
#include "gtest/gtest.h"

namespace iegen::bench {
namespace {

int64_t WithOnePercent(int64_t limit) { return limit + limit / 100; }

TEST(BudgetTest, NoFigureRises) {
  // The test is sharded by target in the BUILD file.
  const char* target = std::getenv("IEGEN_BENCH_TARGET");
  ASSERT_NE(target, nullptr);
  int checked = 0;
  const absl::StatusOr<std::vector<Record>> budgets = ReadRecords("bench/budgets/budgets.csv");
  ASSERT_TRUE(budgets.ok()) << budgets.status();
  for (const Record& budget : *budgets) {
    if (budget.target != target) continue;
    SCOPED_TRACE(absl::StrCat(budget.model, " on ", budget.target, " for ", budget.objective));
    const absl::StatusOr<Figures> f = Measure(
        {absl::StrCat("models/", budget.model, "/model.tflite"), budget.target, budget.objective});
    ASSERT_TRUE(f.ok()) << f.status();
    EXPECT_LE(f->instructions, WithOnePercent(budget.figures.instructions));
    EXPECT_LE(f->code_bytes, WithOnePercent(budget.figures.code_bytes));
    EXPECT_LE(f->constants_bytes, budget.figures.constants_bytes);
    EXPECT_LE(f->ram_bytes, budget.figures.ram_bytes);
    ++checked;
  }
  EXPECT_GT(checked, 0);
}

}  // namespace
}  // namespace iegen::bench
