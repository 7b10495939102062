#include "tools/cli/operator_table.h"

#include "absl/strings/str_cat.h"
#include "frontend/tflite/op_table.h"

namespace iegen::cli {

std::string OperatorTable() {
  std::string table = "| TFLite operator | versions | what is taken |\n|---|---|---|\n";
  for (const frontend::tflite::OperatorRow& row : frontend::tflite::Operators()) {
    absl::StrAppend(&table, "| ", row.name, " | 1",
                    row.highest_version > 1 ? absl::StrCat(" to ", row.highest_version) : "", " | ",
                    row.limits, " |\n");
  }
  return table;
}

}  // namespace iegen::cli
