// Prints model x {largest first, no overlap, overlap, row by row}: bytes of the arena with portable
// kernels, next to what the prototype in memory.csv reached, and what the passes leave to do.
//
//   bazel run //bench:memory                          the project's own models
//   bazel run //bench:memory -- --models=FOLDER       every .tflite file below FOLDER
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "backends/backend.h"
#include "base/file.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/frontend.h"
#include "passes/compile.h"
#include "passes/memory/offset_planner.h"

namespace iegen::bench {
namespace {

using Words = std::vector<std::string>;

// The buffers of a program as if no call could write over its inputs.
memory::Problem WithoutOverlap(const ir::Program& program) {
  memory::Problem problem;
  for (const ir::Buffer& buffer : program.buffers) {
    memory::Buffer space;
    space.bytes = buffer.bytes;
    space.alignment = buffer.alignment;
    space.first_step = buffer.first;
    space.last_step = buffer.last;
    if (buffer.view_of >= 0) space.view = memory::View{buffer.view_of, buffer.view_offset};
    problem.buffers.push_back(space);
  }
  return problem;
}

absl::StatusOr<int64_t> GreedyBytes(const memory::Problem& problem) {
  IEGEN_ASSIGN_OR_RETURN(const memory::ConflictGraph graph, memory::BuildConflictGraph(problem));
  return memory::RoundUp(memory::PlanGreedyBySize(graph, {}, {}).top, graph.alignment);
}

absl::StatusOr<ir::Program> Compile(const ir::Graph& graph, bool rows) {
  IEGEN_ASSIGN_OR_RETURN(const Target* host, FindTarget("host"));
  passes::CompileOptions options;
  options.objective = rows ? passes::Objective::kRam : passes::Objective::kSpeed;
  return passes::Lower(graph, *host, options, nullptr);
}

// The columns behind the model's name.
absl::StatusOr<Words> Measure(const std::string& path) {
  IEGEN_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path));
  IEGEN_ASSIGN_OR_RETURN(const ir::Graph graph, frontend::Import(bytes, {path}));
  IEGEN_ASSIGN_OR_RETURN(const ir::Program plain, Compile(graph, false));
  IEGEN_ASSIGN_OR_RETURN(const ir::Program rows, Compile(graph, true));
  const memory::Problem apart = WithoutOverlap(plain);
  IEGEN_ASSIGN_OR_RETURN(const int64_t greedy, GreedyBytes(apart));
  IEGEN_ASSIGN_OR_RETURN(const memory::Plan best, memory::PlanMemory(apart));
  int64_t macs = 0, weights = 0;
  for (const ir::KernelCall& call : plain.calls) {
    macs += call.live_macs;
    if (call.live_macs > 0) weights += call.weights_bytes;
  }
  return Words{Grouped(greedy),
               Grouped(best.arena_bytes),
               Grouped(plain.arena_bytes),
               Grouped(rows.arena_bytes),
               Grouped(macs),
               Grouped(weights)};
}

// By model, the columns of memory.csv.
absl::StatusOr<std::map<std::string, Words>> ReadGoals(const std::string& path) {
  IEGEN_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  std::map<std::string, Words> goals;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    if (line[0] == '#') continue;
    Words words = absl::StrSplit(line, ',');
    const std::string model = words[0];
    words.erase(words.begin());
    goals[model] = std::move(words);
  }
  return goals;
}

// model.tflite says nothing: the folder names the model then.
std::string NameOf(const std::string& path) {
  const std::filesystem::path p(path);
  return p.stem() == "model" ? p.parent_path().filename().string() : p.stem().string();
}

std::string Beside(const std::string& bytes, const Words* goals, size_t column) {
  if (goals == nullptr || column >= goals->size()) return bytes;
  return absl::StrCat(bytes, " (", (*goals)[column], ")");
}

void PrintLine(const std::string& model, const Words& columns, const Words* goals) {
  std::cout << absl::StrFormat("%-46s", model);
  for (size_t i = 0; i < columns.size(); ++i) {
    std::cout << absl::StrFormat(" %18s", i < 4 ? Beside(columns[i], goals, i) : columns[i]);
  }
  std::cout << std::endl;
}

std::vector<std::string> ModelsIn(const std::string& folder) {
  std::vector<std::string> models;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".tflite") models.push_back(entry.path().string());
  }
  std::sort(models.begin(), models.end());
  return models;
}

int Main(int argc, char** argv) {
  CLI::App app("Bytes of the arena by planner.", "memory");
  std::string goals_file, folder;
  Words models;
  app.add_option("--goals", goals_file, "figures to compare with (memory.csv)");
  app.add_option("--models", folder, "every .tflite file below this folder");
  app.add_option("MODEL", models, "model files");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  if (!folder.empty()) {
    const char* from = std::getenv("BUILD_WORKING_DIRECTORY");
    models = ModelsIn(from == nullptr ? folder : (std::filesystem::path(from) / folder).string());
  }
  const absl::StatusOr<std::map<std::string, Words>> goals = ReadGoals(goals_file);
  if (!goals.ok()) {
    std::cerr << Render(ToDiagnostic(goals.status())) << std::endl;
    return 1;
  }
  PrintLine("model", {"largest first", "apart", "overlap", "row by row", "live MACs", "weights"},
            nullptr);
  for (const std::string& path : models) {
    const absl::StatusOr<Words> columns = Measure(path);
    const auto goal = goals->find(NameOf(path));
    if (columns.ok()) {
      PrintLine(NameOf(path), *columns, goal == goals->end() ? nullptr : &goal->second);
    } else {
      std::cout << NameOf(path) << ": " << ToDiagnostic(columns.status()).what << std::endl;
    }
  }
  return 0;
}

}  // namespace
}  // namespace iegen::bench

// NOLINTNEXTLINE(bugprone-exception-escape): what is thrown here may end a bench
int main(int argc, char** argv) { return iegen::bench::Main(argc, argv); }
