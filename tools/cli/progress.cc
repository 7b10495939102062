#include "tools/cli/progress.h"

#include <unistd.h>

#include <cmath>
#include <iostream>

#include "absl/strings/str_cat.h"

namespace iegen::cli {
namespace {

constexpr double kPause = 0.1;  // seconds between two lines

double Seconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

std::string ProgressLine(absl::string_view step, size_t done, size_t all, double seconds) {
  constexpr size_t kWidth = 18;
  const size_t filled = all == 0 ? 0 : kWidth * done / all;
  std::string line = absl::StrCat(step, "  ", std::string(filled, '#'),
                                  std::string(kWidth - filled, '-'), "  ", done, "/", all);
  if (done == 0 || done >= all) return line;
  const double left = seconds * static_cast<double>(all - done) / static_cast<double>(done);
  return absl::StrCat(line, "  ", static_cast<int64_t>(std::ceil(left)), " s left");
}

Progress::Progress(const Console& console)
    : shown_(isatty(STDERR_FILENO) != 0 && !console.options().quiet && !console.json()) {}

void Progress::Update(absl::string_view step, size_t done, size_t all) {
  if (!shown_) return;
  const Clock::time_point now = Clock::now();
  if (step != step_) {
    step_ = std::string(step);
    start_ = last_ = now;
  }
  if (Seconds(now - last_) < kPause) return;
  last_ = now;
  anything_ = true;
  std::cerr << "\r\033[K" << ProgressLine(step, done, all, Seconds(now - start_)) << std::flush;
}

void Progress::Clear() {
  if (anything_) std::cerr << "\r\033[K" << std::flush;
}

}  // namespace iegen::cli
