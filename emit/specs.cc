#include "emit/specs.h"

#include <map>
#include <set>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/text.h"

namespace iegen::emit {
namespace {

constexpr size_t kColumns = 100;

std::string ValueText(const ir::SpecField& field) {
  if (const float* real = std::get_if<float>(&field.value)) return FloatLiteral(*real);
  return absl::StrCat(std::get<int32_t>(field.value));
}

absl::string_view TypeText(const ir::SpecField& field) {
  return std::holds_alternative<float>(field.value) ? "float" : "int32_t";
}

// `items` with commas between, `open` before, `close` behind, wrapped with an indent of `indent`.
std::string WrappedList(absl::string_view open, std::vector<std::string> items,
                        absl::string_view close, size_t indent) {
  for (size_t i = 0; i + 1 < items.size(); ++i) items[i] += ",";
  if (items.empty()) return absl::StrCat(open, close);
  items[0] = absl::StrCat(open, items[0]);
  items.back() += std::string(close);
  const std::string separator = absl::StrCat("\n", std::string(indent, ' '));
  return absl::StrJoin(WrappedLines(items, kColumns - indent), separator);
}

// One declaration for each run of members of one type.
std::string Members(const ir::Spec& spec, bool fixed) {
  std::string out;
  for (size_t first = 0; first < spec.size();) {
    size_t end = first;
    std::vector<std::string> items;
    for (; end < spec.size() && TypeText(spec[end]) == TypeText(spec[first]); ++end) {
      items.push_back(fixed ? absl::StrCat(spec[end].name, " = ", ValueText(spec[end]))
                            : spec[end].name);
    }
    const std::string open =
        absl::StrCat(fixed ? "static constexpr " : "", TypeText(spec[first]), " ");
    absl::StrAppend(&out, "  ", WrappedList(open, std::move(items), ";", 6), "\n");
    first = end;
  }
  return out;
}

// Numbers that differ from row to row are members like those of a run-time spec.
std::string StaticMembers(const ir::KernelCall& call) {
  ir::Spec fixed, varying;
  for (const ir::SpecField& field : call.spec) {
    const bool varies = absl::c_any_of(call.rows.fields,
                                       [&](const ir::RowField& f) { return f.name == field.name; });
    (varies ? varying : fixed).push_back(field);
  }
  return absl::StrCat(Members(fixed, true), Members(varying, false));
}

std::string OperandTypes(const ir::KernelCall& call) {
  std::vector<std::string> types;
  types.reserve(call.operands.size());
  for (const ir::Operand& operand : call.operands) {
    types.push_back(
        absl::StrCat(operand.written ? "" : "const ", ir::CppNameOf(operand.elem), "*"));
  }
  return absl::StrJoin(types, ", ");
}

// Texts that tell whether two calls can share something.
std::string FieldSignature(const ir::Spec& spec) { return Members(spec, false); }
std::string BodySignature(const ir::KernelCall& call) {
  return absl::StrCat(call.function, "(", OperandTypes(call), ")", FieldSignature(call.spec));
}

// What calls share one body: which of their fields have to be read at run time, since not all of
// the calls, or not all of their rows, have the same number there.
struct SharedBody {
  const ir::Spec* first = nullptr;
  std::set<std::string> varying;

  void Add(const ir::KernelCall& call) {
    if (first == nullptr) first = &call.spec;
    for (size_t i = 0; i < call.spec.size(); ++i) {
      if (call.spec[i].value != (*first)[i].value) varying.insert(call.spec[i].name);
    }
    for (const ir::RowField& field : call.rows.fields) varying.insert(field.name);
  }
  bool Varies(const ir::SpecField& field) const { return varying.count(field.name) != 0; }

  // The struct's members: constants, then those that vary.
  std::string Members() const {
    ir::Spec fixed, read;
    for (const ir::SpecField& field : *first) (Varies(field) ? read : fixed).push_back(field);
    return absl::StrCat(emit::Members(fixed, true), emit::Members(read, false));
  }
};

class Printer {
 public:
  explicit Printer(UniqueNames* names) : names_(*names) {}

