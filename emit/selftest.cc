#include "emit/selftest.h"

#include <cstring>
#include <set>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "emit/constants.h"
#include "emit/figures.h"
#include "emit/names.h"
#include "emit/template.h"

namespace iegen::emit {
namespace {

using nlohmann::json;

// The sequence of NextByte() in templates/selftest.cc.mustache.
class Sequence {
 public:
  explicit Sequence(uint32_t state) : state_(state) {}
  int8_t Next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return static_cast<int8_t>(static_cast<uint8_t>(state_ >> 24));
  }

 private:
  uint32_t state_;
};

// Bits that differ much for neighbouring seeds and inputs; never 0, which xorshift can't leave.
uint32_t StateOfInput(uint32_t seed, size_t input) {
  const uint32_t state = seed * 0x9e3779b9u + static_cast<uint32_t>(input) * 0x85ebca6bu;
  return state == 0 ? 1 : state;
}

template <class T>
void Append(T element, std::string* bytes) {
  bytes->append(reinterpret_cast<const char*>(&element), sizeof(T));
}

// One element of the host's side; ExpressionOf() is the target's.
void AppendNext(ir::ElemType elem, Sequence* sequence, std::string* bytes) {
  const int8_t next = sequence->Next();
  switch (elem) {
    case ir::ElemType::kInt8:
    case ir::ElemType::kUInt8:
      return Append(next, bytes);
    case ir::ElemType::kBool:
      return Append(static_cast<uint8_t>(next & 1), bytes);
    case ir::ElemType::kInt16:
      return Append(static_cast<int16_t>(next * 257), bytes);
    case ir::ElemType::kInt32:
      return Append(int32_t{next}, bytes);
    case ir::ElemType::kInt64:
      return Append(int64_t{next}, bytes);
    case ir::ElemType::kFloat32:
      return Append(static_cast<float>(next) / 16.0f, bytes);
  }
}

std::string ExpressionOf(ir::ElemType elem) {
  switch (elem) {
    case ir::ElemType::kUInt8:
      return "static_cast<uint8_t>(NextByte(&state))";
    case ir::ElemType::kBool:
      return "static_cast<uint8_t>(NextByte(&state) & 1)";
    case ir::ElemType::kInt16:
      return "static_cast<int16_t>(NextByte(&state) * 257)";
    case ir::ElemType::kFloat32:
      return "static_cast<float>(NextByte(&state)) / 16.0f";
    default:
      return "NextByte(&state)";
  }
}

class SelftestView {
 public:
  SelftestView(const ir::Program& program, const std::string& name)
      : program_(program), name_(name) {}

  void AddCase(const SelftestCase& test) {
    const std::string n = absl::StrCat(cases_.size());
    json fills = json::array(), checks = json::array();
    for (size_t i = 0; i < program_.inputs.size(); ++i) fills.push_back(Fill(test, n, i));
    for (size_t i = 0; i < program_.outputs.size(); ++i) {
      const std::string array = AddArray(absl::StrCat("kCase", n, "Output", i), test.outputs[i]);
      checks.push_back(absl::StrCat("Same(", name_, "_output(model, ", i, "), ", array, ", ",
                                    test.outputs[i].size(), ")"));
    }
    cases_.push_back({{"n", n}, {"fills", fills}, {"checks", checks}});
  }

  json Take() {
    json generators = json::array();
    for (ir::ElemType elem : generated_) {
      generators.push_back({{"suffix", CamelCase(ir::NameOf(elem))},
                            {"ctype", std::string(ir::CppNameOf(elem))},
                            {"expression", ExpressionOf(elem)}});
    }
    return {{"engine", name_},
            {"ram", Grouped(MeasureProgram(program_).ram_bytes)},
            {"has_pools", !program_.pools.empty()},
            {"has_cases", !cases_.empty()},
            {"literal_inputs", literal_inputs_},
            {"seeded_inputs", !generated_.empty()},
            {"generators", generators},
            {"arrays", arrays_},
            {"cases", cases_}};
  }

 private:
  std::string AddArray(const std::string& array, const std::string& bytes) {
    arrays_.push_back({{"name", array},
                       {"bytes", bytes.size()},
                       {"elements", ElementLines(ir::ElemType::kUInt8, bytes)}});
    return array;
  }

  std::string Fill(const SelftestCase& test, const std::string& n, size_t input) {
    const std::string target = absl::StrCat(name_, "_input(model, ", input, "));");
    const ir::TensorType& type = program_.inputs[input].type;
    if (test.seed == 0) {
      literal_inputs_ = true;
      const std::string& bytes = test.inputs[input];
      const std::string array = AddArray(absl::StrCat("kCase", n, "Input", input), bytes);
      return absl::StrCat("Copy(", array, ", ", bytes.size(), ", ", target);
    }
    generated_.insert(type.elem);
    return absl::StrCat("Generate", CamelCase(ir::NameOf(type.elem)), "(",
                        StateOfInput(test.seed, input), "u, ", type.shape.elements(), ", ", target);
  }

  const ir::Program& program_;
  const std::string& name_;
  json cases_ = json::array(), arrays_ = json::array();
  std::set<ir::ElemType> generated_;
  bool literal_inputs_ = false;
};

}  // namespace

std::vector<std::string> SeededInputs(absl::Span<const ir::ProgramEdge> inputs, uint32_t seed) {
  std::vector<std::string> all;
  for (size_t i = 0; i < inputs.size(); ++i) {
    const ir::TensorType& type = inputs[i].type;
    Sequence sequence(StateOfInput(seed, i));
    std::string bytes;
    for (int64_t n = type.shape.elements(); n > 0; --n) AppendNext(type.elem, &sequence, &bytes);
    all.push_back(std::move(bytes));
  }
  return all;
}

std::string SelftestSource(const ir::Program& program, const std::string& name,
                           const std::vector<SelftestCase>& cases) {
  SelftestView view(program, name);
  for (const SelftestCase& test : cases) view.AddCase(test);
  return FillTemplate("selftest.cc.mustache", view.Take());
}

}  // namespace iegen::emit
