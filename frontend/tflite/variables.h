// The variables of a model: what VAR_HANDLE names, and which type the operators on it give it.
#ifndef IEGEN_FRONTEND_TFLITE_VARIABLES_H_
#define IEGEN_FRONTEND_TFLITE_VARIABLES_H_

#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "frontend/tflite/model.h"
#include "ir/graph.h"

namespace iegen::frontend::tflite {

class Variables {
 public:
  // Looks through all graphs of the file: a variable has the type of the first tensor that is read
  // from it or assigned to it.
  explicit Variables(const Model& model);

  // The variable that VAR_HANDLE operator `op` names, in `graph`; made at its first mention,
  // without an initial value. kNoValue where no operator reads or assigns it. Errors: of its type.
  absl::StatusOr<ir::ValueId> Get(const schema::Operator& op, ir::Graph* graph);

 private:
  using Key = std::pair<std::string, std::string>;  // container, shared name
  struct Variable {
    const schema::Tensor* tensor = nullptr;  // of its type
    ir::ValueId id = ir::kNoValue;
  };

  static Key KeyOf(const schema::Operator& op);
  void Scan(const Model& model);

  std::map<Key, Variable> variables_;
};

// Whether operator `op` is `code`.
bool IsBuiltin(const Model& model, const schema::Operator& op, schema::BuiltinOperator code);

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_VARIABLES_H_
