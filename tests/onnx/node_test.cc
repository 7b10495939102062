// ONNX's own test data as the judge of the importer, of constants that are computed when compiling,
// and of the evaluator on real values. What is refused has to be in refused.txt, with words of the
// message; operators that iegen does not know need no line there.
#include <cmath>
#include <cstring>
#include <iostream>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/file.h"
#include "frontend/calibrate/float_evaluator.h"
#include "frontend/frontend.h"
#include "frontend/onnx/importer.h"
#include "frontend/onnx/op_table.h"
#include "gtest/gtest.h"
#include "ir/eval/evaluator.h"
#include "tests/onnx/node_data.h"

namespace iegen::tests {
namespace {

using frontend::calibrate::FloatEvaluator;
using frontend::onnx::HostTensor;

constexpr char kFolder[] = "/usr/share/libonnx-testdata/data/node";

// Erf, and what contains it, is a fit that is right to 5e-5.
constexpr float kAbsolute = 6e-5f, kRelative = 1e-3f;

absl::StatusOr<std::vector<float>> NumbersOf(const onnx_subset::Tensor& tensor) {
  const absl::StatusOr<HostTensor> host = frontend::onnx::ReadTensor(tensor, "");
  if (!host.ok()) return host.status();
  return frontend::onnx::FloatsOf(*host);
}

// "", or where the numbers part.
std::string Difference(const std::vector<float>& wanted, const std::vector<float>& given,
                       float absolute) {
  if (wanted.size() != given.size()) {
    return absl::StrCat("gives ", given.size(), " numbers, expected ", wanted.size());
  }
  for (size_t i = 0; i < wanted.size(); ++i) {
    const bool near = std::abs(wanted[i] - given[i]) <= absolute + kRelative * std::abs(wanted[i]);
    const bool both_nan = std::isnan(wanted[i]) && std::isnan(given[i]);
    if (near || both_nan || wanted[i] == given[i]) continue;
    return absl::StrCat("number ", i, " is ", given[i], ", expected ", wanted[i]);
  }
  return "";
}

// What came of one way to give the inputs: refused with a message, or wrong, or neither.
struct Outcome {
  std::string refused, wrong;
};

Outcome RunReal(const NodeCase& c, Given given) {
  const std::string bytes = WithConstants(c, given).SerializeAsString();
  const absl::StatusOr<ir::Graph> graph = frontend::onnx::ImportOnnx(bytes, {"m.onnx"});
  if (!graph.ok()) return {std::string(graph.status().message()), ""};
  absl::StatusOr<FloatEvaluator> evaluator = FloatEvaluator::Create(*graph);
  if (!evaluator.ok()) return {"", std::string(evaluator.status().message())};
  std::vector<std::vector<float>> inputs;
  for (size_t i = 0; i < c.in.size(); ++i) {
    if (IsInput(c, i, given)) inputs.push_back(*NumbersOf(c.in[i]));
  }
  const absl::Status run = evaluator->Run(inputs);
  if (!run.ok()) return {"", std::string(run.message())};
  for (size_t i = 0; i < c.out.size(); ++i) {
    const absl::StatusOr<std::vector<float>> wanted = NumbersOf(c.out[i]);
    if (!wanted.ok()) return {std::string(wanted.status().message()), ""};
    std::string wrong = Difference(*wanted, evaluator->Elements(graph->outputs()[i]), kAbsolute);
    if (!wrong.empty()) return {"", absl::StrCat("output ", i, ": ", wrong)};
  }
  return {};
}

bool IsQuantised(const NodeCase& c) {
  for (const onnx_subset::Node& node : c.model.graph().node()) {
    if (absl::StrContains(node.op_type(), "QLinear") ||
        absl::StrContains(node.op_type(), "quantizeLinear") || node.op_type() == "QuantizeLinear") {
      return true;
    }
  }
  return false;
}

std::string BytesOf(const onnx_subset::Tensor& tensor) {
  const absl::StatusOr<HostTensor> host = frontend::onnx::ReadTensor(tensor, "");
  return host.ok() ? *host->data : "";
}

// The integers of the engine: at most one step from the recorded ones.
Outcome RunIntegers(const NodeCase& c) {
  const std::string bytes = WithConstants(c, Given::kFirst).SerializeAsString();
  const absl::StatusOr<ir::Graph> graph = frontend::Import(bytes, {"m.onnx"});
  if (!graph.ok()) return {std::string(graph.status().message()), ""};
  absl::StatusOr<Evaluator> evaluator = Evaluator::Create(*graph);
  if (!evaluator.ok()) return {"", std::string(evaluator.status().message())};
  const absl::StatusOr<std::vector<std::string>> out = evaluator->Run({BytesOf(c.in[0])});
  if (!out.ok()) return {"", std::string(out.status().message())};
  onnx_subset::Tensor given = c.out[0];
  given.clear_float_data();
  given.clear_int32_data();
  given.set_raw_data((*out)[0]);
  const absl::StatusOr<std::vector<float>> numbers = NumbersOf(given);
  if (!numbers.ok()) return {"", std::string(numbers.status().message())};
  return {"", Difference(*NumbersOf(c.out[0]), *numbers, 1)};
}

// Rows "NAME WORDS": NAME may end with a star.
class Refusals {
 public:
  explicit Refusals(const std::string& text) {
    for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipWhitespace())) {
      if (absl::StartsWith(line, "#")) continue;
      const std::pair<std::string, std::string> row = absl::StrSplit(line, absl::MaxSplits(' ', 1));
      rows_.push_back(row);
    }
  }

