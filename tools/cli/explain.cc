#include "tools/cli/explain.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/text.h"

namespace iegen::cli {
namespace {

std::string CandidateText(const ir::CandidateNote& note) {
  const char* mark = note.chosen ? "*" : " ";
  if (!note.applicable) {
    return absl::StrFormat("  %s %-28s %30s  %s\n", mark, note.kernel,
                           "not applicable:", note.note);
  }
  return absl::StrFormat("  %s %-28s %12s instructions %6s bytes  %s\n", mark, note.kernel,
                         Grouped(note.instructions), Grouped(note.code_bytes + note.constant_bytes),
                         note.note);
}

}  // namespace

std::string ExplainText(const ir::Program& program) {
  std::string text = "layer, then its kernels: * is chosen, figures are estimates\n";
  for (size_t i = 0; i < program.calls.size(); ++i) {
    const ir::KernelCall& call = program.calls[i];
    absl::StrAppend(&text, i, " ", Quoted(call.layer), " ", call.op, ", ", Grouped(call.live_macs),
                    " MACs", call.shared_body ? ", code shared with other layers" : "", "\n");
    for (const ir::CandidateNote& note : call.candidates) {
      absl::StrAppend(&text, CandidateText(note));
    }
  }
  return text;
}

}  // namespace iegen::cli
