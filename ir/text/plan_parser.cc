#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "ir/text/lexer.h"
#include "ir/text/pieces.h"
#include "ir/text/plan.h"

namespace iegen::ir {
namespace {

class PlanParser {
 public:
  PlanParser(absl::string_view text, const Blobs& blobs) : lexer_(text), blobs_(blobs) {}

  absl::StatusOr<Program> Run() {
    IEGEN_RETURN_IF_ERROR(Header());
    while (!lexer_.Take("}")) IEGEN_RETURN_IF_ERROR(Line());
    if (!lexer_.AtEnd()) return lexer_.Fail("the end of the text");
    return std::move(program_);
  }

 private:
  template <class T>
  static absl::Status Assign(absl::StatusOr<T> value, T* to) {
    if (!value.ok()) return value.status();
    *to = *std::move(value);
    return absl::OkStatus();
  }

  // Each of `tokens` in turn.
  absl::Status Expect(std::initializer_list<absl::string_view> tokens) {
    for (absl::string_view token : tokens) IEGEN_RETURN_IF_ERROR(lexer_.Expect(token));
    return absl::OkStatus();
  }

  // `token`, then a number.
  absl::Status Number(absl::string_view token, int64_t* number) {
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(token));
    return Assign(lexer_.Integer(), number);
  }
  absl::Status Number(absl::string_view token, int32_t* number) {
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(token));
    return Assign(lexer_.Integer32(), number);
  }

