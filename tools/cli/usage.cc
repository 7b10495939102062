#include "tools/cli/usage.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/edit_distance.h"
#include "base/text.h"

namespace iegen::cli {
namespace {

Diagnostic Wrong(std::string what, std::string hint) {
  Diagnostic d;
  d.what = std::move(what);
  d.hint = std::move(hint);
  return d;
}

std::string DidYouMean(const std::string& nearest, const std::string& otherwise) {
  return nearest.empty() ? otherwise : absl::StrCat("did you mean '", nearest, "'?");
}

std::vector<std::string> CommandNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> OptionNames(const CLI::App& command) {
  std::vector<std::string> names = {"--help"};
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// The command that `arguments` name first, or null.
const CLI::App* CommandOf(const CLI::App& app, const std::vector<std::string>& arguments) {
  const std::vector<std::string> names = CommandNames(app);
  for (const std::string& argument : arguments) {
    if (absl::c_linear_search(names, argument)) return app.get_subcommand(argument);
  }
  return nullptr;
}

std::string FirstWord(const std::vector<std::string>& arguments) {
  const auto word =
      absl::c_find_if(arguments, [](const std::string& a) { return !absl::StartsWith(a, "-"); });
  return word == arguments.end() ? "" : *word;
}

Diagnostic ExplainCommand(const CLI::App& app, const std::string& word) {
  if (word.empty()) return Wrong("a command is missing", "'iegen --help' lists them");
  const std::string nearest = Nearest(word, CommandNames(app));
  return Wrong(absl::StrCat("unknown command ", Quoted(word)),
               DidYouMean(nearest, "'iegen --help' lists them"));
}

// The first long option that `command` does not know, or "".
std::string UnknownOption(const CLI::App& command, const std::vector<std::string>& arguments) {
  const std::vector<std::string> known = OptionNames(command);
  for (const std::string& argument : arguments) {
    const std::string name = argument.substr(0, argument.find('='));
    if (absl::StartsWith(name, "--") && !absl::c_linear_search(known, name)) return name;
  }
  return "";
}

}  // namespace

std::vector<std::string> WithDashes(std::vector<std::string> arguments) {
  for (std::string& argument : arguments) {
    if (!absl::StartsWith(argument, "--")) continue;
    const auto end =
        argument.begin() + static_cast<ptrdiff_t>(std::min(argument.find('='), argument.size()));
    std::replace(argument.begin(), end, '_', '-');
  }
  return arguments;
}

std::string Nearest(const std::string& word, const std::vector<std::string>& candidates) {
  std::string nearest;
  size_t distance = 3;
  for (const std::string& candidate : candidates) {
    const size_t d = EditDistance(word.substr(0, 64), candidate);
    if (d < distance) {
      distance = d;
      nearest = candidate;
    }
  }
  return nearest;
}

Diagnostic ExplainUsage(const CLI::App& app, const std::vector<std::string>& arguments,
                        const CLI::ParseError& error) {
  const CLI::App* command = CommandOf(app, arguments);
  if (command == nullptr) return ExplainCommand(app, FirstWord(arguments));
  const std::string help =
      absl::StrCat("'iegen ", command->get_name(), " --help' lists the options");
  const std::string unknown = UnknownOption(*command, arguments);
  if (!unknown.empty()) {
    const std::string nearest = Nearest(unknown, OptionNames(*command));
    return Wrong(
        absl::StrCat("unknown option ", Quoted(unknown), " of 'iegen ", command->get_name(), "'"),
        DidYouMean(nearest, help));
  }
  const std::string text = error.what();
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    const std::string name = text.substr(0, text.find(' '));
    const std::string hint = name == "--target" ? "'iegen targets' lists all, as in "
                                                  "--target=cortex-m4"
                                                : help;
    return Wrong(absl::StrCat(name == "MODEL" ? "the model file" : name, " is missing"), hint);
  }
  return Wrong(text, help);
}

}  // namespace iegen::cli
