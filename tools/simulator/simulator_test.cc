// Processes, folders and boards, on the host alone.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/status.h"
#include "tools/simulator/board.h"
#include "tools/simulator/firmware.h"
#include "tools/simulator/process.h"
#include "tools/simulator/work_dir.h"

namespace iegen::simulator {
namespace {

ProcessResult Shell(const std::string& script, int timeout_seconds = 20) {
  const auto result = RunProcess({{"/bin/sh", "-c", script}, "/", timeout_seconds});
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *result : ProcessResult();
}

TEST(RunProcess, PassesOutputAndExitCodeOn) {
  const ProcessResult result = Shell("echo out; echo err >&2; pwd; exit 7");
  EXPECT_EQ(7, result.exit_code);
  EXPECT_EQ("out\n/\n", result.output);
  EXPECT_EQ("err\n", result.errors);
  EXPECT_FALSE(result.timed_out);
}

TEST(RunProcess, ArgumentsAreNotInterpreted) {
  const auto result = RunProcess({{"printf", "%s", "$(id) `id` ; * \"'"}, "", 20});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ("$(id) `id` ; * \"'", result->output);
}

TEST(RunProcess, SignalsAndTimeouts) {
  EXPECT_EQ(128 + 9, Shell("kill -9 $$").exit_code);
  const ProcessResult late = Shell("echo begun; sleep 100 & sleep 100", 1);
  EXPECT_TRUE(late.timed_out);
  EXPECT_EQ("begun\n", late.output);
}

TEST(RunProcess, MuchOutputIsTakenInFull) {
  EXPECT_EQ(3000000u, Shell("head -c 3000000 /dev/zero; echo done >&2").output.size());
}

TEST(RunProcess, AMissingProgramIsNamed) {
  EXPECT_EQ("error: program 'no-such-program' is missing",
            RunProcess({{"no-such-program"}, "", 1}).status().message());
}

TEST(CheckTools, NamesTheDebianPackage) {
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nowhere", 1);
  const absl::Status status = CheckTools(*(*BoardsOf("cortex-m4"))[0]);
  setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(
      "error: program 'arm-none-eabi-gcc' is missing\n  hint: apt-get install "
      "--no-install-recommends gcc-arm-none-eabi libnewlib-arm-none-eabi",
      status.message());
}

TEST(Boards, EveryTargetHasOne) {
  for (const char* name : {"host", "cortex-m0", "cortex-m3", "cortex-m4", "cortex-m7", "cortex-m33",
                           "cortex-m55", "rv32imc", "rv32imcv"}) {
    const auto boards = BoardsOf(name);
    ASSERT_TRUE(boards.ok()) << name;
    EXPECT_EQ(std::string(name) == "cortex-m0" ? 2u : 1u, boards->size()) << name;
  }
  EXPECT_EQ("microbit", (*BoardsOf("cortex-m0"))[0]->machine);
  EXPECT_EQ(
      "error: there is no target 'cortex-m5'\n  hint: targets: host, cortex-m0, cortex-m3, "
      "cortex-m33, cortex-m4, cortex-m55, cortex-m7, rv32imc, rv32imcv",
      BoardsOf("cortex-m5").status().message());
}

TEST(Boards, EveryProgramHasAPackage) {
  for (const Board& board : AllBoards()) {
    EXPECT_NE("", PackagesFor(board.compiler)) << board.key;
    if (board.qemu.empty()) continue;
    EXPECT_NE("", PackagesFor(board.qemu[0])) << board.key;
  }
}

TEST(WorkDir, IsGoneAfterwardsAndKeepsFilesInside) {
  std::string path;
  {
    const auto dir = WorkDir::Make();
    ASSERT_TRUE(dir.ok()) << dir.status();
    path = dir->path();
    EXPECT_TRUE(dir->Write("a/b/c.txt", "x").ok());
    EXPECT_TRUE(std::filesystem::exists(path + "/a/b/c.txt"));
    EXPECT_FALSE(dir->Write("../c.txt", "x").ok());
    EXPECT_FALSE(dir->Write("a/../../c.txt", "x").ok());
    EXPECT_FALSE(dir->Write("/tmp/c.txt", "x").ok());
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Firmware, HostProgramsRun) {
  const auto dir = WorkDir::Make();
  ASSERT_TRUE(dir.ok());
  FirmwareSources program;
  program.files = {{"main.c",
                    "#include \"platforms/boards/board.h\"\n#include \"sub/seven.h\"\n"
                    "int main(void) { iegen_board_write(\"hi\", 2); return SEVEN; }"},
                   {"sub/seven.h", "#define SEVEN 7\n"}};
  const Board& host = *(*BoardsOf("host"))[0];
  const auto elf = BuildFirmware(host, program, *dir);
  ASSERT_TRUE(elf.ok()) << elf.status();
  const auto run = RunFirmware(host, *elf, *dir);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(7, run->exit_code);
  EXPECT_EQ("hi", run->output);
}

TEST(Firmware, CompilerMessagesArePassedOn) {
  const auto dir = WorkDir::Make();
  ASSERT_TRUE(dir.ok());
  FirmwareSources program;
  program.files = {{"main.c", "int main(void) { return wrong; }"}};
  const std::string message(
      BuildFirmware(*(*BoardsOf("host"))[0], program, *dir).status().message());
  EXPECT_EQ(0u, message.find("error: cannot compile program/main.c for host\n")) << message;
  EXPECT_NE(std::string::npos, message.find("wrong")) << message;
}

}  // namespace
}  // namespace iegen::simulator
