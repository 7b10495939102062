#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/text.h"
#include "ir/text/plan.h"

namespace iegen::ir {
namespace {

constexpr size_t kLargestInline = 64;

std::string QuotedText(absl::string_view text) {
  return absl::StrCat("\"", absl::CHexEscape(text), "\"");
}

absl::string_view KindText(Buffer::Kind kind) {
  constexpr absl::string_view kNames[] = {"activation", "input", "output", "scratch", "state"};
  return kNames[static_cast<size_t>(kind)];
}

std::string BufferText(size_t index, const Buffer& b) {
  std::string text = absl::StrCat("  buffer %", index, " ", QuotedText(b.name), ": ",
                                  KindText(b.kind), ", ", b.bytes, " bytes at ", b.offset,
                                  ", align ", b.alignment, ", steps ", b.first, " to ", b.last);
  if (b.view_of >= 0) absl::StrAppend(&text, ", view of %", b.view_of, " + ", b.view_offset);
  if (b.kind == Buffer::Kind::kState) {
    const std::string initial =
        b.initial < 0 ? absl::StrCat("fill ", b.fill) : absl::StrCat("initial $", b.initial);
    absl::StrAppend(&text, ", ", initial);
  }
  return text + "\n";
}

std::string PoolText(const Pool& pool) {
  return absl::StrCat("  pool ", QuotedText(pool.name), " ", pool.bytes, " bytes at ", pool.begin,
                      " of ", pool.limit, "\n");
}

std::string ConstantText(size_t index, const ProgramConstant& c, Blobs* blobs) {
  const bool beside = blobs != nullptr && c.data->size() > kLargestInline;
  if (beside) (*blobs)[c.name] = c.data;
  return absl::StrCat("  const $", index, " ", QuotedText(c.name), ": ", NameOf(c.elem), " ",
                      beside ? absl::StrCat("blob<", c.name, ">")
                             : absl::StrCat("hex<", absl::BytesToHexString(*c.data), ">"),
                      "\n");
}

std::string EdgeText(absl::string_view word, const ProgramEdge& edge) {
  return absl::StrCat("  ", word, " ", QuotedText(edge.name), " %", edge.buffer, ": ",
                      PrintType(edge.type), "\n");
}

std::string OperandText(const Operand& operand) {
  const absl::string_view written = operand.written ? "out " : "";
  switch (operand.kind) {
    case Operand::Kind::kBuffer:
      return absl::StrCat(written, "%", operand.index, ":", NameOf(operand.elem));
    case Operand::Kind::kConstant:
      return absl::StrCat(written, "$", operand.index, ":", NameOf(operand.elem));
    case Operand::Kind::kNull:
      break;
  }
  return absl::StrCat(written, "_:", NameOf(operand.elem));
}

std::string FieldText(const SpecField& field) {
  if (const auto* integer = std::get_if<int32_t>(&field.value)) {
    return absl::StrCat(field.name, "=", *integer);
  }
  return absl::StrCat(field.name, "=float(", FloatText(std::get<float>(field.value)), ")");
}

template <class List, class F>
std::string Joined(const List& list, F text) {
  return absl::StrJoin(
      list, ", ", [&](std::string* out, const auto& item) { absl::StrAppend(out, text(item)); });
}

std::string CandidateText(const CandidateNote& note) {
  return absl::StrCat("    candidate ", QuotedText(note.kernel), note.chosen ? " chosen" : "",
                      note.applicable ? "" : " refused", " {instructions=", note.instructions,
                      ", code=", note.code_bytes, ", constants=", note.constant_bytes, "} ",
                      QuotedText(note.note), "\n");
}

// A marker of control flow.
std::string MarkerText(const KernelCall& call) {
  return absl::StrCat("  flow ", call.layer, " = ", kFlowNames[static_cast<size_t>(call.flow)], "(",
                      Joined(call.operands, OperandText), ")", PrintLocation(call.loc), "\n");
}

std::string OverlapText(const Overlap& overlap) {
  return absl::StrCat("out ", overlap.written, " in ", overlap.read, " by ", overlap.distance,
                      overlap.backward ? " backward" : "");
}

std::string RowInputText(const RowInput& in) {
  return absl::StrCat("in ", in.operand, " of ", in.height, " by ", in.row_bytes, " times ",
                      in.scale, " over ", in.divisor, " from ", in.first, " to ", in.last);
}

std::string RowFieldText(const RowField& field) {
  return absl::StrCat(field.name, " ", field.constant, " row ", field.per_row, " first ",
                      field.per_first, " count ", field.per_count);
}

std::string RowFormText(const RowForm& form) {
  return absl::StrCat(" rows ", form.rows, " out ", form.output, " by ", form.row_bytes, " (",
                      Joined(form.inputs, RowInputText), ") (", Joined(form.fields, RowFieldText),
                      ")");
}

std::string RegionText(const Region& region) {
  return absl::StrCat("  region ", region.first, " to ", region.last, " (",
                      absl::StrJoin(region.schedule, ", "), ")\n");
}

std::string CallText(const KernelCall& call) {
  if (call.flow != Flow::kCall) return MarkerText(call);
  std::string text = absl::StrCat(
      "  call ", call.layer, " = ", call.kernel, " ", call.function, " ", QuotedText(call.header),
      call.shared_body ? " shared" : " static", "(", Joined(call.operands, OperandText), ") {",
      Joined(call.spec, FieldText), "} {op=", QuotedText(call.op), ", macs=", call.macs,
      ", live_macs=", call.live_macs, ", weights=", call.weights_bytes,
      ", instructions=", call.instructions, "}");
  if (!call.overlaps.empty()) {
    absl::StrAppend(&text, " overlaps(", Joined(call.overlaps, OverlapText), ")");
  }
  if (call.rows.rows > 0) text += RowFormText(call.rows);
  absl::StrAppend(&text, PrintLocation(call.loc), "\n");
  for (const CandidateNote& note : call.candidates) text += CandidateText(note);
  return text;
}

}  // namespace

std::string PrintPlan(const Program& program, Blobs* blobs) {
  std::string text = absl::StrCat(
      "program @", program.name, "(", QuotedText(program.target), ") {arena=", program.arena_bytes,
      ", bound=", program.arena_bound_bytes, ", alignment=", program.arena_alignment, "} {\n");
  for (const Pool& pool : program.pools) text += PoolText(pool);
  for (size_t i = 0; i < program.buffers.size(); ++i) text += BufferText(i, program.buffers[i]);
  for (size_t i = 0; i < program.constants.size(); ++i) {
    text += ConstantText(i, program.constants[i], blobs);
  }
  for (const ProgramEdge& edge : program.inputs) text += EdgeText("input", edge);
  for (const ProgramEdge& edge : program.outputs) text += EdgeText("output", edge);
  for (const KernelCall& call : program.calls) text += CallText(call);
  for (const Region& region : program.regions) text += RegionText(region);
  return text + "}\n";
}

}  // namespace iegen::ir
