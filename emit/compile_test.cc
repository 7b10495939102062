// Compiles bundles of hand-made programs with every compiler that is installed, runs their
// self-tests on the host, and looks at the symbols and sections of the objects.
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "emit/render.h"
#include "emit/sample_programs.h"
#include "emit/write_bundle.h"

namespace iegen::emit {
namespace {

namespace fs = std::filesystem;

constexpr char kWarnings[] =
    " -Wall -Wextra -Werror -Wconversion -Wshadow -Wpedantic -ffreestanding -O2 ";
constexpr char kCxx[] = " -std=c++14 -fno-exceptions -fno-rtti ";

struct Compiler {
  std::string program, flags;
};

// The nine targets; Cortex-M7 and M4 are alike here.
std::vector<Compiler> Compilers() {
  const std::string arm = "arm-none-eabi-gcc", clang = "clang-19";
  return {{"gcc", ""},
          {"clang-19", ""},
          {arm, "-mthumb -mcpu=cortex-m0"},
          {arm, "-mthumb -mcpu=cortex-m3"},
          {arm, "-mthumb -mcpu=cortex-m4 -mfloat-abi=hard -mfpu=fpv4-sp-d16"},
          {arm, "-mthumb -mcpu=cortex-m33"},
          {"riscv64-unknown-elf-gcc", "-march=rv32imc -mabi=ilp32 --specs=picolibc.specs"},
          {clang,
           "--target=thumbv8.1m.main-none-eabihf -mcpu=cortex-m55 -mfloat-abi=hard "
           "-isystem /usr/include/newlib"},
          {clang,
           "--target=riscv32-unknown-elf -march=rv32imc_zve32x_zvl128b -mabi=ilp32 "
           "-isystem /usr/lib/picolibc/riscv64-unknown-elf/include"}};
}

bool Installed(const std::string& program) {
  return std::system(absl::StrCat("command -v ", program, " > /dev/null").c_str()) == 0;
}

// Runs a command; its output is in `output`.
bool RunCommand(const std::string& command, std::string* output) {
  const std::string log = absl::StrCat(::testing::TempDir(), "/log");
  const bool passed = std::system(absl::StrCat(command, " > '", log, "' 2>&1").c_str()) == 0;
  *output = ReadFile(log).value_or("");
  return passed;
}

std::string BytesOfFloats(const std::vector<float>& values) {
  return ir::BytesOf<float>(absl::Span<const float>(values));
}

std::string BytesOfInts(const std::vector<int8_t>& values) {
  return ir::BytesOf<int8_t>(absl::Span<const int8_t>(values));
}

// By hand: the convolution sums 2x2 windows of 1..9 (12, 16, 24, 28), the offsets 1.0, -2.0, 0.2
// and 0.25 are stored as 2, -4, 0 and 1 (halves go away from zero); each is added twice.
SelftestCase MixedCase() {
  SelftestCase test;
  test.inputs = {BytesOfInts({1, 2, 3, 4, 5, 6, 7, 8, 9}),
                 BytesOfFloats({1.0f, -2.0f, 0.2f, 0.25f})};
  test.outputs = {BytesOfFloats({8.0f, 4.0f, 12.0f, 15.0f}), BytesOfInts({16, 8, 24, 30})};
  return test;
}

// The table gives the complement of each byte.
SelftestCase TableCase(uint32_t seed) {
  SelftestCase test;
  test.seed = seed;
  test.inputs = SeededInputs(TableProgram().inputs, seed);
  test.outputs = test.inputs;
  for (char& byte : test.outputs[0]) byte = static_cast<char>(~byte);
  return test;
}

class CompileTest : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(Directory()); }
  void TearDown() override { fs::remove_all(Directory()); }

  std::string Directory() const { return absl::StrCat(::testing::TempDir(), "/bundle"); }

  void Write(const ir::Program& program, const RenderOptions& options) {
    const absl::StatusOr<std::vector<File>> files = Render(program, options);
    ASSERT_TRUE(files.ok()) << files.status();
    const absl::Status written = WriteBundle(Directory(), *files);
    ASSERT_TRUE(written.ok()) << written;
  }

  // Two engines in one folder.
  void WriteSamples() {
    RenderOptions table = SampleOptions("table"), mixed = SampleOptions("mixed");
    table.cases = {TableCase(1), TableCase(7)};
    mixed.cases = {MixedCase()};
    Write(TableProgram(), table);
    Write(MixedProgram(), mixed);
  }

  void WritePooled() {
    RenderOptions options = SampleOptions("pooled");
    options.cases = {TableCase(1), TableCase(7)};
    Write(PooledProgram(), options);
  }