  // `word` `=` number.
  template <class T>
  absl::Status Field(absl::string_view word, T* number) {
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(word));
    return Number("=", number);
  }

  absl::Status Header() {
    IEGEN_RETURN_IF_ERROR(Expect({"program", "@"}));
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Word(), &program_.name));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("("));
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Text(), &program_.target));
    IEGEN_RETURN_IF_ERROR(Expect({")", "{"}));
    IEGEN_RETURN_IF_ERROR(Field("arena", &program_.arena_bytes));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(","));
    IEGEN_RETURN_IF_ERROR(Field("bound", &program_.arena_bound_bytes));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(","));
    IEGEN_RETURN_IF_ERROR(Field("alignment", &program_.arena_alignment));
    return Expect({"}", "{"});
  }

  absl::Status Line() {
    if (lexer_.Take("buffer")) return BufferLine();
    if (lexer_.Take("const")) return ConstantLine();
    if (lexer_.Take("input")) return EdgeLine(&program_.inputs);
    if (lexer_.Take("output")) return EdgeLine(&program_.outputs);
    if (lexer_.Take("call")) return CallLine();
    if (lexer_.Take("flow")) return FlowLine();
    if (lexer_.Take("candidate")) return CandidateLine();
    if (lexer_.Take("region")) return RegionLine();
    if (lexer_.Take("pool")) return PoolLine();
    return lexer_.Fail("pool, buffer, const, input, output, call, flow, candidate or region");
  }

  absl::Status PoolLine() {
    Pool pool;
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Text(), &pool.name));
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Integer(), &pool.bytes));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("bytes"));
    IEGEN_RETURN_IF_ERROR(Number("at", &pool.begin));
    IEGEN_RETURN_IF_ERROR(Number("of", &pool.limit));
    program_.pools.push_back(std::move(pool));
    return absl::OkStatus();
  }

  // The sign and the number that comes next in a list of `size`.
  absl::Status NextIndex(absl::string_view sign, size_t size) {
    int64_t index = 0;
    IEGEN_RETURN_IF_ERROR(Number(sign, &index));
    if (index == static_cast<int64_t>(size)) return absl::OkStatus();
    return lexer_.Fail(absl::StrCat("number ", size, " before"));
  }

  absl::StatusOr<Buffer::Kind> KindWord() {
    if (lexer_.Take("activation")) return Buffer::Kind::kActivation;
    if (lexer_.Take("input")) return Buffer::Kind::kInput;
    if (lexer_.Take("output")) return Buffer::Kind::kOutput;
    if (lexer_.Take("scratch")) return Buffer::Kind::kScratch;
    if (lexer_.Take("state")) return Buffer::Kind::kState;
    return lexer_.Fail("a kind of buffer");
  }

  absl::Status BufferLine() {
    Buffer b;
    IEGEN_RETURN_IF_ERROR(NextIndex("%", program_.buffers.size()));
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Text(), &b.name));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(":"));
    IEGEN_RETURN_IF_ERROR(Assign(KindWord(), &b.kind));
    IEGEN_RETURN_IF_ERROR(Number(",", &b.bytes));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("bytes"));
    IEGEN_RETURN_IF_ERROR(Number("at", &b.offset));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(","));
    IEGEN_RETURN_IF_ERROR(Number("align", &b.alignment));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(","));
    IEGEN_RETURN_IF_ERROR(Number("steps", &b.first));
    IEGEN_RETURN_IF_ERROR(Number("to", &b.last));
    if (b.kind == Buffer::Kind::kState) {
      IEGEN_RETURN_IF_ERROR(Initial(&b));
    } else if (lexer_.Take(",")) {
      IEGEN_RETURN_IF_ERROR(Expect({"view", "of"}));
      IEGEN_RETURN_IF_ERROR(Number("%", &b.view_of));
      IEGEN_RETURN_IF_ERROR(Number("+", &b.view_offset));
    }
    program_.buffers.push_back(std::move(b));
    return absl::OkStatus();
  }

  // What state begins with.
  absl::Status Initial(Buffer* buffer) {
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(","));
    if (lexer_.Take("initial")) return Number("$", &buffer->initial);
    int32_t fill = 0;
    IEGEN_RETURN_IF_ERROR(Number("fill", &fill));
    if (fill < 0 || fill > 255) return lexer_.Fail("a byte before");
    buffer->fill = static_cast<uint8_t>(fill);
    return absl::OkStatus();
  }

  absl::Status FlowLine() {
    KernelCall call;
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Word(), &call.layer));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("="));
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Word(), &call.op));
    const auto* found = absl::c_find(kFlowNames, call.op);
    call.flow = static_cast<Flow>(found - kFlowNames.begin());
    if (found == kFlowNames.end() || call.flow == Flow::kCall) return lexer_.Fail("a marker");
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("("));
    IEGEN_RETURN_IF_ERROR(List(")", [&] { return ReadOperand(); }, &call.operands));
    if (lexer_.Take("loc")) IEGEN_RETURN_IF_ERROR(Assign(ReadLocation(&lexer_), &call.loc));
    program_.calls.push_back(std::move(call));
    return absl::OkStatus();
  }

  absl::StatusOr<ConstantData> Data() {
    const bool blob = lexer_.Take("blob");
    if (!blob) IEGEN_RETURN_IF_ERROR(lexer_.Expect("hex"));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("<"));
    std::string word;
    if (!lexer_.Sees(">")) IEGEN_RETURN_IF_ERROR(Assign(lexer_.Word(), &word));
    if (blob && blobs_.count(word) == 0) {
      return lexer_.Fail(absl::StrCat("the blob ", Quoted(word), " before"));
    }
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(">"));
    if (blob) return blobs_.at(word);
    const bool digits = word.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!digits || word.size() % 2 != 0) return lexer_.Fail("pairs of hexadecimal digits before");
    return std::make_shared<const std::string>(absl::HexStringToBytes(word));
  }

  absl::Status ConstantLine() {
    ProgramConstant c;
    IEGEN_RETURN_IF_ERROR(NextIndex("$", program_.constants.size()));
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Text(), &c.name));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(":"));
    IEGEN_RETURN_IF_ERROR(Assign(ReadElemType(&lexer_), &c.elem));
    IEGEN_RETURN_IF_ERROR(Assign(Data(), &c.data));
    program_.constants.push_back(std::move(c));
    return absl::OkStatus();
  }

  absl::Status EdgeLine(std::vector<ProgramEdge>* edges) {
    ProgramEdge edge;
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Text(), &edge.name));
    IEGEN_RETURN_IF_ERROR(Number("%", &edge.buffer));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(":"));
    IEGEN_RETURN_IF_ERROR(Assign(ReadType(&lexer_), &edge.type));
    edges->push_back(std::move(edge));
    return absl::OkStatus();
  }

  absl::StatusOr<Operand> ReadOperand() {
    Operand operand;
    operand.written = lexer_.Take("out");
    if (lexer_.Sees("%")) {
      operand.kind = Operand::Kind::kBuffer;
      IEGEN_RETURN_IF_ERROR(Number("%", &operand.index));
    } else if (lexer_.Sees("$")) {
      operand.kind = Operand::Kind::kConstant;
      IEGEN_RETURN_IF_ERROR(Number("$", &operand.index));
    } else {
      IEGEN_RETURN_IF_ERROR(lexer_.Expect("_"));
    }
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(":"));
    IEGEN_RETURN_IF_ERROR(Assign(ReadElemType(&lexer_), &operand.elem));
    return operand;
  }

  absl::StatusOr<Overlap> ReadOverlap() {
    Overlap overlap;
    IEGEN_RETURN_IF_ERROR(Number("out", &overlap.written));
    IEGEN_RETURN_IF_ERROR(Number("in", &overlap.read));
    IEGEN_RETURN_IF_ERROR(Number("by", &overlap.distance));
    overlap.backward = lexer_.Take("backward");
    return overlap;
  }

  absl::StatusOr<SpecField> ReadField() {
    SpecField field;
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Word(), &field.name));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("="));
    if (lexer_.Take("float")) {
      IEGEN_RETURN_IF_ERROR(lexer_.Expect("("));
      IEGEN_ASSIGN_OR_RETURN(field.value, lexer_.Float());
      IEGEN_RETURN_IF_ERROR(lexer_.Expect(")"));
    } else {
      IEGEN_ASSIGN_OR_RETURN(field.value, lexer_.Integer32());
    }
    return field;
  }

  // Items between commas up to `end`.
  template <class T, class F>
  absl::Status List(absl::string_view end, F read, std::vector<T>* list) {
    while (!lexer_.Take(end)) {
      if (!list->empty()) IEGEN_RETURN_IF_ERROR(lexer_.Expect(","));
      IEGEN_ASSIGN_OR_RETURN(T item, read());
      list->push_back(std::move(item));
    }
    return absl::OkStatus();
  }

  absl::Status Kernel(KernelCall* call) {
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Word(), &call->layer));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("="));
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Word(), &call->kernel));
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Word(), &call->function));
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Text(), &call->header));
    call->shared_body = lexer_.Take("shared");
    return call->shared_body ? absl::OkStatus() : lexer_.Expect("static");
  }

  absl::Status Figures(KernelCall* call) {
    IEGEN_RETURN_IF_ERROR(Expect({"{", "op", "="}));
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Text(), &call->op));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(","));
    IEGEN_RETURN_IF_ERROR(Field("macs", &call->macs));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(","));
    IEGEN_RETURN_IF_ERROR(Field("live_macs", &call->live_macs));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(","));
    IEGEN_RETURN_IF_ERROR(Field("weights", &call->weights_bytes));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(","));
    IEGEN_RETURN_IF_ERROR(Field("instructions", &call->instructions));
    return lexer_.Expect("}");
  }

  absl::Status CallLine() {
    KernelCall call;
    IEGEN_RETURN_IF_ERROR(Kernel(&call));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("("));
    IEGEN_RETURN_IF_ERROR(List(")", [&] { return ReadOperand(); }, &call.operands));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("{"));
    IEGEN_RETURN_IF_ERROR(List("}", [&] { return ReadField(); }, &call.spec));
    IEGEN_RETURN_IF_ERROR(Figures(&call));
    if (lexer_.Take("overlaps")) {
      IEGEN_RETURN_IF_ERROR(lexer_.Expect("("));
      IEGEN_RETURN_IF_ERROR(List(")", [&] { return ReadOverlap(); }, &call.overlaps));
    }
    if (lexer_.Take("rows")) IEGEN_RETURN_IF_ERROR(Rows(&call.rows));
    if (lexer_.Take("loc")) IEGEN_RETURN_IF_ERROR(Assign(ReadLocation(&lexer_), &call.loc));
    program_.calls.push_back(std::move(call));
    return absl::OkStatus();
  }

  absl::StatusOr<RowInput> ReadRowInput() {
    RowInput in;
    IEGEN_RETURN_IF_ERROR(Number("in", &in.operand));
    IEGEN_RETURN_IF_ERROR(Number("of", &in.height));
    IEGEN_RETURN_IF_ERROR(Number("by", &in.row_bytes));
    IEGEN_RETURN_IF_ERROR(Number("times", &in.scale));
    IEGEN_RETURN_IF_ERROR(Number("over", &in.divisor));
    IEGEN_RETURN_IF_ERROR(Number("from", &in.first));
    IEGEN_RETURN_IF_ERROR(Number("to", &in.last));
    return in;
  }

  absl::StatusOr<RowField> ReadRowField() {
    RowField field;
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Word(), &field.name));
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Integer32(), &field.constant));
    IEGEN_RETURN_IF_ERROR(Number("row", &field.per_row));
    IEGEN_RETURN_IF_ERROR(Number("first", &field.per_first));
    IEGEN_RETURN_IF_ERROR(Number("count", &field.per_count));
    return field;
  }

  absl::Status Rows(RowForm* form) {
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Integer32(), &form->rows));
    IEGEN_RETURN_IF_ERROR(Number("out", &form->output));
    IEGEN_RETURN_IF_ERROR(Number("by", &form->row_bytes));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("("));
    IEGEN_RETURN_IF_ERROR(List(")", [&] { return ReadRowInput(); }, &form->inputs));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("("));
    return List(")", [&] { return ReadRowField(); }, &form->fields);
  }

  absl::Status RegionLine() {
    Region region;
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Integer32(), &region.first));
    IEGEN_RETURN_IF_ERROR(Number("to", &region.last));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("("));
    IEGEN_RETURN_IF_ERROR(List(")", [&] { return lexer_.Integer32(); }, &region.schedule));
    program_.regions.push_back(std::move(region));
    return absl::OkStatus();
  }

  // Belongs to the call above.
  absl::Status CandidateLine() {
    if (program_.calls.empty()) return lexer_.Fail("a call before its candidates");
    CandidateNote note;
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Text(), &note.kernel));
    note.chosen = lexer_.Take("chosen");
    note.applicable = !lexer_.Take("refused");
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("{"));
    IEGEN_RETURN_IF_ERROR(Field("instructions", &note.instructions));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(","));
    IEGEN_RETURN_IF_ERROR(Field("code", &note.code_bytes));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect(","));
    IEGEN_RETURN_IF_ERROR(Field("constants", &note.constant_bytes));
    IEGEN_RETURN_IF_ERROR(lexer_.Expect("}"));
    IEGEN_RETURN_IF_ERROR(Assign(lexer_.Text(), &note.note));
    program_.calls.back().candidates.push_back(std::move(note));
    return absl::OkStatus();
  }

  Lexer lexer_;
  const Blobs& blobs_;
  Program program_;
};

}  // namespace

absl::StatusOr<Program> ParsePlan(absl::string_view text, const Blobs& blobs) {
  return PlanParser(text, blobs).Run();
}

}  // namespace iegen::ir
