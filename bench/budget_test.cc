// Figures may fall, never rise: RAM and constants are exact, instructions and code have 1 %. The
// limits stand in bench/budgets/budgets.csv, in the form that `bazel run //bench:table -- --csv`
// prints.
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "bench/measure.h"
#include "gtest/gtest.h"

namespace iegen::bench {
namespace {

struct Budget {
  std::string model, target;
  Figures limit;
};

std::vector<Budget> ReadBudgets() {
  std::vector<Budget> budgets;
  const absl::StatusOr<std::string> text = ReadFile("bench/budgets/budgets.csv");
  EXPECT_TRUE(text.ok()) << text.status();
  for (absl::string_view line : absl::StrSplit(text.value_or(""), '\n', absl::SkipEmpty())) {
    const std::vector<std::string> c = absl::StrSplit(line, ',');
    Budget b;
    if (c.size() != 7 || !absl::SimpleAtoi(c[2], &b.limit.instructions)) continue;
    EXPECT_TRUE(absl::SimpleAtoi(c[3], &b.limit.code_bytes));
    EXPECT_TRUE(absl::SimpleAtoi(c[4], &b.limit.constants_bytes));
    EXPECT_TRUE(absl::SimpleAtoi(c[5], &b.limit.ram_bytes));
    b.model = c[0];
    b.target = c[1];
    budgets.push_back(b);
  }
  return budgets;
}

int64_t WithOnePercent(int64_t limit) { return limit + limit / 100; }

TEST(BudgetTest, NoFigureRises) {
  // The test is sharded by target in the BUILD file.
  const char* target = std::getenv("IEGEN_BENCH_TARGET");
  ASSERT_NE(target, nullptr);
  int checked = 0;
  for (const Budget& budget : ReadBudgets()) {
    if (budget.target != target) continue;
    SCOPED_TRACE(absl::StrCat(budget.model, " on ", budget.target));
    const absl::StatusOr<Figures> f =
        Measure(absl::StrCat("models/", budget.model, "/model.tflite"), budget.target);
    ASSERT_TRUE(f.ok()) << f.status();
    EXPECT_LE(f->instructions, WithOnePercent(budget.limit.instructions));
    EXPECT_LE(f->code_bytes, WithOnePercent(budget.limit.code_bytes));
    EXPECT_LE(f->constants_bytes, budget.limit.constants_bytes);
    EXPECT_LE(f->ram_bytes, budget.limit.ram_bytes);
    ++checked;
  }
  EXPECT_GT(checked, 0);
}

}  // namespace
}  // namespace iegen::bench
