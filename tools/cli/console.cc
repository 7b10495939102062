#include "tools/cli/console.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "nlohmann/json.hpp"

namespace iegen::cli {
namespace {

bool IsColored(Color color) {
  if (color != Color::kAuto) return color == Color::kAlways;
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  if (no_color != nullptr && *no_color != '\0') return false;
  if (term == nullptr || absl::string_view(term) == "dumb") return false;
  return isatty(STDERR_FILENO) != 0;
}

std::string JsonLine(const Diagnostic& d) {
  nlohmann::ordered_json line = {{"kind", std::string(KindName(d.kind))},
                                 {"what", Escaped(d.what)},
                                 {"file", Escaped(d.file)}};
  line["operator"] = nullptr;
  if (d.operator_index >= 0) line["operator"] = d.operator_index;
  line["name"] = Escaped(d.layer);
  line["why"] = nlohmann::ordered_json::array();
  for (const std::string& why : d.why) line["why"].push_back(Escaped(why));
  line["hint"] = Escaped(d.hint);
  return line.dump();
}

// The word before the colon stands out; the meaning never hangs on the colour alone.
std::string Colored(const Diagnostic& d) {
  const std::string text = Render(d);
  const std::string word(KindName(d.kind));
  const char* code = d.kind == DiagnosticKind::kWarning ? "\033[1;33m" : "\033[1;31m";
  return absl::StrCat(code, word, "\033[0m", text.substr(word.size()));
}

}  // namespace

Console::Console(const ConsoleOptions& options)
    : options_(options), colored_(IsColored(options.color)) {}

void Console::Result(absl::string_view line) const { std::cout << line << '\n' << std::flush; }

void Console::Bytes(absl::string_view bytes) const {
  std::cout.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush();
}

void Console::Say(absl::string_view line) const {
  if (!options_.quiet && !options_.json) std::cerr << line << '\n';
}

void Console::Detail(absl::string_view line) const {
  if (options_.verbose) Say(line);
}

void Console::Print(const Diagnostic& diagnostic) const {
  if (options_.json) {
    std::cerr << JsonLine(diagnostic) << '\n';
  } else {
    std::cerr << (colored_ ? Colored(diagnostic) : Render(diagnostic)) << '\n';
  }
}

ExitCode Console::Fail(const absl::Status& status) const {
  Print(ToDiagnostic(status));
  return ExitCodeOf(status);
}

ExitCode ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return kDone;
  switch (ToDiagnostic(status).kind) {
    case DiagnosticKind::kInternal:
      return kDefect;
    case DiagnosticKind::kCondition:
      return kCondition;
    case DiagnosticKind::kError:
    case DiagnosticKind::kUnsupported:
    case DiagnosticKind::kWarning:
      break;
  }
  return kRefused;
}

}  // namespace iegen::cli