  // All calls that will be printed as shared, before the first of them is.
  void Announce(const ir::KernelCall& call) { bodies_[BodySignature(call)].Add(call); }

  CallBinding Static(const ir::KernelCall& call) {
    const std::string body = StaticMembers(call);
    std::string& name = static_specs_[call.function + body];
    if (name.empty()) {
      name = names_.Take(TypeName(call.layer));
      absl::StrAppend(&definitions, "struct ", name, " {\n", body, "};\n\n");
    }
    return {absl::StrCat("iegen::", call.function), absl::StrCat(name, "{}")};
  }

  CallBinding Shared(const ir::KernelCall& call) {
    const SharedBody& body = bodies_[BodySignature(call)];
    const std::string type = RuntimeStruct(call, body);
    const std::string callee = Wrapper(call, type);
    std::vector<std::string> values;
    for (const ir::SpecField& field : call.spec) {
      if (body.Varies(field)) values.push_back(ValueText(field));
    }
    const std::string list = WrappedList("{", std::move(values), "};", 4);
    std::string& name = runtime_specs_[absl::StrCat(type, list)];
    if (name.empty()) {
      name = names_.Take(absl::StrCat("k", TypeName(call.layer)));
      absl::StrAppend(&definitions, "constexpr ", type, " ", name, " =\n    ", list, "\n\n");
    }
    return {callee, name};
  }

  std::string definitions;

 private:
  static std::string TypeName(absl::string_view layer) {
    const std::string camel = CamelCase(layer);
    const bool digit = camel[0] >= '0' && camel[0] <= '9';
    return absl::StrCat(digit ? "Layer" : "", camel, "Spec");
  }

  std::string RuntimeStruct(const ir::KernelCall& call, const SharedBody& body) {
    std::string& name = structs_[BodySignature(call)];
    if (name.empty()) {
      name = names_.Take(absl::StrCat(call.function, "Spec"));
      absl::StrAppend(&definitions, "struct ", name, " {\n", body.Members(), "};\n\n");
    }
    return name;
  }

  // The one place where the kernel's template is bound to a run-time struct.
  std::string Wrapper(const ir::KernelCall& call, const std::string& type) {
    std::string& name = wrappers_[absl::StrCat(type, OperandTypes(call))];
    if (!name.empty()) return name;
    name = names_.Take(absl::StrCat(call.function, "Shared"));
    std::vector<std::string> parameters = {absl::StrCat("const ", type, "& spec")};
    std::vector<std::string> arguments = {"spec"};
    for (size_t i = 0; i < call.operands.size(); ++i) {
      const ir::Operand& operand = call.operands[i];
      parameters.push_back(
          absl::StrCat(operand.written ? "" : "const ", ir::CppNameOf(operand.elem), "* p", i));
      arguments.push_back(absl::StrCat("p", i));
    }
    absl::StrAppend(
        &definitions,
        WrappedList(absl::StrCat("IEGEN_ONE_BODY void ", name, "("), parameters, ") {", 4), "\n",
        "  ", WrappedList(absl::StrCat("iegen::", call.function, "("), arguments, ");", 6),
        "\n}\n\n");
    return name;
  }

  UniqueNames& names_;
  std::map<std::string, SharedBody> bodies_;
  std::map<std::string, std::string> static_specs_, runtime_specs_, structs_, wrappers_;
};

}  // namespace

SpecCode PrintSpecs(const ir::Program& program, UniqueNames* names) {
  Printer printer(names);
  SpecCode code;
  for (const ir::KernelCall& call : program.calls) {
    if (call.flow == ir::Flow::kCall && call.shared_body) printer.Announce(call);
  }
  for (const ir::KernelCall& call : program.calls) {
    if (call.flow != ir::Flow::kCall) {
      code.bindings.emplace_back();
      continue;
    }
    code.bindings.push_back(call.shared_body ? printer.Shared(call) : printer.Static(call));
  }
  code.definitions = std::move(printer.definitions);
  if (!code.definitions.empty()) code.definitions.pop_back();  // the blank line behind the last
  return code;
}

}  // namespace iegen::emit
