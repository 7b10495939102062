// The iegen command line: parses, calls one command, returns its exit code.
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "absl/algorithm/container.h"
#include "tools/cli/arguments.h"
#include "tools/cli/usage.h"
#include "tools/version.h"

namespace iegen::cli {
namespace {

// `bazel run` starts programs elsewhere; paths are meant from where the user stands.
void EnterUsersFolder() {
  const char* folder = std::getenv("BUILD_WORKING_DIRECTORY");
  if (folder != nullptr && chdir(folder) != 0)
    std::cerr << "warning: cannot enter " << folder << '\n';
}

// A subcommand's help, examples first; the program's where none is named.
int PrintHelp(const CLI::App& app) {
  const std::vector<CLI::App*> named = app.get_subcommands();
  std::cout << (named.empty() ? ProgramHelp() : named.front()->help());
  return kDone;
}

// A console for messages about the command line itself, which could not be parsed.
int RefuseUsage(const CLI::App& app, const std::vector<std::string>& arguments,
                const CLI::ParseError& error) {
  ConsoleOptions options;
  options.json = absl::c_linear_search(arguments, "--json");
  Console(options).Print(ExplainUsage(app, arguments, error));
  return kUsage;
}

int Parse(CLI::App* app, const std::vector<std::string>& arguments) {
  try {
    app->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    PrintHelp(*app);
    return -1;
  } catch (const CLI::ParseError& error) {
    return RefuseUsage(*app, arguments, error);
  }
  return kDone;
}

int Main(const std::vector<std::string>& arguments) {
  EnterUsersFolder();
  Arguments values;
  const std::unique_ptr<CLI::App> app = MakeApp(&values);
  if (arguments.empty()) return PrintHelp(*app);
  if (arguments[0] == "--version") {
    std::cout << "iegen " << kVersion << '\n';
    return kDone;
  }
  const int parsed = Parse(app.get(), arguments);
  if (parsed != kDone) return parsed < 0 ? kDone : parsed;
  if (!values.command) {
    const CLI::ParseError none("", CLI::ExitCodes::RequiredError);
    return RefuseUsage(*app, arguments, none);
  }
  return values.command(Console(values.console));
}

}  // namespace
}  // namespace iegen::cli

int main(int argc, char** argv) {
  return iegen::cli::Main(iegen::cli::WithDashes(std::vector<std::string>(argv + 1, argv + argc)));
}
