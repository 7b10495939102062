#include "tools/simulator/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status.h"

extern char** environ;

namespace iegen::simulator {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMaxOutput = size_t{16} << 20;

struct Package {
  absl::string_view program;
  absl::string_view packages;
};

constexpr Package kPackages[] = {
    {"arm-none-eabi-gcc", "gcc-arm-none-eabi libnewlib-arm-none-eabi"},
    {"clang-19", "clang-19 lld-19"},
    {"g++", "g++"},
    {"qemu-system-arm", "qemu-system-arm"},
    {"qemu-system-riscv32", "qemu-system-misc"},
    {"riscv64-unknown-elf-gcc", "gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf"},
};

absl::Status Missing(absl::string_view program) {
  auto error = Error(absl::StrCat("program '", program, "' is missing"));
  const absl::string_view packages = PackagesFor(program);
  if (packages.empty()) return error;
  return std::move(error).Hint(absl::StrCat("apt-get install --no-install-recommends ", packages));
}

absl::Status SystemError(absl::string_view what, int code) {
  return Error(absl::StrCat(what, ": ", strerror(code)));
}

// Both ends of a pipe, closed when they go out of scope.
class Pipe {
 public:
  Pipe() = default;
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    CloseEnd(0);
    CloseEnd(1);
  }
  bool Open() { return pipe2(ends_.data(), O_CLOEXEC) == 0; }
  void CloseEnd(int which) {
    if (ends_[which] >= 0) close(ends_[which]);
    ends_[which] = -1;
  }
  int end(int which) const { return ends_[which]; }

 private:
  std::array<int, 2> ends_{-1, -1};
};

class Child {
 public:
  absl::Status Start(const std::string& path, const ProcessRequest& request) {
    if (!out_.Open() || !err_.Open()) return SystemError("cannot make a pipe", errno);
    const int code = Spawn(path, request);
    out_.CloseEnd(1);
    err_.CloseEnd(1);
    if (code != 0) return SystemError(absl::StrCat("cannot start '", path, "'"), code);
    return absl::OkStatus();
  }

  ProcessResult Finish(int timeout_seconds) {
    const auto deadline = Clock::now() + std::chrono::seconds(timeout_seconds);
    ProcessResult result;
    while (out_.end(0) >= 0 || err_.end(0) >= 0) {
      if (!ReadSome(deadline, &result)) {
        result.timed_out = true;
        kill(-pid_, SIGKILL);  // the group: a compiler driver has children
        break;
      }
    }
    result.exit_code = Wait();
    return result;
  }

 private:
  int Spawn(const std::string& path, const ProcessRequest& request) {
    std::vector<char*> argv;
    argv.reserve(request.argv.size() + 1);
    for (const std::string& word : request.argv) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out_.end(1), 1);
    posix_spawn_file_actions_adddup2(&actions, err_.end(1), 2);
    if (!request.directory.empty()) {
      posix_spawn_file_actions_addchdir_np(&actions, request.directory.c_str());
    }
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    const int code = posix_spawn(&pid_, path.c_str(), &actions, &attributes, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return code;
  }

  // Waits for output and takes it. False when the deadline has passed.
  bool ReadSome(Clock::time_point deadline, ProcessResult* result) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    pollfd ends[2] = {{out_.end(0), POLLIN, 0}, {err_.end(0), POLLIN, 0}};  // -1 is passed over
    if (poll(ends, 2, static_cast<int>(left)) < 0) return errno == EINTR;
    if (ends[0].revents != 0) Take(&out_, &result->output);
    if (ends[1].revents != 0) Take(&err_, &result->errors);
    return true;
  }

  static void Take(Pipe* pipe, std::string* text) {
    char block[65536];
    const ssize_t size = read(pipe->end(0), block, sizeof block);
    if (size <= 0) return pipe->CloseEnd(0);
    if (text->size() < kMaxOutput) text->append(block, static_cast<size_t>(size));
  }

  int Wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  pid_t pid_ = -1;
  Pipe out_, err_;
};

}  // namespace

absl::string_view PackagesFor(absl::string_view program) {
  for (const Package& row : kPackages) {
    if (row.program == program) return row.packages;
  }
  return "";
}

std::string FindProgram(absl::string_view name) {
  const char* path = std::getenv("PATH");
  const std::vector<std::string> folders = absl::StrSplit(path == nullptr ? "" : path, ':');
  for (const std::string& folder : folders) {
    const std::string full = absl::StrCat(folder.empty() ? "." : folder, "/", name);
    std::error_code ignored;
    if (std::filesystem::is_regular_file(full, ignored) && access(full.c_str(), X_OK) == 0) {
      return full;
    }
  }
  return "";
}

absl::StatusOr<ProcessResult> RunProcess(const ProcessRequest& request) {
  if (request.argv.empty()) return Internal("a process without a name");
  std::string path = request.argv[0];
  if (path.find('/') == std::string::npos) path = FindProgram(path);
  if (path.empty()) return Missing(request.argv[0]);
  Child child;
  IEGEN_RETURN_IF_ERROR(child.Start(path, request));
  return child.Finish(request.timeout_seconds);
}

}  // namespace iegen::simulator
