#include "bench/trace.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <future>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"

namespace iegen::bench {
namespace {

// Calls `visit` for every whole line of `text` and returns what is left.
absl::string_view VisitLines(absl::string_view text, const std::function<void(uint32_t)>& visit) {
  for (size_t end; (end = text.find('\n')) != absl::string_view::npos;
       text.remove_prefix(end + 1)) {
    uint32_t address = 0;
    if (AddressOfLine(text.substr(0, end), &address)) visit(address);
  }
  return text;
}

// Until nobody has the pipe open for writing.
void ReadPipe(int pipe, const std::function<void(uint32_t)>& visit) {
  std::string rest;
  std::vector<char> buffer(1 << 20);
  for (ssize_t got; (got = read(pipe, buffer.data(), buffer.size())) > 0;) {
    rest.append(buffer.data(), static_cast<size_t>(got));
    rest = std::string(VisitLines(rest, visit));
  }
}

}  // namespace

bool AddressOfLine(absl::string_view line, uint32_t* address) {
  const size_t open = line.find('[');
  if (open == absl::string_view::npos) return false;
  const size_t begin = line.find('/', open), end = line.find('/', begin + 1);
  if (begin == absl::string_view::npos || end == absl::string_view::npos) return false;
  return absl::SimpleHexAtoi(line.substr(begin + 1, end - begin - 1), address);
}

absl::StatusOr<simulator::EngineResult> TraceProgram(const simulator::EngineProgram& program,
                                                     const simulator::EngineCases& cases,
                                                     const std::function<void(uint32_t)>& visit) {
  // A pipe, because the log of one inference may take gigabytes. This program holds its writing end
  // as long as QEMU may be about to open it.
  const std::string path = program.dir.File("trace");
  if (mkfifo(path.c_str(), 0600) != 0) return Error(absl::StrCat("cannot make ", path));
  const int pipe = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  const int writing = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  fcntl(pipe, F_SETFL, 0);
  auto run = std::async(std::launch::async, [&] {
    // One instruction in a block, and no jumps from block to block that are not logged.
    auto result = RunProgram(program, cases, {"-singlestep", "-d", "exec,nochain", "-D", path});
    close(writing);
    return result;
  });
  ReadPipe(pipe, visit);
  close(pipe);
  unlink(path.c_str());
  return run.get();
}

}  // namespace iegen::bench