  void WriteFileInBundle(const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFile(absl::StrCat(Directory(), "/", name), text).ok());
  }

  // Compiles and links in the bundle's folder.
  bool RunThere(const std::string& command, std::string* output) {
    return RunCommand(absl::StrCat("cd '", Directory(), "' && ", command), output);
  }
};

TEST_F(CompileTest, SelftestsPassOnTheHost) {
  WriteSamples();
  WriteFileInBundle("main.cc",
                    "#include \"mixed.h\"\n#include \"mixed_c.h\"\n#include \"table.h\"\n"
                    "#include \"table_c.h\"\n"
                    "int main() { return mixed_selftest() * 16 + table_selftest(); }\n");
  std::string output;
  ASSERT_TRUE(RunThere(absl::StrCat("g++ -fsanitize=undefined -fno-sanitize-recover ", kWarnings,
                                    kCxx, "-I . *.cc -o test && ./test"),
                       &output))
      << output;
}

TEST_F(CompileTest, SelftestNamesTheCaseThatFails) {
  RenderOptions options = SampleOptions("table");
  options.cases = {TableCase(1), TableCase(7)};
  options.cases[1].outputs[0][15] ^= 1;
  Write(TableProgram(), options);
  WriteFileInBundle(
      "main.cc", "#include \"table_c.h\"\nint main() { return table_selftest() == 2 ? 0 : 1; }\n");
  std::string output;
  ASSERT_TRUE(RunThere("g++ -I . *.cc -o test && ./test", &output)) << output;
}

// Values at the ends and halves by hand: real / 0.25 + 3, and 1/256 * (stored + 128).
TEST_F(CompileTest, ConversionFunctionsRoundHalvesAwayFromZero) {
  Write(TableProgram(), SampleOptions("table"));
  WriteFileInBundle("main.cc", R"(#include "table.h"
int main() {
  const float nan = __builtin_nanf("");
  return !(table::QuantizeInput0(0.0f) == 3 && table::QuantizeInput0(0.125f) == 4 &&
           table::QuantizeInput0(-0.125f) == 2 && table::QuantizeInput0(0.1249f) == 3 &&
           table::QuantizeInput0(-0.875f) == -1 && table::QuantizeInput0(1000.0f) == 127 &&
           table::QuantizeInput0(-1000.0f) == -128 && table::QuantizeInput0(nan) == -128 &&
           table::DequantizeOutput0(-128) == 0.0f && table::DequantizeOutput0(127) == 0.99609375f);
}
)");
  std::string output;
  ASSERT_TRUE(RunThere(absl::StrCat("g++", kWarnings, kCxx, "main.cc -o test && ./test"), &output))
      << output;
}

TEST_F(CompileTest, EveryCompilerTakesEveryFile) {
  WriteSamples();
  WriteFileInBundle("both.c",
                    "#include \"mixed_c.h\"\n#include \"table_c.h\"\n"
                    "int f(mixed_model* m);\n"
                    "int f(mixed_model* m) { return mixed_input(m, MIXED_INPUT_COUNT) != 0; }\n");
  int compilers = 0;
  for (const Compiler& compiler : Compilers()) {
    if (!Installed(compiler.program)) continue;
    ++compilers;
    const std::string command =
        absl::StrCat(compiler.program, " ", compiler.flags, kWarnings, "-I . -c ");
    std::string output;
    EXPECT_TRUE(RunThere(absl::StrCat(command, kCxx, "*.cc"), &output)) << command << output;
    EXPECT_TRUE(RunThere(absl::StrCat(command, "-std=c99 both.c"), &output)) << command << output;
  }
  EXPECT_GT(compilers, 0);
}

// The hook of profiles costs nothing unless it is defined: the same object, to the byte, as of a
// source that has no hooks.
TEST_F(CompileTest, UnusedHooksLeaveNoTrace) {
  WriteSamples();
  const std::string with = ReadFile(absl::StrCat(Directory(), "/mixed.cc")).value_or("");
  std::string without;
  for (absl::string_view line : absl::StrSplit(with, '\n')) {
    if (!absl::StartsWith(line, "  IEGEN_PROFILE(")) absl::StrAppend(&without, line, "\n");
  }
  EXPECT_LT(without.size(), with.size());
  int compilers = 0;
  for (const Compiler& compiler : Compilers()) {
    if (!Installed(compiler.program)) continue;
    ++compilers;
    const std::string command = absl::StrCat(compiler.program, " ", compiler.flags, kWarnings, kCxx,
                                             "-I . -c mixed.cc -o ");
    std::string output;
    WriteFileInBundle("mixed.cc", with);
    EXPECT_TRUE(RunThere(command + "with.o", &output)) << command << output;
    WriteFileInBundle("mixed.cc", without);
    EXPECT_TRUE(RunThere(command + "without.o", &output)) << command << output;
    EXPECT_TRUE(RunThere("cmp with.o without.o", &output)) << command << output;
  }
  EXPECT_GT(compilers, 0);
}

