// Proves the distances by running the kernels: with an input as close to the output as its kernel's
// order permits, to the byte, the result is that of memories apart; one byte closer it is not.
#include "passes/kernel_overlap.h"

#include <algorithm>
#include <map>
#include <random>

#include "absl/strings/str_cat.h"
#include "backends/backend.h"
#include "gtest/gtest.h"
#include "ir/testing/random_graph.h"
#include "passes/compile.h"
#include "passes/select_kernels.h"

namespace iegen::passes {
namespace {

constexpr int64_t kMargin =
    64;  // around each operand, so that a wrong distance shows and harms nobody

// One call with its operands' bytes.
class Call {
 public:
  Call(const ir::Graph& graph, const ir::Node& node, const Selection& selection, uint32_t seed)
      : selection_(selection), random_(seed) {
    for (const BoundOperand& operand : selection.call.operands) {
      using Kind = BoundOperand::Kind;
      std::string bytes;
      if (operand.kind == Kind::kInput) bytes = InputBytes(graph, node.in[operand.index]);
      if (operand.kind == Kind::kConstant) bytes = operand.bytes;
      if (operand.kind == Kind::kScratch) bytes.assign(operand.scratch_bytes, 'x');
      if (operand.kind == Kind::kOutput) {
        output_ = operands_.size();
        bytes.assign(graph.type(node.out[operand.index]).bytes(), 'o');
      }
      operands_.push_back(std::move(bytes));
    }
  }

  int64_t bytes(size_t operand) const { return static_cast<int64_t>(operands_[operand].size()); }
  size_t output() const { return output_; }

  // Runs with operand `in` `up` bytes above the output, everything else apart.
  std::string Run(const Kernel& kernel, size_t in, int64_t up) {
    std::vector<std::string> memory = operands_;
    std::vector<void*> pointers;
    for (size_t i = 0; i < memory.size(); ++i) {
      const bool null = selection_.call.operands[i].kind == BoundOperand::Kind::kNull;
      pointers.push_back(null ? nullptr : memory[i].data());
    }
    const int64_t reach = std::max(bytes(in), bytes(output_)) + std::abs(up) + kMargin;
    std::string shared(static_cast<size_t>(3 * reach), 's');
    char* const out = shared.data() + reach;
    std::copy(operands_[in].begin(), operands_[in].end(), out + up);
    pointers[in] = out + up;
    pointers[output_] = out;
    kernel.run(selection_.call.spec, pointers);
    return std::string(out, operands_[output_].size());
  }

 private:
  std::string InputBytes(const ir::Graph& graph, ir::ValueId id) {
    const ir::Value& value = graph.value(id);
    if (value.constant()) return *value.data;
    std::string bytes(static_cast<size_t>(value.type.bytes()), '\0');
    for (char& byte : bytes) byte = static_cast<char>(random_());
    return bytes;
  }

  const Selection& selection_;
  std::mt19937 random_;
  std::vector<std::string> operands_;
  size_t output_ = 0;
};

struct Tally {
  int tried = 0, caught = 0;
};

class OverlapTest : public testing::Test {
 protected:
  // Every input of every node that may overlap.
  void CheckGraph(const ir::Graph& graph, const Target& target) {
    const absl::StatusOr<std::vector<Selection>> selections =
        SelectKernels(graph, target, Objective::kSpeed);
    ASSERT_TRUE(selections.ok()) << selections.status();
    for (size_t i = 0; i < selections->size(); ++i) {
      const ir::Node& node = graph.nodes()[i];
      for (const InputOverlap& overlap : OverlapsOf((*selections)[i])) {
        if (Elements(graph, node.in[overlap.input])) Check(graph, node, (*selections)[i], overlap);
      }
    }
  }

  // Random bytes are no numbers of other types.
  static bool Elements(const ir::Graph& graph, ir::ValueId in) {
    const ir::ElemType elem = graph.type(in).elem;
    return !graph.value(in).constant() &&
           (elem == ir::ElemType::kInt8 || elem == ir::ElemType::kUInt8);
  }

  void Check(const ir::Graph& graph, const ir::Node& node, const Selection& selection,
             const InputOverlap& overlap) {
    const auto is_input = [&](const BoundOperand& o) {
      return o.kind == BoundOperand::Kind::kInput && o.index == overlap.input;
    };
    const auto& operands = selection.call.operands;
    const auto operand = static_cast<size_t>(
        std::find_if(operands.begin(), operands.end(), is_input) - operands.begin());
    const Kernel& kernel = *selection.candidate.kernel;
    Compare(graph, node, selection, {&kernel, operand, overlap.above, 1});
    if (overlap.below)
      Compare(graph, node, selection, {kernel.backward, operand, *overlap.below, -1});
  }

  struct Trial {
    const Kernel* kernel;
    size_t operand;
    int64_t distance;
    int sign;  // 1: the input lies above the output, -1: below
  };

  void Compare(const ir::Graph& graph, const ir::Node& node, const Selection& selection,
               const Trial& trial) {
    bool caught = false;
    bool possible = false;  // whether they share a byte one byte closer
    for (uint32_t seed = 0; seed < 8; ++seed) {
      Call call(graph, node, selection, seed);
      const int64_t in = call.bytes(trial.operand), out = call.bytes(call.output());
      const int64_t least = trial.sign > 0 ? -in : -out;  // not a byte is shared there
      const int64_t most = trial.sign > 0 ? out : in;
      const int64_t distance = std::max(least, trial.distance);
      EXPECT_LE(distance, most) << trial.kernel->name;
      const std::string apart = call.Run(*trial.kernel, trial.operand, in + out);
      const std::string close = call.Run(*trial.kernel, trial.operand, trial.sign * distance);
      ASSERT_EQ(apart, close) << trial.kernel->name << " at " << distance << " of " << in << ", "
                              << out;
      possible = distance - 1 > least;
      if (!possible) break;
      const std::string closer =
          call.Run(*trial.kernel, trial.operand, trial.sign * (distance - 1));
      caught = caught || closer != apart;
    }
    if (!possible) return;
    Tally& tally = tallies_[std::string(trial.kernel->name)];
    ++tally.tried;
    tally.caught += caught ? 1 : 0;
  }

  // A byte that is lost may not show in the result: a maximum found elsewhere, a weight of 0, an
  // activation that clamps.
  void ExpectMostCaught() {
    for (const char* kernel :
         {"conv2d_s8", "conv2d_s8_backward", "depthwise_conv2d_s8", "depthwise_conv2d_s8_backward",
          "max_pool2d_s8", "max_pool2d_s8_backward", "average_pool2d_s8", "fully_connected_s8",
          "pad_s8", "strided_copy", "mean_s8", "softmax_s8", "add_s8", "table_s8", "lstm_s8"}) {
      const Tally& tally = tallies_[kernel];
      EXPECT_GE(tally.tried, 5) << kernel;
      EXPECT_GE(2 * tally.caught, tally.tried) << kernel << ": only " << tally.caught;
    }
  }

  std::map<std::string, Tally> tallies_;
};

TEST_F(OverlapTest, DistancesOfRandomNodesAreExact) {
  const std::vector<const Target*> targets = AllTargets();
  for (uint32_t seed = 0; seed < 400 && !HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const Target& target = *targets[seed % targets.size()];
    const absl::StatusOr<ir::Graph> graph = Prepare(ir::RandomGraph(seed, 20), target, {}, nullptr);
    ASSERT_TRUE(graph.ok()) << graph.status();
    CheckGraph(*graph, target);
  }
  ExpectMostCaught();
}

}  // namespace
}  // namespace iegen::passes
