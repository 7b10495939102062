#include "tools/keras/environment.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/status.h"
#include "base/text.h"
#include "tools/keras/lock_file.h"
#include "tools/simulator/process.h"

namespace iegen::keras {
namespace {

namespace fs = std::filesystem;
using simulator::ProcessResult;
using simulator::RunProcess;

constexpr int64_t kMegabytes = 1700;  // of the finished environment
constexpr int kTimeoutSeconds = 3600;

std::string LockText() { return std::string(LockFile()[0].contents); }

std::string CacheFolder() {
  const char *cache = std::getenv("XDG_CACHE_HOME"), *home = std::getenv("HOME");
  if (cache != nullptr && *cache != '\0') return absl::StrCat(cache, "/iegen");
  return absl::StrCat(home == nullptr ? "" : home, "/.cache/iegen");
}

absl::Status CannotInstall(absl::string_view why) {
  return Error("converting Keras models needs TensorFlow, which could not be installed")
      .Why(why)
      .Hint(
          "with network access and Debian's python3-venv (Python 3.11) iegen installs it by "
          "itself; "
          "or set IEGEN_KERAS_PYTHON to a Python that has tensorflow, tf-keras and "
          "tensorflow-model-optimization");
}

// The last line that says something.
std::string LastLine(absl::string_view text) {
  std::string last = "no reason given";
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipWhitespace())) {
    last = Escaped(line);
  }
  return last.substr(0, 300);
}

absl::Status RunStep(std::vector<std::string> argv) {
  absl::StatusOr<ProcessResult> result = RunProcess({std::move(argv), "", kTimeoutSeconds});
  if (!result.ok()) return CannotInstall(ToDiagnostic(result.status()).what);
  if (result->timed_out) return CannotInstall("it took more than an hour");
  if (result->exit_code == 0) return absl::OkStatus();
  return CannotInstall(LastLine(absl::StrCat(result->output, "\n", result->errors)));
}

int64_t MegabytesIn(const std::string& folder) {
  int64_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    std::error_code gone;  // while it is being counted
    const uintmax_t size = at->is_regular_file(gone) ? at->file_size(gone) : 0;
    if (!gone) bytes += static_cast<int64_t>(size);
  }
  return bytes >> 20;
}

// Says on a terminal how large the folder is, as long as it lives.
class Progress {
 public:
  explicit Progress(std::string folder) : folder_(std::move(folder)) {
    if (isatty(STDERR_FILENO) != 0) thread_ = std::thread([this] { Run(); });
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() {
    done_ = true;
    if (thread_.joinable()) thread_.join();
  }

 private:
  void Run() {
    for (int tenths = 0; !done_; ++tenths) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      if (tenths % 20 != 0) continue;
      std::fprintf(stderr, "\r  %s of about %s MB ", Grouped(MegabytesIn(folder_)).c_str(),
                   Grouped(kMegabytes).c_str());
    }
    std::fprintf(stderr, "\r%40s\r", "");
  }

  std::string folder_;
  std::atomic<bool> done_{false};
  std::thread thread_;
};

absl::Status Install(const std::string& folder, const std::string& python) {
  std::fprintf(stderr,
               "installing TensorFlow in %s, once, to convert Keras models: about 300 MB to "
               "download, %s MB on disk\n",
               Escaped(folder).c_str(), Grouped(kMegabytes).c_str());
  const Progress progress(folder);
  const std::string list = folder + ".lock.txt";
  IEGEN_RETURN_IF_ERROR(WriteFile(list, LockText()));
  IEGEN_RETURN_IF_ERROR(RunStep({"python3", "-m", "venv", "--clear", folder}));
  IEGEN_RETURN_IF_ERROR(RunStep(
      {python, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check",
       "--retries=1", "--only-binary=:all:", "--require-hashes", "--no-deps", "-r", list}));
  return WriteFile(folder + "/installed.lock", LockText());
}

bool Installed(const std::string& folder) {
  const absl::StatusOr<std::string> text = ReadFile(folder + "/installed.lock");
  return text.ok() && *text == LockText();
}

// Held by one process at a time, until it ends.
class FileLock {
 public:
  explicit FileLock(const std::string& path)
      : file_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (file_ >= 0) flock(file_, LOCK_EX);
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock() {
    if (file_ >= 0) close(file_);
  }

 private:
  int file_;
};

}  // namespace

absl::StatusOr<std::string> PythonWithTensorflow() {
  const char* given = std::getenv("IEGEN_KERAS_PYTHON");
  if (given != nullptr && *given != '\0') return fs::absolute(given).string();
  const std::string cache = CacheFolder();
  const std::string folder = absl::StrCat(cache, "/keras-", Sha256Hex(LockText()).substr(0, 12));
  std::string python = folder + "/bin/python";
  if (Installed(folder)) return python;
  std::error_code error;
  fs::create_directories(cache, error);
  if (error) return CannotInstall(absl::StrCat("cannot make ", cache, ": ", error.message()));
  const FileLock lock(folder + ".busy");
  if (Installed(folder)) return python;
  IEGEN_RETURN_IF_ERROR(Install(folder, python));
  return python;
}

}  // namespace iegen::keras
