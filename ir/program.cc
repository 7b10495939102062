#include "ir/program.h"

#include <algorithm>
#include <limits>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/pools.h"
#include "ir/rows.h"

namespace iegen::ir {
namespace {

// When some bytes of the arena were written, and for which buffer that is no view.
struct Writing {
  int32_t base = -1;
  int64_t time = -1;
};

bool ShareBytes(const Buffer& a, const Buffer& b) {
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
    IEGEN_RETURN_IF_ERROR(CheckPools(p_));
    IEGEN_RETURN_IF_ERROR(CheckRegions(p_));
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
    if (!Valid(b.view_of) || !EndsInABase(i)) return BufferFault(b, "is a view of no buffer");
    const Buffer& base = At(b.view_of);
    const bool inside = b.view_offset >= 0 && b.view_offset + b.bytes <= base.bytes &&
                        b.offset == base.offset + b.view_offset;
    return inside ? absl::OkStatus() : BufferFault(b, "does not lie where its base does");
  }

  // Views of views are no circle.
  bool EndsInABase(size_t i) const {
    size_t hops = 0;
    for (auto b = static_cast<int32_t>(i); Valid(b) && hops <= p_.buffers.size(); ++hops) {
      b = At(b).view_of;
    }
    return hops <= p_.buffers.size();
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

  static bool IsBuffer(const KernelCall& call, int32_t operand) {
    return operand >= 0 && static_cast<size_t>(operand) < call.operands.size() &&
           call.operands[static_cast<size_t>(operand)].kind == Operand::Kind::kBuffer;
  }

  absl::Status CheckCall(const KernelCall& call) {
    if (call.layer.empty() || !layers_.insert(call.layer).second) {
      return CallFault(call, "has no name of its own");
    }
    for (const Operand& operand : call.operands) {
      IEGEN_RETURN_IF_ERROR(CheckOperand(call, operand));
    }
    for (const Overlap& o : call.overlaps) {
      if (IsBuffer(call, o.read) && IsBuffer(call, o.written)) continue;
      return CallFault(call, "overlaps operands that are no buffers");
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

  // No two buffers share a byte while both live, unless they are views of one base, or one of them
  // ends in the call that begins the other and may do so.
  absl::Status CheckLifetimes() const {
    const auto count = static_cast<int32_t>(p_.buffers.size());
    for (int32_t i = 0; i < count; ++i) {
      for (int32_t j = i + 1; j < count; ++j) {
        const Buffer &a = At(i), &b = At(j);
        const bool together = a.first <= b.last && b.first <= a.last;
        if (!together || !ShareBytes(a, b) || BaseOf(i) == BaseOf(j)) continue;
        if (HandsOver(i, j) || HandsOver(j, i)) continue;
        if (MeetInRegion(p_, i, j) || MeetInRegion(p_, j, i)) continue;
        return BufferFault(a, absl::StrCat("shares bytes with ", Place(b)));
      }
    }
    return absl::OkStatus();
  }

  // Whether `dying` is needed up to the call only that first writes `born`, and reads it or what it
  // is a part of; CheckOverlap() says whether the two lie as that call permits.
  bool HandsOver(int32_t dying, int32_t born) const {
    const int32_t step = At(dying).last;
    if (At(born).first != step || step < 0 || step >= Steps()) return false;
    const KernelCall& call = p_.calls[static_cast<size_t>(step)];
    return absl::c_any_of(call.overlaps, [&](const Overlap& o) {
      return BaseOf(BufferOf(call, o.read)) == BaseOf(dying) &&
             BaseOf(BufferOf(call, o.written)) == BaseOf(born);
    });
  }

  static int32_t BufferOf(const KernelCall& call, int32_t operand) {
    return call.operands[static_cast<size_t>(operand)].index;
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
    // A view of a variable stands for the bytes that were there when it began to live.
    const int32_t owner = OwnerOf(index);
    const bool as_begun = owner != index && b.first >= 0 && b.first != At(owner).first;
    const int64_t latest =
        as_begun ? begun_at_[static_cast<size_t>(b.first)] : std::numeric_limits<int64_t>::max();
    for (size_t i = PieceAt(b.offset); i < PieceAt(b.offset + b.bytes); ++i) {
      if (pieces_[i].base == BaseOf(index) && pieces_[i].time < latest) continue;
      return BufferFault(b, absl::StrCat("has been overwritten where ", reader, " reads it"));
    }
    return absl::OkStatus();
  }

  void Write(int32_t index) {
    const Buffer& b = At(index);
    WriteBytes({b.offset, b.offset + b.bytes}, index);
  }

  void WriteBytes(const ByteRange& bytes, int32_t index) {
    for (size_t i = PieceAt(bytes.begin); i < PieceAt(bytes.end); ++i) {
      pieces_[i] = {BaseOf(index), time_};
    }
  }

  absl::Status ReadBytes(const ByteRange& bytes, int32_t index, const KernelCall& reader) const {
    for (size_t i = PieceAt(bytes.begin); i < PieceAt(bytes.end); ++i) {
      if (pieces_[i].base == BaseOf(index)) continue;
      return BufferFault(At(index), absl::StrCat("has been overwritten where ",
                                                 Quoted(reader.layer), " reads a row of it"));
    }
    return absl::OkStatus();
  }

  // Cuts a buffer wherever a row begins.
  void CutRows(const Buffer& b, int32_t row_bytes) {
    for (int64_t at = 0; row_bytes > 0 && at < b.bytes; at += row_bytes) {
      cuts_.push_back(b.offset + at);
    }
  }

  // Cuts the arena wherever a buffer begins or ends, or a row that some call makes or takes.
  void CutArena() {
    cuts_.clear();
    for (const KernelCall& call : p_.calls) {
      if (call.rows.rows == 0) continue;
      CutRows(At(BufferOf(call, call.rows.output)), call.rows.row_bytes);
      for (const RowInput& in : call.rows.inputs) {
        CutRows(At(BufferOf(call, in.operand)), in.row_bytes);
      }
    }
    for (const Buffer& b : p_.buffers) {
      cuts_.push_back(b.offset);
      cuts_.push_back(b.offset + b.bytes);
    }
    absl::c_sort(cuts_);
    cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
    pieces_.assign(cuts_.size(), Writing{});
  }

  // The piece that begins at a cut.
  size_t PieceAt(int64_t offset) const {
    return static_cast<size_t>(absl::c_lower_bound(cuts_, offset) - cuts_.begin());
  }

  // An output may lie on an input only as far as the kernel permits.
  absl::Status CheckOverlap(const KernelCall& call, int32_t read, int32_t write) const {
    const Buffer &in = At(BufferOf(call, read)), &out = At(BufferOf(call, write));
    if (!ShareBytes(in, out)) return absl::OkStatus();
    for (const Overlap& o : call.overlaps) {
      if (o.read != read || o.written != write) continue;
      const int64_t distance = o.backward ? out.offset - in.offset : in.offset - out.offset;
      if (distance >= o.distance) return absl::OkStatus();
    }
    return CallFault(call, absl::StrCat("writes ", Place(out), " over its input ", Place(in)));
  }

  absl::Status FollowCall(int32_t step) {
    const KernelCall& call = p_.calls[static_cast<size_t>(step)];
    begun_at_[static_cast<size_t>(step)] = ++time_;
    std::vector<int32_t> reads, writes;  // operands
    for (size_t i = 0; i < call.operands.size(); ++i) {
      const Operand& operand = call.operands[i];
      if (operand.kind != Operand::Kind::kBuffer) continue;
      (operand.written ? writes : reads).push_back(static_cast<int32_t>(i));
    }
    for (int32_t read : reads) {
      IEGEN_RETURN_IF_ERROR(Read(BufferOf(call, read), step, Quoted(call.layer)));
      for (int32_t write : writes) IEGEN_RETURN_IF_ERROR(CheckOverlap(call, read, write));
    }
    for (int32_t write : writes) {
      const Buffer& buffer = At(BufferOf(call, write));
      if (step < buffer.first || step > buffer.last) {
        return BufferFault(buffer,
                           absl::StrCat("is not alive where ", Quoted(call.layer), " writes it"));
      }
      Write(BufferOf(call, write));
    }
    return absl::OkStatus();
  }

  // A row is written before the call's last read of others: the kernel's own order does not count.
  absl::Status FollowRow(const RowStep& step) {
    const KernelCall& call = p_.calls[static_cast<size_t>(step.call)];
    const int32_t out = BufferOf(call, call.rows.output);
    ++time_;
    IEGEN_RETURN_IF_ERROR(ReadBytes(step.moved, out, call));
    WriteBytes({step.moved_to, step.moved_to + step.moved.end - step.moved.begin}, out);
    for (const Operand& o : call.operands) {
      if (o.kind == Operand::Kind::kBuffer && o.written && o.index != out) Write(o.index);
    }
    WriteBytes(step.written, out);
    for (size_t i = 0; i < step.reads.size(); ++i) {
      const int32_t in = BufferOf(call, call.rows.inputs[i].operand);
      IEGEN_RETURN_IF_ERROR(ReadBytes(step.reads[i], in, call));
    }
    return absl::OkStatus();
  }

  absl::Status FollowRegion(const Region& region) {
    RegionWalk walk(p_, region);
    while (!walk.done()) {
      IEGEN_ASSIGN_OR_RETURN(const RowStep step, walk.Next());
      IEGEN_RETURN_IF_ERROR(FollowRow(step));
    }
    return walk.CheckEnd();
  }

  // Replays all writes and makes sure that every read finds what was meant for it.
  absl::Status FollowData() {
    written_.assign(p_.buffers.size(), false);
    CutArena();
    begun_at_.assign(p_.calls.size() + 1, 0);
    for (size_t i = 0; i < p_.buffers.size(); ++i) {
      if (p_.buffers[i].kind == Buffer::Kind::kState) Write(static_cast<int32_t>(i));
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
      if (const Region* const region = p_.RegionOf(static_cast<int32_t>(i))) {
        IEGEN_RETURN_IF_ERROR(FollowRegion(*region));
        i = static_cast<size_t>(region->last);
        continue;
      }
      IEGEN_RETURN_IF_ERROR(FollowCall(static_cast<int32_t>(i)));
      if (flows[i] != Flow::kLoopEnd) continue;
      again[i] = !again[i];
      if (again[i]) i = jumps[i];
    }
    return absl::OkStatus();
  }

  const Program& p_;
  absl::flat_hash_set<std::string> layers_;
  std::vector<bool> written_;      // by buffer: a call or the caller writes it
  std::vector<int64_t> cuts_;      // offsets, ascending
  std::vector<Writing> pieces_;    // from each cut to the next: what was written there last
  int64_t time_ = 0;               // calls that were followed
  std::vector<int64_t> begun_at_;  // by step: the time when it began last
};

}  // namespace

absl::Status VerifyProgram(const Program& program) { return Verifier(program).Run(); }

}  // namespace iegen::ir
