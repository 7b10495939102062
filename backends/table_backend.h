// A backend for cores with instructions of their own, made of rows: one for each operator that it
// has kernels for beside the portable ones.
#ifndef IEGEN_BACKENDS_TABLE_BACKEND_H_
#define IEGEN_BACKENDS_TABLE_BACKEND_H_

#include <vector>

#include "backends/backend.h"

namespace iegen {

struct OperatorKernels {
  absl::string_view op;  // the IR's name, as in ir::Conv2d::kName
  // What the kernels offer for one node, empty where none fits the target.
  std::vector<Candidate> (*offer)(const NodeView& node, const Target& target);
  // The kernels that `offer` may name.
  std::vector<const Kernel*> (*kernels)();
};

class TableBackend : public Backend {
 public:
  // `targets` and `rows` must outlive the backend.
  TableBackend(absl::string_view name, absl::Span<const Target> targets,
               absl::Span<const OperatorKernels> rows);

  absl::string_view name() const override { return name_; }
  absl::Span<const Target> targets() const override { return targets_; }
  absl::Span<const Kernel* const> kernels() const override { return kernels_; }
  bool HasKernelsFor(absl::string_view op) const override { return FindRow(op) != nullptr; }
  void Candidates(const NodeView& node, const Target& target,
                  std::vector<Candidate>* candidates) const override;

 private:
  const OperatorKernels* FindRow(absl::string_view op) const;

  absl::string_view name_;
  absl::Span<const Target> targets_;
  absl::Span<const OperatorKernels> rows_;
  std::vector<const Kernel*> kernels_;
};

}  // namespace iegen

#endif  // IEGEN_BACKENDS_TABLE_BACKEND_H_
