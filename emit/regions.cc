// Regions: a loop over the table of calls, and a switch with one case for each of them.
#include <cstdlib>
#include <map>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "emit/calls.h"
#include "emit/names.h"

namespace iegen::emit {
namespace {

size_t Index(int32_t i) { return static_cast<size_t>(i); }

// A sum: " - y * 2", behind what is there already.
void AddTerm(int32_t factor, const std::string& name, std::string* sum) {
  if (factor == 0) return;
  const std::string magnitude =
      factor == 1 || factor == -1 ? name : absl::StrCat(name, " * ", std::abs(int64_t{factor}));
  const absl::string_view sign = sum->empty() ? (factor < 0 ? "-" : "")
                                 : factor < 0 ? " - "
                                              : " + ";
  absl::StrAppend(sum, sign, magnitude);
}

void AddConstant(int32_t constant, std::string* sum) {
  if (constant == 0 && !sum->empty()) return;
  const absl::string_view sign = sum->empty() ? "" : constant < 0 ? " - " : " + ";
  absl::StrAppend(sum, sign, sum->empty() ? int64_t{constant} : std::abs(int64_t{constant}));
}

// "y * 2 - 1"
std::string Linear(const std::string& variable, int32_t factor, int32_t constant) {
  std::string sum;
  AddTerm(factor, variable, &sum);
  AddConstant(constant, &sum);
  return sum;
}

// A row of a call's input: either known as a number or an expression, or worked out in a variable.
struct InputRow {
  std::string variable;  // a RowRange, or empty
  std::string first;     // expression
  std::string count;
};

InputRow InputRowOf(const ir::RowInput& input, size_t index) {
  if (input.scale == 0) return {"", "0", "1"};
  const bool same = input.scale == 1 && input.divisor == 1 && input.first == 0 && input.last == 0;
  if (same) return {"", "y", "1"};
  const std::string name = absl::StrCat("in", index);
  return {name, absl::StrCat(name, ".first"), absl::StrCat(name, ".count")};
}

class RegionPrinter {
 public:
  RegionPrinter(const NamedProgram& named, const ir::Region& region)
      : named_(named), region_(region) {
    for (int32_t i = region.first; i <= region.last; ++i) FindWindow(i);
  }

  std::string Print(const std::string& schedule) {
    std::string text =
        absl::StrCat("  {  // ", region_.first, " to ", region_.last, ", row by row\n");
    for (const auto& [buffer, window] : windows_) {
      absl::StrAppend(&text, "    iegen::Rows ", window.name, " = {",
                      ArenaOf(named_.program, BufferAt(buffer)), " + ",
                      named_.program.PlaceOf(BufferAt(buffer)), ", ", window.row_bytes, ", ",
                      window.capacity, ", 0, 0};\n");
    }
    absl::StrAppend(&text, "    int32_t next[", region_.last - region_.first + 1,
                    "] = {};  // row of each call\n", "    for (const auto call : ", schedule,
                    ") {\n", "      const int32_t y = next[call]++;\n", "      switch (call) {\n");
    for (int32_t i = region_.first; i <= region_.last; ++i) text += CaseText(i);
    return text + "      }\n    }\n  }";
  }

 private:
  struct Window {
    std::string name;
    int32_t row_bytes = 0, capacity = 0;
  };

  const ir::KernelCall& CallAt(int32_t i) const { return named_.program.calls[Index(i)]; }
  const ir::Buffer& BufferAt(int32_t i) const { return named_.program.buffers[Index(i)]; }
  static int32_t BufferOf(const ir::KernelCall& call, int32_t operand) {
    return call.operands[Index(operand)].index;
  }

  // An output of which several rows are kept, but not all.
  void FindWindow(int32_t i) {
    const ir::KernelCall& call = CallAt(i);
    if (call.rows.row_bytes == 0) return;
    const int32_t buffer = BufferOf(call, call.rows.output);
    const auto capacity = static_cast<int32_t>(BufferAt(buffer).bytes / call.rows.row_bytes);
    if (capacity >= call.rows.rows || capacity == 1) return;
    windows_[buffer] = {absl::StrCat("rows", windows_.size()), call.rows.row_bytes, capacity};
  }

  static std::string TypeOf(const ir::Operand& operand) {
    return absl::StrCat(operand.written ? "" : "const ", ir::CppNameOf(operand.elem));
  }

  // Whether a buffer has one place, whatever the row.
  bool HasOnePlace(int32_t buffer, int32_t row_bytes) const {
    return row_bytes == 0 || BufferAt(buffer).bytes == row_bytes;
  }

  // Row `row` of a buffer, an expression.
  std::string RowText(const ir::Operand& operand, int32_t row_bytes, const std::string& row) const {
    const auto window = windows_.find(operand.index);
    if (window != windows_.end()) {
      return absl::StrCat("iegen::RowAt<", TypeOf(operand), ">(", window->second.name, ", ", row,
                          ")");
    }
    const ir::Buffer& buffer = BufferAt(operand.index);
    std::string place = absl::StrCat(named_.program.PlaceOf(buffer));
    if (!HasOnePlace(operand.index, row_bytes)) {
      absl::StrAppend(&place, " + ", row, " * ", row_bytes);
    }
    return absl::StrCat("At<", TypeOf(operand), ">(", ArenaOf(named_.program, buffer), ", ", place,
                        ")");
  }

