// Why each layer got its kernel.
#ifndef IEGEN_TOOLS_CLI_EXPLAIN_H_
#define IEGEN_TOOLS_CLI_EXPLAIN_H_

#include <string>

#include "ir/program.h"

namespace iegen::cli {

// A table: each layer, under it its candidates with estimated instructions and bytes, the chosen
// one marked.
std::string ExplainText(const ir::Program& program);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_EXPLAIN_H_
