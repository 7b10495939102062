#include "tools/cli/operator_table.h"

#include "absl/strings/str_cat.h"
#include "backends/backend.h"
#include "frontend/tflite/op_table.h"

namespace iegen::cli {

namespace {

// "portable, cortex_m, riscv": every operator has portable kernels.
std::string BackendsOf(const frontend::tflite::OperatorRow& row) {
  std::string names = "portable";
  for (const Backend* backend : AllBackends().subspan(1)) {
    if (backend->HasKernelsFor(row.op)) absl::StrAppend(&names, ", ", backend->name());
  }
  return names;
}

}  // namespace

std::string OperatorTable() {
  std::string table =
      "| TFLite operator | versions | what is taken | kernels |\n|---|---|---|---|\n";
  for (const frontend::tflite::OperatorRow& row : frontend::tflite::Operators()) {
    absl::StrAppend(&table, "| ", row.name, " | 1",
                    row.highest_version > 1 ? absl::StrCat(" to ", row.highest_version) : "", " | ",
                    row.limits, " | ", BackendsOf(row), " |\n");
  }
  return table;
}

}  // namespace iegen::cli
