// One line on the terminal that says how far a long step is, and how long it will take.
#ifndef IEGEN_TOOLS_CLI_PROGRESS_H_
#define IEGEN_TOOLS_CLI_PROGRESS_H_

#include <chrono>
#include <string>

#include "absl/strings/string_view.h"
#include "tools/cli/console.h"

namespace iegen::cli {

// "measuring  ########----------  212/500  4 s left": the line for `done` of `all` after `seconds`.
std::string ProgressLine(absl::string_view step, size_t done, size_t all, double seconds);

// Rewrites the line a few times in a second, and takes it away in the end. Says nothing where
// standard error is no terminal, or quiet or JSON is wanted.
class Progress {
 public:
  explicit Progress(const Console& console);
  ~Progress() { Clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Update(absl::string_view step, size_t done, size_t all);

 private:
  using Clock = std::chrono::steady_clock;

  void Clear();

  bool shown_, anything_ = false;
  std::string step_;
  Clock::time_point start_, last_;
};

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_PROGRESS_H_
