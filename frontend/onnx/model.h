// An ONNX file that has been parsed, and the names in it.
#ifndef IEGEN_FRONTEND_ONNX_MODEL_H_
#define IEGEN_FRONTEND_ONNX_MODEL_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/status.h"
#include "onnx_subset.pb.h"

namespace iegen::frontend::onnx {

constexpr int64_t kOldestOpset = 11, kNewestOpset = 22;

class Model {
 public:
  // Errors: no ONNX model, an operator set that is not read, a name that stands for two things.
  static absl::StatusOr<Model> Open(absl::string_view bytes);

  const onnx_subset::Graph& graph() const { return proto_.graph(); }
  int64_t opset() const { return opset_; }
  // The stored tensor of this name, or null.
  const onnx_subset::Tensor* Initializer(const std::string& name) const;

 private:
  absl::Status ReadOpsets();
  absl::Status IndexInitializers();

  onnx_subset::Model proto_;
  int64_t opset_ = 0;
  absl::flat_hash_map<std::string, int> initializers_;  // name to index
};

// The operator's name with its domain, unless that is ONNX's own: "Conv", "com.microsoft.QGemm".
std::string FullName(const onnx_subset::Node& node);

// Node `index` of the file, as messages name it; nodes without a name go by their first output.
OperatorPlace PlaceOf(const onnx_subset::Node& node, int index);

}  // namespace iegen::frontend::onnx

#endif  // IEGEN_FRONTEND_ONNX_MODEL_H_