// A hook of the user's: what it is told, in which order.
TEST_F(CompileTest, HooksTellTheStepsApart) {
  WriteSamples();
  WriteFileInBundle("hook.h", R"(#include "steps.h"
#define IEGEN_PROFILE(step, name) Note(step, name)
)");
  WriteFileInBundle("steps.h", "void Note(int step, const char* name);\n");
  WriteFileInBundle("main.cc", R"(#include "steps.h"
#include "mixed.h"
#include "mixed_c.h"
static int calls, wrong;
void Note(int step, const char* name) {
  if (step != calls++ || (name == nullptr) != (step == mixed::kSteps)) ++wrong;
}
int main() {
  static mixed::Model model;
  mixed::Reset(model);
  mixed::Invoke(model);
  return wrong != 0 || calls != MIXED_STEPS + 1;
}
)");
  std::string output;
  ASSERT_TRUE(RunThere(absl::StrCat("g++", kWarnings, kCxx,
                                    "-DIEGEN_PROFILE_HEADER='\"hook.h\"' -I . mixed.cc "
                                    "mixed_weights.cc main.cc -o test && ./test"),
                       &output))
      << output;
}

// Without optimisation a spec's member that is bound to a reference would be a symbol that nobody
// defines.
TEST_F(CompileTest, EveryLevelOfOptimisationLinks) {
  WriteSamples();
  WriteFileInBundle("main.cc",
                    "#include \"mixed_c.h\"\n#include \"table_c.h\"\n"
                    "int main() { return mixed_selftest() * 16 + table_selftest(); }\n");
  for (const char* level : {"-O0", "-Os", "-O3"}) {
    std::string output;
    EXPECT_TRUE(RunThere(
        absl::StrCat("g++", kWarnings, kCxx, level, " -I . *.cc -o test && ./test"), &output))
        << level << output;
  }
}

// Names that an engine may leave to the linker: memory functions of the C library, helpers of
// libgcc, and its own.
bool MayBeUndefined(absl::string_view symbol) {
  for (absl::string_view start : {"mem", "__", "_ZN5table", "_ZN5mixed", "table_", "mixed_"}) {
    if (absl::StartsWith(symbol, start) && !absl::StartsWith(symbol, "__cxa")) return true;
  }
  return false;
}

void ExpectOnlyCodeAndConstants(const std::string& object, const std::string& sections) {
  for (absl::string_view line : absl::StrSplit(sections, '\n')) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (words.size() < 3 || words[0].find_first_not_of("0123456789") != std::string::npos) continue;
    const std::string& name = words[1];
    const bool writable = absl::StartsWith(name, ".data") || absl::StartsWith(name, ".bss") ||
                          absl::StrContains(name, "init_array") || absl::StrContains(name, "ctors");
    EXPECT_TRUE(!writable || words[2] == "00000000") << object << ": " << line;
  }
}

TEST_F(CompileTest, ObjectsHoldCodeAndConstantsOnly) {
  const std::string prefix = "arm-none-eabi-";
  if (!Installed(prefix + "gcc")) GTEST_SKIP() << "no " << prefix << "gcc";
  WriteSamples();
  std::string output;
  ASSERT_TRUE(
      RunThere(absl::StrCat(prefix, "gcc -mthumb -mcpu=cortex-m4", kWarnings, kCxx, "-I . -c *.cc"),
               &output))
      << output;
  bool weights = false;
  for (const fs::directory_entry& entry : fs::directory_iterator(Directory())) {
    if (entry.path().extension() != ".o") continue;
    const std::string object = entry.path().filename().string();
    ASSERT_TRUE(RunThere(absl::StrCat(prefix, "objdump -h ", object), &output)) << output;
    ExpectOnlyCodeAndConstants(object, output);
    weights = weights || absl::StrContains(output, " .rodata.iegen_weights");
    ASSERT_TRUE(RunThere(absl::StrCat(prefix, "nm -u ", object), &output)) << output;
    for (absl::string_view line : absl::StrSplit(output, '\n', absl::SkipEmpty())) {
      const std::string symbol(line.substr(line.rfind(' ') + 1));
      EXPECT_TRUE(MayBeUndefined(symbol)) << object << " needs " << symbol;
    }
  }
  EXPECT_TRUE(weights);
}

