#include "passes/share_bodies.h"

#include <algorithm>
#include <map>

#include "absl/algorithm/container.h"

namespace iegen::passes {
namespace {

constexpr int64_t kStaticBudgetBytes = 12 * 1024;

// Calls of one kernel with equal specs.
struct Group {
  std::vector<ir::KernelCall*> calls;
  int64_t instructions = 0;
  int64_t code_bytes = 0;  // of a shared body
  bool shared = true;

  int64_t static_bytes() const { return code_bytes * ir::kStaticBodyPercent / 100; }
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
    if (call.flow != ir::Flow::kCall) continue;
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

// The most expensive specs get bodies of their own, as many as fit.
void SpendBudget(std::map<std::string, Groups>* kernels) {
  std::vector<Group*> costly;
  for (auto& [kernel, groups] : *kernels) {
    for (Group& group : groups) costly.push_back(&group);
  }
  absl::c_stable_sort(
      costly, [](const Group* a, const Group* b) { return a->instructions > b->instructions; });
  int64_t bytes = 0;
  for (Group* group : costly) {
    if (bytes + group->static_bytes() > kStaticBudgetBytes) continue;
    group->shared = false;
    bytes += group->static_bytes();
  }
}

// Bytes of a spec that is read at run time: of the numbers that are not the same in all groups.
int64_t SpecBytes(const Groups& groups) {
  const ir::Spec& first = groups.front().calls.front()->spec;
  int64_t bytes = 0;
  for (size_t i = 0; i < first.size(); ++i) {
    const bool varies = absl::c_any_of(groups, [&](const Group& g) {
      const ir::Spec& spec = g.calls.front()->spec;
      return i >= spec.size() || spec[i].value != first[i].value;
    });
    bytes += varies ? 4 : 0;
  }
  return bytes;
}

// Whether bodies for each spec are smaller than one body and all specs.
bool StaticIsSmaller(const Groups& groups) {
  int64_t apart = 0, together = groups.front().code_bytes;
  const int64_t spec_bytes = SpecBytes(groups);
  for (const Group& group : groups) {
    apart += group.static_bytes();
    together += spec_bytes;
  }
  return apart <= together;
}

void MakeSmall(Groups* groups) {
  const bool shared = !StaticIsSmaller(*groups);
  for (Group& group : *groups) group.shared = shared;
}

// Nobody shares with the last one.
void FreeTheLast(Groups* groups) {
  if (absl::c_count_if(*groups, [](const Group& g) { return g.shared; }) > 1) return;
  for (Group& group : *groups) group.shared = false;
}

}  // namespace

void ShareBodies(Bodies bodies, bool speed, ir::Program* program) {
  std::map<std::string, Groups> kernels = GroupCalls(program);
  if (speed) SpendBudget(&kernels);
  for (auto& [kernel, groups] : kernels) {
    if (!speed) MakeSmall(&groups);
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
