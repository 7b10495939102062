// The table of supported operators, made from what importers and backends register. README, the
// guide and `iegen targets --operators` show it.
#ifndef IEGEN_TOOLS_CLI_OPERATOR_TABLE_H_
#define IEGEN_TOOLS_CLI_OPERATOR_TABLE_H_

#include <string>

namespace iegen::cli {

// Markdown, one row for each operator of the TFLite importer.
std::string OperatorTable();

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_OPERATOR_TABLE_H_