// Two models with pools of their own keep apart; every compiler takes what was emitted.
TEST_F(CompileTest, PoolsArePlacedByTheUser) {
  WritePooled();
  WriteFileInBundle("main.cc", R"(#include "pooled.h"
#include "pooled_c.h"
alignas(16) static uint8_t memory[2][pooled::kArenaBytes];
static void Start(pooled::Model& model, uint8_t* bytes, int8_t value) {
  uint8_t* const pools[pooled::kPoolCount] = {bytes, bytes + pooled::kPoolFastBytes, nullptr};
  pooled::ResetIn(model, pools);
  pooled::Input0(model)[5] = value;
}
int main() {
  pooled::Model a, b;
  Start(a, memory[0], 3);
  Start(b, memory[1], 70);
  pooled::Invoke(a);
  pooled::Invoke(b);
  if (pooled::Output0(a)[5] != -4 || pooled::Output0(b)[5] != -71) return 1;
  return pooled_selftest() * 16 + (pooled_pool_bytes(1) != POOLED_POOL_SLOW_BYTES);
}
)");
  std::string output;
  EXPECT_TRUE(
      RunThere(absl::StrCat("g++", kWarnings, kCxx, "-I . *.cc -o test && ./test"), &output))
      << output;
  for (const Compiler& compiler : Compilers()) {
    if (!Installed(compiler.program)) continue;
    EXPECT_TRUE(RunThere(absl::StrCat(compiler.program, " ", compiler.flags, kWarnings, kCxx,
                                      "-I . -c pooled.cc pooled_selftest.cc"),
                         &output))
        << compiler.program << output;
  }
}

TEST_F(CompileTest, PoolsHaveSections) {
  const std::string prefix = "arm-none-eabi-";
  if (!Installed(prefix + "gcc")) GTEST_SKIP() << "no " << prefix << "gcc";
  WritePooled();
  const std::string command = absl::StrCat(
      prefix, "gcc -mthumb -mcpu=cortex-m4", kWarnings, kCxx,
      "-DPOOLED_POOL_FAST_SECTION='__attribute__((section(\".dtcm\")))' -I . -c pooled.cc");
  std::string output;
  ASSERT_TRUE(RunThere(command, &output)) << output;
  ASSERT_TRUE(RunThere(prefix + "objdump -h pooled.o | tr -s ' ' | cut -d' ' -f3,4", &output));
  EXPECT_TRUE(absl::StrContains(output, "\n.dtcm 00000010\n")) << output;
  EXPECT_TRUE(absl::StrContains(output, "\n.bss 00000010\n")) << output;
}

TEST_F(CompileTest, HostileNamesDoNoHarm) {
  ir::Program program = MixedProgram();
  const std::string hostile =
      "*/ #error out\n#error newline\r#error return\\\n?\?/\n\"; int x = 1; /* // {{engine}} \xff "
      "%s "
      "\xe2\x80\xae";
  for (auto* edges : {&program.inputs, &program.outputs}) {
    for (ir::ProgramEdge& edge : *edges) edge.name = hostile;
  }
  for (ir::KernelCall& call : program.calls) {
    call.loc = {hostile, {{1, hostile, hostile}}};
    call.op = call.layer = hostile;
    call.candidates[0].note = hostile;
  }
  for (ir::ProgramConstant& constant : program.constants) constant.name = hostile;
  for (ir::Buffer& buffer : program.buffers) buffer.name = hostile;
  RenderOptions options = SampleOptions("mixed");
  options.model_file = options.model_sha256 = hostile;
  options.options = {hostile, "\\"};
  options.cases = {MixedCase()};
  Write(program, options);
  WriteFileInBundle("main.cc", "#include \"mixed_c.h\"\nint main() { return mixed_selftest(); }\n");
  std::string output;
  ASSERT_TRUE(
      RunThere(absl::StrCat("g++", kWarnings, kCxx, "-I . *.cc -o test && ./test"), &output))
      << output;
}

TEST_F(CompileTest, CallsOfOneFunctionShareOneBody) {
  const std::string gcc = "arm-none-eabi-gcc";
  if (!Installed(gcc)) GTEST_SKIP() << "no " << gcc;
  WriteSamples();
  std::string output;
  ASSERT_TRUE(RunThere(absl::StrCat(gcc, " -mthumb -mcpu=cortex-m4", kWarnings, kCxx,
                                    "-I . -c mixed.cc && arm-none-eabi-nm -C mixed.o"),
                       &output))
      << output;
  size_t bodies = 0;
  for (absl::string_view line : absl::StrSplit(output, '\n'))
    bodies += absl::StrContains(line, "AddS8Shared(");
  EXPECT_EQ(1u, bodies) << output;
}

}  // namespace
}  // namespace iegen::emit