  // The words for a case, or null.
  const std::string* Find(const std::string& name) {
    for (const auto& [pattern, words] : rows_) {
      absl::string_view stem = pattern;
      const bool matches =
          absl::ConsumeSuffix(&stem, "*") ? absl::StartsWith(name, stem) : name == pattern;
      if (!matches) continue;
      used_.insert(pattern);
      return &words;
    }
    return nullptr;
  }

  std::vector<std::string> Unused() const {
    std::vector<std::string> unused;
    for (const auto& row : rows_) {
      if (!used_.contains(row.first)) unused.push_back(row.first);
    }
    return unused;
  }

 private:
  std::vector<std::pair<std::string, std::string>> rows_;
  std::set<std::string> used_;
};

// An operator that is in no list of iegen's: the importer says so, and that is all there is to it.
bool HasUnknownOperator(const NodeCase& c) {
  for (const onnx_subset::Node& node : c.model.graph().node()) {
    const std::string name =
        node.domain().empty() ? node.op_type() : absl::StrCat(node.domain(), ".", node.op_type());
    if (!frontend::onnx::CheckSupported(name).ok()) return true;
  }
  return false;
}

class NodeTest : public testing::Test {
 protected:
  // All ways in which a case can be read have to be right, and there has to be one.
  void Judge(const NodeCase& c, Refusals* refusals) {
    std::string refused;
    int read = 0;
    std::vector<Outcome> outcomes = {RunReal(c, Given::kFirst), RunReal(c, Given::kAll),
                                     RunReal(c, Given::kNone)};
    if (IsQuantised(c)) outcomes.push_back(RunIntegers(c));
    for (const Outcome& outcome : outcomes) {
      EXPECT_EQ(outcome.wrong, "") << c.name;
      read += outcome.refused.empty() ? 1 : 0;
      if (refused.empty()) refused = outcome.refused;
    }
    const std::string* words = refusals->Find(c.name);
    if (read > 0) {
      ++read_;
      EXPECT_EQ(words, nullptr) << c.name << " is read, though refused.txt has it";
    } else if (words == nullptr) {
      ADD_FAILURE() << c.name << " is refused: " << refused;
    } else {
      ++refused_;
      EXPECT_TRUE(absl::StrContains(refused, *words)) << c.name << ": " << refused;
    }
  }

  int read_ = 0, refused_ = 0, unknown_ = 0;
};

TEST_F(NodeTest, AllOperatorsGiveWhatOnnxRecorded) {
  const std::vector<std::string> names = NodeCases(kFolder);
  if (names.empty()) GTEST_SKIP() << kFolder << " is not there (package libonnx-testdata)";
  const absl::StatusOr<std::string> list = ReadFile("tests/onnx/refused.txt");
  ASSERT_TRUE(list.ok()) << list.status();
  Refusals refusals(*list);
  for (const std::string& name : names) {
    const absl::StatusOr<NodeCase> c = ReadNodeCase(kFolder, name);
    if (!c.ok() || HasUnknownOperator(*c)) {
      ++unknown_;
    } else {
      Judge(*c, &refusals);
    }
  }
  for (const std::string& name : refusals.Unused()) {
    ADD_FAILURE() << "refused.txt has '" << name << "', which is no case";
  }
  std::cout << read_ << " cases are read and right, " << refused_ << " are refused as listed, "
            << unknown_ << " have operators that are not known" << std::endl;
}

}  // namespace
}  // namespace iegen::tests
