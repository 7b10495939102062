#include "frontend/tflite/importer.h"

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/tflite/domain.h"
#include "frontend/tflite/model.h"
#include "frontend/tflite/op_table.h"
#include "frontend/tflite/operator_reader.h"
#include "frontend/tflite/tensors.h"
#include "frontend/tflite/unsupported.h"
#include "frontend/tflite/wiring.h"
#include "ir/verify.h"

namespace iegen::frontend::tflite {
namespace {

constexpr size_t kMostPlaces = 9;  // of operators that one message names

// Collects problems; import goes on behind each.
class Problems {
 public:
  explicit Problems(const ImportOptions& options) : options_(options) {}

  void Add(const absl::Status& status) {
    if (status.ok()) return;
    const absl::Status located = WithFile(status, options_.file);
    first_.Update(located);
    if (options_.problems != nullptr) options_.problems->push_back(located);
  }
  const absl::Status& first() const { return first_; }

 private:
  const ImportOptions& options_;
  absl::Status first_;
};

using KindKey = std::tuple<int32_t, int32_t, std::string>;
KindKey KeyOf(const OperatorKind& kind) { return {kind.code, kind.version, kind.custom}; }

// For each kind of operator that is not read, where it stands.
std::map<KindKey, std::vector<size_t>> FindUnsupported(const Model& model) {
  std::map<KindKey, std::vector<size_t>> found;
  for (size_t i = 0; i < model.operator_count(); ++i) {
    const absl::StatusOr<OperatorKind> kind = model.KindOf(model.op(i));
    if (kind.ok() && !CheckSupported(*kind).ok()) found[KeyOf(*kind)].push_back(i);
  }
  return found;
}

class Importer {
 public:
  Importer(const Model& model, const ImportOptions& options)
      : model_(model),
        file_(options.file),
        problems_(options),
        wiring_(model),
        values_(model.tensor_count(), kUnread),
        unsupported_(FindUnsupported(model)) {}

  absl::StatusOr<ir::Graph> Run();

 private:
  static constexpr ir::ValueId kUnread = -2, kBroken = -3;

  void ReadInputs();
  void ReadOperator(size_t index);
  void ReadOutputs();
  absl::Status OncePerKind(const absl::Status& status, size_t index, const OperatorKind& kind);
  absl::Status ReadKnownOperator(size_t index, const OperatorKind& kind);
  ir::Location LocationOf(size_t index, const OperatorKind& kind) const;
  absl::Status ReadTensors(absl::Span<const int32_t> tensors, std::vector<ir::ValueId>* ids);
  absl::StatusOr<ir::ValueId> ReadTensor(int32_t index);
  void AddData(ir::ValueId id, absl::string_view data);

