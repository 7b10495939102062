#include "ir/program.h"

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen::ir {
namespace {

bool Overlap(const Buffer& a, const Buffer& b) {
  return a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;
}

std::string Place(const Buffer& b) {
  return absl::StrCat(Quoted(b.name), " at ", b.offset, "..", b.offset + b.bytes, " in steps ",
                      b.first, " to ", b.last);
}

absl::Status BufferFault(const Buffer& buffer, absl::string_view fault) {
  return Internal(absl::StrCat("buffer ", Place(buffer), " ", fault));
}

absl::Status CallFault(const KernelCall& call, absl::string_view fault) {
  return Internal(absl::StrCat("call ", Quoted(call.layer), " ", fault));
}

class Verifier {
 public:
  explicit Verifier(const Program& program) : p_(program) {}

  absl::Status Run() {
    for (size_t i = 0; i < p_.buffers.size(); ++i) IEGEN_RETURN_IF_ERROR(CheckBuffer(i));
    for (const KernelCall& call : p_.calls) IEGEN_RETURN_IF_ERROR(CheckCall(call));
    IEGEN_RETURN_IF_ERROR(CheckEdges());
    IEGEN_RETURN_IF_ERROR(CheckLifetimes());
    IEGEN_RETURN_IF_ERROR(FollowData());
    if (p_.arena_bound_bytes <= p_.arena_bytes) return absl::OkStatus();
    return Internal("the arena is smaller than its lower bound");
  }

 private:
  const Buffer& At(int32_t index) const { return p_.buffers[static_cast<size_t>(index)]; }
  bool Valid(int32_t index) const {
    return index >= 0 && static_cast<size_t>(index) < p_.buffers.size();
  }
  int32_t Steps() const { return static_cast<int32_t>(p_.calls.size()); }

  absl::Status CheckBuffer(size_t i) const {
    const Buffer& b = p_.buffers[i];
    if (b.bytes < 0 || b.offset < 0 || b.offset > p_.arena_bytes - b.bytes) {
      return BufferFault(b, "leaves the arena");
    }
    if (b.alignment < 1 || b.alignment > p_.arena_alignment || b.offset % b.alignment != 0) {
      return BufferFault(b, absl::StrCat("is not aligned to ", b.alignment));
    }
    if (b.first < -1 || b.last > Steps() || b.first > b.last) {
      return BufferFault(b, "has no valid lifetime");
    }
    if (b.kind == Buffer::Kind::kState) return CheckState(b);
    if (b.view_of < 0) return absl::OkStatus();
    if (b.view_of >= static_cast<int32_t>(i)) return BufferFault(b, "views a later buffer");
    const Buffer& base = At(b.view_of);
    const bool inside = b.view_offset >= 0 && b.view_offset + b.bytes <= base.bytes &&
                        b.offset == base.offset + b.view_offset;
    return inside ? absl::OkStatus() : BufferFault(b, "does not lie where its base does");
  }

  // State is nobody's view, never gone, and has something to begin with.
  absl::Status CheckState(const Buffer& b) const {
    const bool always = b.view_of < 0 && b.first == -1 && b.last == Steps();
    if (!always) return BufferFault(b, "is state, but not always there");
    if (b.initial < 0) return absl::OkStatus();
    const auto index = static_cast<size_t>(b.initial);
    const bool fits = index < p_.constants.size() &&
                      static_cast<int64_t>(p_.constants[index].data->size()) == b.bytes;
    return fits ? absl::OkStatus() : BufferFault(b, "has no initial value of its size");
  }

  absl::Status CheckOperand(const KernelCall& call, const Operand& operand) const {
    if (operand.kind == Operand::Kind::kNull) return absl::OkStatus();
    if (operand.kind == Operand::Kind::kConstant) {
      const bool known =
          operand.index >= 0 && static_cast<size_t>(operand.index) < p_.constants.size();
      if (!known) return CallFault(call, "names a constant that does not exist");
      return operand.written ? CallFault(call, "writes a constant") : absl::OkStatus();
    }
    if (!Valid(operand.index)) return CallFault(call, "names a buffer that does not exist");
    const Buffer& buffer = At(operand.index);
    if (buffer.offset % BytesOf(operand.elem) == 0) return absl::OkStatus();
    return BufferFault(buffer, absl::StrCat("is not aligned to ", NameOf(operand.elem)));
  }

  absl::Status CheckCall(const KernelCall& call) {
    if (call.layer.empty() || !layers_.insert(call.layer).second) {
      return CallFault(call, "has no name of its own");
    }
    for (const Operand& operand : call.operands) {
      IEGEN_RETURN_IF_ERROR(CheckOperand(call, operand));
    }
    if (call.flow == Flow::kCall) return absl::OkStatus();
    const bool condition = call.flow == Flow::kIfBegin || call.flow == Flow::kLoopExit;
    if (call.operands.size() == (condition ? 1u : 0u)) return absl::OkStatus();
    return CallFault(call, "is a marker with the wrong operands");
  }

  absl::Status CheckEdges() const {
    for (const auto* edges : {&p_.inputs, &p_.outputs}) {
      for (const ProgramEdge& edge : *edges) {
        if (Valid(edge.buffer) && At(edge.buffer).bytes == edge.type.bytes()) continue;
        return Internal(absl::StrCat("no buffer fits input or output ", Quoted(edge.name)));
      }
    }
    return absl::OkStatus();
  }

  int32_t BaseOf(int32_t index) const {
    while (At(index).view_of >= 0) index = At(index).view_of;
    return index;
  }

  // No two buffers share a byte while both live, unless one is a view of the other's base.
  absl::Status CheckLifetimes() const {
    const auto count = static_cast<int32_t>(p_.buffers.size());
    for (int32_t i = 0; i < count; ++i) {
      for (int32_t j = i + 1; j < count; ++j) {
        const Buffer &a = At(i), &b = At(j);
        const bool together = a.first <= b.last && b.first <= a.last;
        if (!together || !Overlap(a, b) || BaseOf(i) == BaseOf(j)) continue;
        return BufferFault(a, absl::StrCat("shares bytes with ", Place(b)));
      }
    }
    return absl::OkStatus();
  }

  // Whose bytes a buffer holds: its own, or those of the base if no call writes it.
  int32_t OwnerOf(int32_t index) const {
    while (!written_[static_cast<size_t>(index)] && At(index).view_of >= 0) {
      index = At(index).view_of;
    }
    return index;
  }

  absl::Status Read(int32_t index, int32_t step, absl::string_view reader) const {
    const Buffer& b = At(index);
    if (step < b.first || step > b.last) {
      return BufferFault(b, absl::StrCat("is not alive where ", reader, " reads it"));
    }
    const auto owner = static_cast<size_t>(OwnerOf(index));
    // A view of a variable stands for the bytes that were there when it began to live.
    const bool later = owner != static_cast<size_t>(index) && b.first >= 0 &&
                       b.first != At(static_cast<int32_t>(owner)).first &&
                       written_at_[owner] >= begun_at_[static_cast<size_t>(b.first)];
    if (holds_[owner] && !later) return absl::OkStatus();
    return BufferFault(b, absl::StrCat("has been overwritten where ", reader, " reads it"));
  }

  void Write(int32_t index) {
    for (size_t i = 0; i < holds_.size(); ++i) {
      if (Overlap(p_.buffers[i], At(index))) holds_[i] = false;
    }
    holds_[static_cast<size_t>(index)] = true;
    written_at_[static_cast<size_t>(index)] = time_;
  }

  // An output may lie on an input only as a view of it, byte for byte.
  absl::Status CheckOverlap(const KernelCall& call, int32_t read, int32_t write) const {
    const Buffer &in = At(read), &out = At(write);
    if (!Overlap(in, out)) return absl::OkStatus();
    const bool in_place =
        BaseOf(read) == BaseOf(write) && in.offset == out.offset && in.bytes == out.bytes;
    if (in_place) return absl::OkStatus();
    return CallFault(call, absl::StrCat("writes ", Place(out), " over its input ", Place(in)));
  }

  absl::Status FollowCall(int32_t step) {
    const KernelCall& call = p_.calls[static_cast<size_t>(step)];
    begun_at_[static_cast<size_t>(step)] = ++time_;
    std::vector<int32_t> reads, writes;
    for (const Operand& operand : call.operands) {
      if (operand.kind != Operand::Kind::kBuffer) continue;
      (operand.written ? writes : reads).push_back(operand.index);
    }
    for (int32_t read : reads) {
      IEGEN_RETURN_IF_ERROR(Read(read, step, Quoted(call.layer)));
      for (int32_t write : writes) IEGEN_RETURN_IF_ERROR(CheckOverlap(call, read, write));
    }
    for (int32_t write : writes) {
      if (step < At(write).first || step > At(write).last) {
        return BufferFault(At(write),
                           absl::StrCat("is not alive where ", Quoted(call.layer), " writes it"));
      }
      Write(write);
    }
    return absl::OkStatus();
  }

  // Replays all writes and makes sure that every read finds what was meant for it.
  absl::Status FollowData() {
    written_.assign(p_.buffers.size(), false);
    holds_.assign(p_.buffers.size(), false);
    written_at_.assign(p_.buffers.size(), -1);
    begun_at_.assign(p_.calls.size() + 1, 0);
    for (size_t i = 0; i < p_.buffers.size(); ++i) {
      holds_[i] = p_.buffers[i].kind == Buffer::Kind::kState;
    }
    for (const KernelCall& call : p_.calls) {
      for (const Operand& o : call.operands) {
        if (o.kind == Operand::Kind::kBuffer && o.written)
          written_[static_cast<size_t>(o.index)] = true;
      }
    }
    for (const ProgramEdge& edge : p_.inputs) {
      written_[static_cast<size_t>(edge.buffer)] = true;
      Write(edge.buffer);
    }
    IEGEN_RETURN_IF_ERROR(FollowCalls());
    for (const ProgramEdge& edge : p_.outputs) {
      IEGEN_RETURN_IF_ERROR(Read(edge.buffer, Steps(), "the caller"));
    }
    return absl::OkStatus();
  }

  // Each loop twice: what its end destroys must not be missing at its beginning.
  absl::Status FollowCalls() {
    const std::vector<Flow> flows = FlowsOf(p_);
    const std::vector<size_t> jumps = JumpsOf(flows);
    std::vector<bool> again(flows.size(), false);
    for (size_t i = 0; i < flows.size(); ++i) {
      IEGEN_RETURN_IF_ERROR(FollowCall(static_cast<int32_t>(i)));
      if (flows[i] != Flow::kLoopEnd) continue;
      again[i] = !again[i];
      if (again[i]) i = jumps[i];
    }
    return absl::OkStatus();
  }

  const Program& p_;
  absl::flat_hash_set<std::string> layers_;
  std::vector<bool> written_;        // by buffer: a call or the caller writes it
  std::vector<bool> holds_;          // by buffer: its bytes are those that were written last
  int64_t time_ = 0;                 // calls that were followed
  std::vector<int64_t> written_at_;  // by buffer: the time of its last write
  std::vector<int64_t> begun_at_;    // by step: the time when it began last
};

}  // namespace

bool Program::stateful() const {
  return absl::c_any_of(buffers, [](const Buffer& b) { return b.kind == Buffer::Kind::kState; });
}

std::vector<Flow> FlowsOf(const Program& program) {
  std::vector<Flow> flows;
  flows.reserve(program.calls.size());
  for (const KernelCall& call : program.calls) flows.push_back(call.flow);
  return flows;
}

absl::Status VerifyProgram(const Program& program) { return Verifier(program).Run(); }

}  // namespace iegen::ir