  // The first row of `buffer` that somebody still needs, an expression.
  std::string LowestText(int32_t buffer) const {
    std::string text;
    for (int32_t i = region_.first; i <= region_.last; ++i) {
      for (const ir::RowInput& in : CallAt(i).rows.inputs) {
        if (BufferOf(CallAt(i), in.operand) != buffer) continue;
        const std::string next = absl::StrCat("next[", i - region_.first, "]");
        const std::string lowest =
            absl::StrCat("iegen::LowestRow(", CallAt(i).rows.rows, " - ", next, ", ",
                         Linear(next, in.scale, in.first), ", ", in.divisor, ", ", in.height, ")");
        text = text.empty() ? lowest : absl::StrCat("iegen::Lower(", text, ", ", lowest, ")");
      }
    }
    return text;
  }

  static std::string FieldText(const ir::RowField& field, const InputRow& read) {
    std::string sum;
    if (field.constant != 0) AddConstant(field.constant, &sum);
    AddTerm(field.per_row, "y", &sum);
    AddTerm(field.per_first, read.first, &sum);
    AddTerm(field.per_count, read.count, &sum);
    return sum.empty() ? "0" : sum;
  }

  static std::string RangeText(const InputRow& row, const ir::RowInput& in) {
    return absl::StrCat("        const iegen::RowRange ", row.variable, " = iegen::RowsBetween(",
                        Linear("y", in.scale, in.first), ", ", Linear("y", in.scale, in.last), ", ",
                        in.divisor, ", ", in.height, ");\n");
  }

  std::string CaseText(int32_t step) const {
    const ir::KernelCall& call = CallAt(step);
    std::string text = absl::StrCat("        case ", step - region_.first, ": {\n",
                                    CallComment(Index(step), call, "          "),
                                    ProfileText(Index(step), call, "          "));
    std::vector<std::string> operands;
    for (const ir::Operand& operand : call.operands) {
      operands.push_back(OperandText(named_, operand));
    }
    std::vector<InputRow> rows;
    for (const ir::RowInput& in : call.rows.inputs) {
      rows.push_back(InputRowOf(in, rows.size()));
      const ir::Operand& operand = call.operands[Index(in.operand)];
      const bool used = !HasOnePlace(operand.index, in.row_bytes) || !call.rows.fields.empty();
      if (used && !rows.back().variable.empty()) {
        absl::StrAppend(&text, "  ", RangeText(rows.back(), in));
      }
      operands[Index(in.operand)] = RowText(operand, in.row_bytes, rows.back().first);
    }
    text += OutputText(call, &operands[Index(call.rows.output)]);
    const CallBinding& binding = named_.bindings[Index(step)];
    std::string spec = binding.spec;
    if (!call.rows.fields.empty()) {
      absl::StrAppend(&text, "          auto spec = ", spec, ";\n");
      for (const ir::RowField& field : call.rows.fields) {
        absl::StrAppend(&text, "          spec.", field.name, " = ",
                        FieldText(field, rows.empty() ? InputRow{} : rows[0]), ";\n");
      }
      spec = "spec";
    }
    return absl::StrCat(text, KernelCallText(binding.callee, spec, operands, "          "),
                        "\n          break;\n        }\n");
  }

  // Makes room for the next row of a window.
  std::string OutputText(const ir::KernelCall& call, std::string* operand) const {
    const ir::Operand& out = call.operands[Index(call.rows.output)];
    const auto window = windows_.find(out.index);
    if (window == windows_.end()) {
      *operand = RowText(out, call.rows.row_bytes, "y");
      return "";
    }
    *operand = absl::StrCat("reinterpret_cast<", TypeOf(out), "*>(out)");
    const std::vector<std::string> words = {
        absl::StrCat("uint8_t* const out = iegen::NextRow(&", window->second.name, ","),
        absl::StrCat(LowestText(out.index), ");")};
    return absl::StrCat("          ", absl::StrJoin(WrappedLines(words, 86), "\n              "),
                        "\n");
  }

  const NamedProgram& named_;
  const ir::Region& region_;
  std::map<int32_t, Window> windows_;  // by buffer
};

}  // namespace

std::string ScheduleText(const ir::Region& region, const std::string& name) {
  std::vector<std::string> items;
  for (int32_t call : region.schedule) items.push_back(absl::StrCat(call - region.first, ","));
  items.back().pop_back();
  const absl::string_view type = region.last - region.first < 256 ? "uint8_t" : "uint16_t";
  return absl::StrCat("// Which of the calls ", region.first, " to ", region.last,
                      " makes its next row.\n", "constexpr ", type, " ", name, "[] = {\n    ",
                      absl::StrJoin(WrappedLines(items, 94), "\n    "), "};\n");
}

std::string RegionText(const NamedProgram& named, const ir::Region& region,
                       const std::string& schedule) {
  return RegionPrinter(named, region).Print(schedule);
}

}  // namespace iegen::emit
