#include "frontend/onnx/model.h"

#include "absl/strings/str_cat.h"
#include "base/text.h"

namespace iegen::frontend::onnx {
namespace {

bool IsOwnDomain(const std::string& domain) { return domain.empty() || domain == "ai.onnx"; }

constexpr absl::string_view kExportAgain =
    "export the model again, for example by torch.onnx.export(..., opset_version=20)";

}  // namespace

absl::StatusOr<Model> Model::Open(absl::string_view bytes) {
  Model model;
  if (!model.proto_.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Error("the file is no ONNX model, or it is truncated or damaged (protobuf)")
        .Hint("fetch the file again, and check its size and hash");
  }
  const onnx_subset::Graph& graph = model.proto_.graph();
  if (!model.proto_.has_graph() || (graph.node_size() == 0 && graph.output_size() == 0)) {
    return Error("the ONNX file has no graph").Hint(kExportAgain);
  }
  IEGEN_RETURN_IF_ERROR(model.ReadOpsets());
  if (graph.output_size() == 0) return Error("the model has no outputs").Hint(kExportAgain);
  IEGEN_RETURN_IF_ERROR(model.IndexInitializers());
  return model;
}

absl::Status Model::ReadOpsets() {
  bool found = false;
  for (const onnx_subset::OperatorSet& set : proto_.opset_import()) {
    if (!IsOwnDomain(set.domain())) continue;
    opset_ = set.version();
    found = true;
  }
  if (!found) {
    return Error("the model does not say which opset (version of the operators) it uses")
        .Hint(kExportAgain);
  }
  if (opset_ >= kOldestOpset && opset_ <= kNewestOpset) return absl::OkStatus();
  return Unsupported(absl::StrCat("opset ", opset_))
      .Why(absl::StrCat("opsets ", kOldestOpset, " to ", kNewestOpset, " are read"))
      .Hint(kExportAgain);
}

absl::Status Model::IndexInitializers() {
  for (int i = 0; i < graph().initializer_size(); ++i) {
    const std::string& name = graph().initializer(i).name();
    if (initializers_.emplace(name, i).second) continue;
    return Error(absl::StrCat("initializer ", Quoted(name), " is defined twice"));
  }
  return absl::OkStatus();
}

const onnx_subset::Tensor* Model::Initializer(const std::string& name) const {
  const auto found = initializers_.find(name);
  return found == initializers_.end() ? nullptr : &graph().initializer(found->second);
}

std::string FullName(const onnx_subset::Node& node) {
  if (IsOwnDomain(node.domain())) return node.op_type();
  return absl::StrCat(node.domain(), ".", node.op_type());
}

OperatorPlace PlaceOf(const onnx_subset::Node& node, int index) {
  std::string name = node.name();
  if (name.empty() && node.output_size() > 0) name = node.output(0);
  return {index, FullName(node), std::move(name)};
}

}  // namespace iegen::frontend::onnx
