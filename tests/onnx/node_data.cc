#include "tests/onnx/node_data.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status.h"

namespace iegen::tests {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kOldest = 11;  // opset that iegen reads

absl::StatusOr<std::vector<onnx_subset::Tensor>> ReadTensors(const std::string& stem, int count) {
  std::vector<onnx_subset::Tensor> tensors;
  for (int i = 0; i < count; ++i) {
    IEGEN_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(absl::StrCat(stem, i, ".pb")));
    tensors.emplace_back();
    if (!tensors.back().ParseFromString(bytes)) return Error(absl::StrCat(stem, i, " is damaged"));
  }
  return tensors;
}

// Operators whose further outputs only training reads: the first one counts.
void KeepFirstOutput(NodeCase* c) {
  constexpr absl::string_view kStems[] = {"test_batchnorm_", "test_dropout_",
                                          "test_layer_normalization_", "test_maxpool_with_argmax",
                                          "test_training_dropout"};
  const bool wanted =
      std::any_of(std::begin(kStems), std::end(kStems),
                  [&](absl::string_view stem) { return absl::StartsWith(c->name, stem); });
  onnx_subset::Graph& graph = *c->model.mutable_graph();
  if (!wanted || graph.node_size() != 1) return;
  const std::string first = graph.output(0).name();
  graph.mutable_node(0)->clear_output();
  graph.mutable_node(0)->add_output(first);
  graph.mutable_output()->DeleteSubrange(1, graph.output_size() - 1);
  c->out.resize(1);
}

template <class Values>
bool AllTensors(const Values& values) {
  return std::all_of(values.begin(), values.end(),
                     [](const auto& value) { return value.type().has_tensor_type(); });
}

}  // namespace

std::vector<std::string> NodeCases(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

absl::StatusOr<NodeCase> ReadNodeCase(const std::string& folder, const std::string& name) {
  NodeCase c;
  c.name = name;
  const std::string base = absl::StrCat(folder, "/", name);
  IEGEN_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(base + "/model.onnx"));
  if (!c.model.ParseFromString(bytes)) return Error("the model is damaged");
  const onnx_subset::Graph& graph = c.model.graph();
  if (!AllTensors(graph.input()) || !AllTensors(graph.output())) {
    return Unsupported("inputs or outputs that are no tensors");
  }
  const std::string data = base + "/test_data_set_0/";
  IEGEN_ASSIGN_OR_RETURN(c.in, ReadTensors(data + "input_", graph.input_size()));
  IEGEN_ASSIGN_OR_RETURN(c.out, ReadTensors(data + "output_", graph.output_size()));
  // Operators that have not changed since then are recorded with the opset that they came with.
  for (onnx_subset::OperatorSet& set : *c.model.mutable_opset_import()) {
    if (set.domain().empty()) set.set_version(std::max(set.version(), kOldest));
  }
  KeepFirstOutput(&c);
  return c;
}

bool IsInput(const NodeCase& c, size_t i, Given given) {
  constexpr int32_t kFloat = 1, kUint8 = 2, kInt8 = 3;
  const int32_t type = c.in[i].data_type();
  const bool possible = type == kFloat || type == kUint8 || type == kInt8;
  return possible && (given == Given::kAll || (given == Given::kFirst && i == 0));
}

onnx_subset::Model WithConstants(const NodeCase& c, Given given) {
  onnx_subset::Model model = c.model;
  for (size_t i = 0; i < c.in.size(); ++i) {
    if (IsInput(c, i, given)) continue;
    onnx_subset::Tensor& constant = *model.mutable_graph()->add_initializer();
    constant = c.in[i];
    constant.set_name(model.graph().input(static_cast<int>(i)).name());
  }
  return model;
}

}  // namespace iegen::tests