  const Model& model_;
  const std::string& file_;
  Problems problems_;
  Wiring wiring_;
  ir::Graph graph_;
  // For each tensor of the file: its value, or why it has none.
  std::vector<ir::ValueId> values_;
  // Tensors that share a buffer share its copy.
  std::map<const char*, ir::ConstantData> data_;
  // Operators that are not read, by kind.
  std::map<KindKey, std::vector<size_t>> unsupported_;
  // Whole-model fault: operators are looked at by name alone.
  bool names_only_ = false;
};

void Importer::AddData(ir::ValueId id, absl::string_view data) {
  ir::ConstantData& copy = data_[data.data()];
  if (copy == nullptr) copy = std::make_shared<const std::string>(data);
  graph_.value(id).data = copy;
}

absl::StatusOr<ir::ValueId> Importer::ReadTensor(int32_t index) {
  const schema::Tensor& tensor = *model_.tensor(index);
  const std::string name = TensorText(model_, index);
  IEGEN_ASSIGN_OR_RETURN(ir::TensorType type, TypeOf(tensor, name));
  const absl::StatusOr<absl::string_view> data = model_.DataOf(tensor);
  IEGEN_RETURN_IF_ERROR(AboutTensor(data.status(), name));
  if (!data->empty()) {
    IEGEN_RETURN_IF_ERROR(CheckContents(type, *data, name));
    // The scales of a bias follow from those of input and filter.
    if (type.elem == ir::ElemType::kInt32) type.quant = {};
  }
  const absl::string_view original = NameOf(tensor);
  const ir::ValueId id = graph_.AddValue(ShortName(original), std::move(type));
  ir::Value& value = graph_.value(id);
  value.original = original == value.name ? "" : std::string(original);
  if (!data->empty()) AddData(id, *data);
  return id;
}

// Reports a broken tensor once; operators that use it are then left out silently, by an empty list.
absl::Status Importer::ReadTensors(absl::Span<const int32_t> tensors,
                                   std::vector<ir::ValueId>* ids) {
  for (int32_t index : tensors) {
    if (index == -1) {
      ids->push_back(ir::kNoValue);
      continue;
    }
    ir::ValueId& value = values_[static_cast<size_t>(index)];
    if (value == kUnread) {
      const absl::StatusOr<ir::ValueId> read = ReadTensor(index);
      value = read.ok() ? *read : kBroken;
      IEGEN_RETURN_IF_ERROR(read.status());
    }
    if (value == kBroken) return absl::CancelledError();
    ids->push_back(value);
  }
  return absl::OkStatus();
}

void Importer::ReadInputs() {
  const absl::Status wired = wiring_.CheckInputs();
  problems_.Add(wired);
  if (!wired.ok() || names_only_) return;
  for (int32_t index : model_.inputs()) {
    std::vector<ir::ValueId> id;
    const absl::Status status = ReadTensors({index}, &id);
    problems_.Add(status);
    if (status.ok()) graph_.inputs().push_back(id[0]);
  }
}

ir::Location Importer::LocationOf(size_t index, const OperatorKind& kind) const {
  const absl::Span<const int32_t> out = OutputsOf(model_.op(index));
  const schema::Tensor* first = out.empty() ? nullptr : model_.tensor(out[0]);
  const std::string layer(first == nullptr ? absl::string_view() : NameOf(*first));
  return {file_, {{static_cast<int32_t>(index), kind.name, layer}}};
}

absl::Status Importer::ReadKnownOperator(size_t index, const OperatorKind& kind) {
  const schema::Operator& op = model_.op(index);
  OperatorParts parts{&op, &kind, {}, {}, LocationOf(index, kind)};
  IEGEN_RETURN_IF_ERROR(ReadTensors(InputsOf(op), &parts.in));
  IEGEN_RETURN_IF_ERROR(ReadTensors(OutputsOf(op), &parts.out));
  OperatorReader reader(&graph_, std::move(parts));
  return FindOperator(kind.code)->import(reader);
}

// One message for all operators of a kind: the first gets it, with the places of the others.
absl::Status Importer::OncePerKind(const absl::Status& status, size_t index,
                                   const OperatorKind& kind) {
  const std::vector<size_t>& places = unsupported_[KeyOf(kind)];
  if (places.front() != index) return absl::CancelledError();
  if (places.size() == 1) return status;
  const size_t shown = std::min<size_t>(places.size(), kMostPlaces);
  const absl::Span<const size_t> others = absl::MakeConstSpan(places).subspan(1, shown - 1);
  return WithWhy(status,
                 absl::StrCat("there are ", places.size(), " of them: the others are ",
                              absl::StrJoin(others, ", "), shown < places.size() ? ", ..." : ""));
}

void Importer::ReadOperator(size_t index) {
  const absl::StatusOr<OperatorKind> kind = model_.KindOf(model_.op(index));
  if (!kind.ok()) {
    wiring_.SkipOperator(index);
    problems_.Add(WithOperator(kind.status(), {static_cast<int>(index), "", ""}));
    return;
  }
  absl::Status status = CheckSupported(*kind);
  if (!status.ok() || names_only_) {
    wiring_.SkipOperator(index);
    if (!status.ok()) status = OncePerKind(status, index, *kind);
  } else {
    status = wiring_.CheckOperator(index);
    if (status.ok()) status = ExplainFloat(model_, index, ReadKnownOperator(index, *kind));
  }
  if (!absl::IsCancelled(status)) {
    problems_.Add(ir::WithLocation(status, LocationOf(index, *kind)));
  }
}

void Importer::ReadOutputs() {
  const absl::Status wired = wiring_.CheckOutputs();
  problems_.Add(wired);
  if (!wired.ok() || names_only_) return;
  const absl::Status status = ReadTensors(model_.outputs(), &graph_.outputs());
  if (!absl::IsCancelled(status)) problems_.Add(status);
}

absl::StatusOr<ir::Graph> Importer::Run() {
  const absl::Status domain = CheckDomain(model_);
  problems_.Add(domain);
  names_only_ = !domain.ok();
  ReadInputs();
  for (size_t i = 0; i < model_.operator_count(); ++i) ReadOperator(i);
  ReadOutputs();
  if (problems_.first().ok()) problems_.Add(ir::Verify(graph_, ir::Stage::kImported));
  if (!problems_.first().ok()) return problems_.first();
  return std::move(graph_);
}

// The verifier and the generated accessors read numbers in place.
bool IsAligned(absl::string_view bytes) {
  return reinterpret_cast<uintptr_t>(bytes.data()) % 16 == 0;
}

}  // namespace

absl::StatusOr<ir::Graph> ImportTflite(absl::string_view bytes, const ImportOptions& options) {
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
  return Importer(*model, options).Run();
}

}  // namespace iegen::frontend::tflite
