#include "passes/pass.h"

namespace iegen::passes {

#define IEGEN_PASS(function, name, summary) \
  absl::Status function(ir::Graph& graph, const PassContext& context);
#include "passes/passes.def"
#undef IEGEN_PASS

namespace {

constexpr Pass kPasses[] = {
#define IEGEN_PASS(function, name, summary) {name, summary, function},
#include "passes/passes.def"
#undef IEGEN_PASS
};

}  // namespace

absl::Span<const Pass> AllPasses() { return kPasses; }

const Pass* FindPass(absl::string_view name) {
  for (const Pass& pass : kPasses) {
    if (pass.name == name) return &pass;
  }
  return nullptr;
}

}  // namespace iegen::passes
