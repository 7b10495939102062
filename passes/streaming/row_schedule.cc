#include "passes/streaming/row_schedule.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "ir/rows.h"

namespace iegen::streaming {
namespace {

size_t Index(int i) { return static_cast<size_t>(i); }

class Simulation {
 public:
  Simulation(const RowProblem& problem, bool shallow_first) : p_(problem) {
    next_.assign(p_.nodes.size(), 0);
    made_.assign(p_.tensors.size(), 0);
    readers_.resize(p_.tensors.size());
    schedule_.rows.assign(p_.tensors.size(), 0);
    FindDepths();
    for (size_t n = 0; n < p_.nodes.size(); ++n) {
      asked_.push_back(p_.nodes[n].inputs);
      absl::c_stable_sort(asked_[n], [&](const RowReading& a, const RowReading& b) {
        const int x = depth_[Index(a.tensor)], y = depth_[Index(b.tensor)];
        return shallow_first ? x < y : x > y;
      });
      for (const RowReading& r : asked_[n]) readers_[Index(r.tensor)].push_back({n, r.form});
    }
  }

  RowSchedule Run() {
    if (p_.nodes.empty()) return schedule_;
    Finish(p_.nodes.size() - 1);
    for (size_t n = 0; n < p_.nodes.size(); ++n) {
      if (p_.tensors[Index(p_.nodes[n].output)].kept) Finish(n);
    }
    return std::move(schedule_);
  }

 private:
  struct Reader {
    size_t node;
    ir::RowInput form;
  };

  // Layers between a tensor and the beginning.
  void FindDepths() {
    depth_.assign(p_.tensors.size(), 0);
    for (const RowNode& node : p_.nodes) {
      int depth = 0;
      for (const RowReading& r : node.inputs) depth = std::max(depth, depth_[Index(r.tensor)]);
      depth_[Index(node.output)] = depth + 1;
    }
  }

  void Finish(size_t node) {
    while (next_[node] < p_.nodes[node].rows) MakeRow(node);
  }

  void MakeRow(size_t node) {
    for (const RowReading& r : asked_[node]) {
      const int writer = p_.tensors[Index(r.tensor)].writer;
      if (writer < 0) continue;
      const int32_t end = ir::RowsRead(r.form, next_[node]).end();
      while (made_[Index(r.tensor)] < end) MakeRow(Index(writer));
    }
    const size_t out = Index(p_.nodes[node].output);
    ++made_[out];
    if (!p_.tensors[out].kept) {
      schedule_.rows[out] = std::max(schedule_.rows[out], made_[out] - Lowest(out));
    }
    ++next_[node];
    schedule_.order.push_back(static_cast<int32_t>(node));
  }

  int32_t Lowest(size_t tensor) const {
    int32_t lowest = made_[tensor];
    for (const Reader& r : readers_[tensor]) {
      lowest = std::min(lowest, ir::LowestRow(r.form, next_[r.node], p_.nodes[r.node].rows));
    }
    return lowest;
  }

  const RowProblem& p_;
  std::vector<int32_t> next_, made_;  // rows by node and by tensor
  std::vector<int> depth_;
  std::vector<std::vector<RowReading>> asked_;  // by node
  std::vector<std::vector<Reader>> readers_;    // by tensor
  RowSchedule schedule_;
};

int64_t BytesOf(const RowProblem& problem, const RowSchedule& schedule) {
  int64_t bytes = 0;
  for (size_t t = 0; t < schedule.rows.size(); ++t) {
    bytes += int64_t{schedule.rows[t]} * problem.tensors[t].row_bytes;
  }
  return bytes;
}

}  // namespace

RowSchedule ScheduleRows(const RowProblem& problem) {
  RowSchedule schedule = Simulation(problem, true).Run();
  const bool forks =
      absl::c_any_of(problem.nodes, [](const RowNode& node) { return node.inputs.size() > 1; });
  if (!forks) return schedule;
  RowSchedule other = Simulation(problem, false).Run();
  return BytesOf(problem, other) < BytesOf(problem, schedule) ? other : schedule;
}

}  // namespace iegen::streaming
