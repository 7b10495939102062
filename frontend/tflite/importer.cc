#include "frontend/tflite/importer.h"

#include "frontend/tflite/domain.h"
#include "frontend/tflite/model.h"
#include "frontend/tflite/problems.h"
#include "frontend/tflite/subgraph_reader.h"
#include "ir/verify.h"

namespace iegen::frontend::tflite {
namespace {

absl::StatusOr<ir::Graph> ReadModel(const Model& model, Values values,
                                    const ImportOptions& options) {
  ImportContext context(model, options);
  context.values = values;
  const absl::Status domain =
      values == Values::kReal ? CheckFloatDomain(model) : CheckDomain(model);
  context.problems.Add(domain);
  context.names_only = !domain.ok();
  SubgraphReader reader(model, 0, &context);
  context.open.push_back(0);
  reader.ReadInputs();
  reader.ReadOperators();
  context.graph.outputs() = reader.ReadOutputs();
  if (values == Values::kStored && context.problems.first().ok()) {
    context.problems.Add(ir::Verify(context.graph, ir::Stage::kImported));
  }
  if (!context.problems.first().ok()) return context.problems.first();
  return std::move(context.graph);
}

// The verifier and the generated accessors read numbers in place.
bool IsAligned(absl::string_view bytes) {
  return reinterpret_cast<uintptr_t>(bytes.data()) % 16 == 0;
}

absl::StatusOr<ir::Graph> ReadFile(absl::string_view bytes, Values values,
                                   const ImportOptions& options) {
  std::string copy;
  if (!IsAligned(bytes)) {
    copy = std::string(bytes);
    bytes = copy;
  }
  const absl::StatusOr<Model> model = Model::Open(bytes);
  if (!model.ok()) {
    Problems problems(options);
    problems.Add(model.status());
    return problems.first();
  }
  return ReadModel(*model, values, options);
}

}  // namespace

absl::StatusOr<ir::Graph> ImportTflite(absl::string_view bytes, const ImportOptions& options) {
  return ReadFile(bytes, Values::kStored, options);
}

absl::StatusOr<ir::Graph> ImportFloatTflite(absl::string_view bytes, const ImportOptions& options) {
  return ReadFile(bytes, Values::kReal, options);
}

}  // namespace iegen::frontend::tflite
