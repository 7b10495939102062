// What each step of an engine takes, as counted on a simulated processor, beside what the compiler
// had estimated.
#ifndef IEGEN_TOOLS_CLI_PROFILE_H_
#define IEGEN_TOOLS_CLI_PROFILE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ir/program.h"
#include "nlohmann/json.hpp"
#include "tools/simulator/engine_run.h"

namespace iegen::cli {

struct StepProfile {
  size_t step = 0;            // in Program::calls
  std::string layer, kernel;  // as in KernelCall
  int64_t macs = 0;           // that are left after graph reductions
  int64_t counted = 0;        // instructions of one inference
  int64_t estimated = 0;      // the same, as the kernel's cost model says
};

struct Profile {
  std::vector<StepProfile> steps;  // those that call a kernel, in order
  int64_t instructions = 0;        // of the whole Invoke
  std::string machine;             // QEMU's name

  // The whole less all steps: of Invoke itself, and of branches and loops. Steps are exact to
  // about two instructions, so it may be below zero.
  int64_t rest() const;
};

// Of the case that took longest; `result` comes from Simulate() with profile.
Profile ProfileOf(const ir::Program& program, const simulator::EngineResult& result);

// A line for each step under a heading: instructions, share, instructions per MAC, estimate, and
// how far the estimate is off (counted / estimated); then the rest and the sum.
std::string ProfileTable(const Profile& profile);

// {"machine", "instructions", "estimated", "rest", "steps": [{"step", "layer", ..}]}
nlohmann::ordered_json ProfileJson(const Profile& profile);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_PROFILE_H_
