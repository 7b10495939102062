// What the command line says, and where: results on standard output, everything said to the user
// on standard error. Untrusted text arrives here escaped.
#ifndef IEGEN_TOOLS_CLI_CONSOLE_H_
#define IEGEN_TOOLS_CLI_CONSOLE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/status.h"

namespace iegen::cli {

// Exit codes; docs/guide/check_messages.md explains them to users.
enum ExitCode : int {
  kDone = 0,
  kRefused = 1,    // the model or the data
  kUsage = 2,      // the command line was wrong
  kCondition = 3,  // done, but a limit or a comparison does not hold
  kDefect = 70,    // ours
};

enum class Color { kAuto, kAlways, kNever };

struct ConsoleOptions {
  bool quiet = false, verbose = false, json = false;
  Color color = Color::kAuto;
};

class Console {
 public:
  explicit Console(const ConsoleOptions& options);

  const ConsoleOptions& options() const { return options_; }
  bool json() const { return options_.json; }

  // A line of the result, on standard output.
  void Result(absl::string_view line) const;
  // Raw bytes of a result, without a newline.
  void Bytes(absl::string_view bytes) const;
  // A line for the user, unless quiet or JSON is wanted.
  void Say(absl::string_view line) const;
  // The same, only with --verbose.
  void Detail(absl::string_view line) const;

  // Prints the diagnostic of a failed status (a JSON line with --json) and returns its exit code.
  ExitCode Fail(const absl::Status& status) const;
  void Print(const Diagnostic& diagnostic) const;

 private:
  ConsoleOptions options_;
  bool colored_;
};

// The exit code that belongs to a status.
ExitCode ExitCodeOf(const absl::Status& status);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_CONSOLE_H_
