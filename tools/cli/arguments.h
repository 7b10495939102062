// The grammar of the command line: commands, options, help.
#ifndef IEGEN_TOOLS_CLI_ARGUMENTS_H_
#define IEGEN_TOOLS_CLI_ARGUMENTS_H_

#include <functional>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "tools/cli/commands.h"

namespace iegen::cli {

// Everything that can be given, with its defaults.
struct Arguments {
  ConsoleOptions console;
  CompileOptions compile;
  QuantizeOptions quantize;
  CheckOptions check;
  RunOptions run;
  VerifyOptions verify;
  InspectOptions inspect;
  ReportOptions report;
  TargetsOptions targets;
  std::function<ExitCode(const Console&)> command;  // set by the subcommand that was named
};

// An App that fills `arguments`, which must outlive it.
std::unique_ptr<CLI::App> MakeApp(Arguments* arguments);

// The whole help of the program.
std::string ProgramHelp();

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_ARGUMENTS_H_
