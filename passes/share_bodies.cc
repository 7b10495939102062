#include "passes/share_bodies.h"

#include <algorithm>
#include <map>

#include "absl/algorithm/container.h"

namespace iegen::passes {
namespace {

constexpr int64_t kCodeBudgetBytes = 12 * 1024;
constexpr int64_t kLeastPercent = 5;  // of all instructions

// Calls of one kernel with equal specs.
struct Group {
  std::vector<ir::KernelCall*> calls;
  int64_t instructions = 0;
  int64_t code_bytes = 0;
  bool shared = true;
};
using Groups = std::vector<Group>;

int64_t CodeBytes(const ir::KernelCall& call) {
  for (const ir::CandidateNote& note : call.candidates) {
    if (note.chosen) return note.code_bytes;
  }
  return 0;
}

std::map<std::string, Groups> GroupCalls(ir::Program* program) {
  std::map<std::string, Groups> kernels;
  for (ir::KernelCall& call : program->calls) {
    Groups& groups = kernels[call.kernel];
    auto group =
        absl::c_find_if(groups, [&](const Group& g) { return g.calls.front()->spec == call.spec; });
    if (group == groups.end()) group = groups.insert(groups.end(), Group{});
    group->calls.push_back(&call);
    group->instructions += call.instructions;
    group->code_bytes = CodeBytes(call);
  }
  return kernels;
}

// Rule 2.
void Specialise(std::map<std::string, Groups>* kernels) {
  std::vector<Group*> costly;
  int64_t code = 0, instructions = 0;
  for (auto& [kernel, groups] : *kernels) {
    code += groups.front().code_bytes;
    for (Group& group : groups) {
      instructions += group.instructions;
      if (groups.size() > 1) costly.push_back(&group);
    }
  }
  absl::c_stable_sort(
      costly, [](const Group* a, const Group* b) { return a->instructions > b->instructions; });
  for (Group* group : costly) {
    const bool enough = group->instructions * 100 >= instructions * kLeastPercent;
    if (!enough || code + group->code_bytes > kCodeBudgetBytes) continue;
    group->shared = false;
    code += group->code_bytes;
  }
}

// Rule 1: what is left alone has a body of its own in any case.
void FreeTheLast(Groups* groups) {
  if (absl::c_count_if(*groups, [](const Group& g) { return g.shared; }) > 1) return;
  for (Group& group : *groups) group.shared = false;
}

}  // namespace

void ShareBodies(Bodies bodies, bool specialise, ir::Program* program) {
  std::map<std::string, Groups> kernels = GroupCalls(program);
  if (specialise) Specialise(&kernels);
  for (auto& [kernel, groups] : kernels) {
    FreeTheLast(&groups);
    for (const Group& group : groups) {
      for (ir::KernelCall* call : group.calls) {
        call->shared_body =
            bodies == Bodies::kShared || (bodies == Bodies::kByCost && group.shared);
      }
    }
  }
}

}  // namespace iegen::passes
