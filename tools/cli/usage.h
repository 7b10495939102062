// Messages for a command line that does not parse: what was meant, and what to type instead.
#ifndef IEGEN_TOOLS_CLI_USAGE_H_
#define IEGEN_TOOLS_CLI_USAGE_H_

#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "base/status.h"

namespace iegen::cli {

// Option names are kebab-case; `--ram_limit` is read as `--ram-limit`.
std::vector<std::string> WithDashes(std::vector<std::string> arguments);

// What is wrong with `arguments` (without the program's name), which `app` refused with `error`.
Diagnostic ExplainUsage(const CLI::App& app, const std::vector<std::string>& arguments,
                        const CLI::ParseError& error);

// The candidate nearest to `word` within an edit distance of 2, or "".
std::string Nearest(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_USAGE_H_
