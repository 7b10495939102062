// What a backend answers: which cores it knows, and for one operator which kernels could run it, at
// what cost, with which packed constants. A backend prints nothing and plans nothing.
#ifndef IEGEN_BACKENDS_BACKEND_H_
#define IEGEN_BACKENDS_BACKEND_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "backends/kernel.h"
#include "ir/graph.h"

namespace iegen {

// One core. A new core is one row in its backend's targets.cc and one in platforms/cores.bzl.
struct Target {
  absl::string_view name;      // as users type it: "cortex-m4"
  absl::string_view backend;   // "cortex_m"
  absl::string_view isa;       // for people: "Armv7E-M, DSP"
  absl::string_view compiler;  // that the figures assume: "gcc" or "clang-19"
  absl::string_view copts;     // separated by spaces; for the emitted sources
  bool dsp = false, mve = false, rvv = false;
  // Estimated instructions of one multiply-accumulate in portable code, in hundredths.
  int mac_cost_percent = 300;
  // Channels that its kernels take at a time: the pass pad-channels completes them where it pays.
  int channel_block = 1;
};

// One operator with its surroundings, read only.
class NodeView {
 public:
  NodeView(const ir::Graph& graph, const ir::Node& node) : graph_(graph), node_(node) {}

  const ir::Graph& graph() const { return graph_; }
  const ir::Node& node() const { return node_; }
  template <class T>
  const T& op() const {
    return std::get<T>(node_.op);
  }
  // Whether input `i` is there.
  bool has(size_t i) const { return i < node_.in.size() && node_.in[i] != ir::kNoValue; }
  const ir::TensorType& in(size_t i) const { return graph_.type(node_.in[i]); }
  const ir::TensorType& out(size_t i = 0) const { return graph_.type(node_.out[i]); }
  const ir::Shape& in_shape(size_t i) const { return in(i).shape; }
  const ir::Shape& out_shape(size_t i = 0) const { return out(i).shape; }
  // Whether input `i` is a constant.
  bool constant(size_t i) const { return has(i) && graph_.value(node_.in[i]).constant(); }
  template <class T>
  std::vector<T> elements(size_t i) const {
    return ir::ElementsOf<T>(graph_.value(node_.in[i]));
  }

 private:
  const ir::Graph& graph_;
  const ir::Node& node_;
};

// One pointer argument, before buffers and constants have numbers.
struct BoundOperand {
  enum class Kind : uint8_t { kInput, kOutput, kConstant, kScratch, kNull };
  Kind kind = Kind::kNull;
  size_t index = 0;  // of the node's input or output
  ir::ElemType elem = ir::ElemType::kInt8;
  std::string name;   // of a constant: "weights", "bias", ...
  std::string bytes;  // of a constant
  int64_t scratch_bytes = 0;
  bool written = false;  // the kernel's parameter is not const: variables, scratch, some null ones
};

// A kernel call for one node: everything but addresses.
struct BoundCall {
  ir::Spec spec;
  std::vector<BoundOperand> operands;
};

// Collects a BoundCall; operands are named in the order of the kernel's parameters.
class CallBuilder {
 public:
  template <class S>
  explicit CallBuilder(const S& spec) {
    call_.spec = ToSpec(spec);
  }
  // The node's input `i`, as it is; a variable where the operator writes it.
  CallBuilder& Input(const NodeView& node, size_t i);
  CallBuilder& Output(const NodeView& node, size_t i = 0);
  // A packed constant; `name` tells what it is, as in "bias".
  template <class T>
  CallBuilder& Constant(absl::string_view name, ir::ElemType elem, const std::vector<T>& elements) {
    return ConstantBytes(name, elem, ir::BytesOf<T>(elements));
  }
  CallBuilder& ConstantBytes(absl::string_view name, ir::ElemType elem, std::string bytes);
  // Memory that the kernel may use; a null pointer where `bytes` is 0.
  CallBuilder& Scratch(int64_t bytes, ir::ElemType elem = ir::ElemType::kInt8);
  CallBuilder& Null(ir::ElemType elem);
  BoundCall Take() { return std::move(call_); }

 private:
  BoundCall call_;
};

// Estimates, an inference.
struct Cost {
  int64_t instructions = 0;
  int64_t code_bytes = 0;      // of one body
  int64_t constant_bytes = 0;  // weights and tables of this layer
};

// One kernel that can run a node, or the reason why it can't.
struct Candidate {
  const Kernel* kernel = nullptr;
  Cost cost;
  std::string note;  // why it is good; where `applicable` is false, what it would need
  bool applicable = true;
  // Inputs of the output's size that the kernel reads element by element, each before it writes
  // that element (bit i: input i). What other kernels need says Kernel::order.
  uint32_t in_place = 0;
  // The output is bytes of input 0, from `view_offset` on: no call is needed where both can share
  // memory. Of a variable these are the bytes until it is written again.
  bool view = false;
  std::function<absl::StatusOr<BoundCall>(const NodeView&)> bind;
  int64_t view_offset = 0;
  // The output is the inputs one after the other: no call is needed where all of them were written
  // to their places in it.
  bool joins = false;
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual absl::string_view name() const = 0;
  virtual absl::Span<const Target> targets() const = 0;
  virtual absl::Span<const Kernel* const> kernels() const = 0;
  // Whether some kernel is for the IR's operator `op`.
  virtual bool HasKernelsFor(absl::string_view op) const = 0;
  // Appends what this backend's own kernels offer for `node` on `target`. Those of the reference
  // backend are added by CandidatesFor().
  virtual void Candidates(const NodeView& node, const Target& target,
                          std::vector<Candidate>* candidates) const = 0;
};

// THE backend list (all_backends.cc); the reference backend is first.
absl::Span<const Backend* const> AllBackends();

// Every target of every backend, in the order of the list.
std::vector<const Target*> AllTargets();

// By name; an error with the nearest name as a hint (message 10 of the guide).
absl::StatusOr<const Target*> FindTarget(absl::string_view name);

// By the kernel's name, or null.
const Kernel* FindKernel(absl::string_view name);

// All candidates for `node`: the target's own backend first, then the reference kernels, which
// exist for every verified node.
std::vector<Candidate> CandidatesFor(const NodeView& node, const Target& target);

}  // namespace iegen

#endif  // IEGEN_BACKENDS_BACKEND_H_
