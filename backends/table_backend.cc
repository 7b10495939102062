#include "backends/table_backend.h"

#include "absl/algorithm/container.h"

namespace iegen {

TableBackend::TableBackend(absl::string_view name, absl::Span<const Target> targets,
                           absl::Span<const OperatorKernels> rows)
    : name_(name), targets_(targets), rows_(rows) {
  for (const OperatorKernels& row : rows) {
    const std::vector<const Kernel*> kernels = row.kernels();
    kernels_.insert(kernels_.end(), kernels.begin(), kernels.end());
  }
}

void TableBackend::Candidates(const NodeView& node, const Target& target,
                              std::vector<Candidate>* candidates) const {
  const OperatorKernels* row = FindRow(ir::NameOf(node.node().op));
  if (row == nullptr) return;
  for (Candidate& candidate : row->offer(node, target)) {
    candidates->push_back(std::move(candidate));
  }
}

const OperatorKernels* TableBackend::FindRow(absl::string_view op) const {
  const auto row = absl::c_find_if(rows_, [&](const OperatorKernels& r) { return r.op == op; });
  return row == rows_.end() ? nullptr : &*row;
}

}  // namespace iegen
