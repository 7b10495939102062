// Errors with a trail. A status of this project carries a Diagnostic: what is wrong, where in the
// user's model, why, and what to do about it. Layers add what they know on the way up; only the
// command line prints.
//
//   return Unsupported("CONV_2D with grouped filters")
//       .Why(absl::StrCat("input has ", in, " channels, filter has ", filter))
//       .Hint("split the convolution into one for each group");
#ifndef IEGEN_BASE_STATUS_H_
#define IEGEN_BASE_STATUS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace iegen {

// error: the model, the data or the flags are wrong. unsupported: valid, but not done yet.
// condition: done, but a limit or a comparison does not hold. internal: a defect of iegen.
enum class DiagnosticKind { kError, kUnsupported, kWarning, kCondition, kInternal };

struct Diagnostic {
  DiagnosticKind kind = DiagnosticKind::kError;
  std::string what;              // one line, lower case, no full stop
  std::string file;              // the model, empty when unknown
  int operator_index = -1;       // the file's own index, -1 when the fault is not in an operator
  std::string operator_name;     // the format's name, as in "CONV_2D"; may be empty
  std::string layer;             // the exporter's name, quoted and cut when printed
  std::vector<std::string> why;  // one line each
  std::string hint;              // text that can be pasted where there is any
};

// The printed form: "kind: what (file, operator 12 'layer')", indented reasons, hint. No final
// newline. Control characters of untrusted names are escaped.
std::string Render(const Diagnostic& diagnostic);

// The word that begins a printed diagnostic, as in "unsupported".
absl::string_view KindName(DiagnosticKind kind);

// A status whose message is Render() and whose payload is the diagnostic. kWarning is not allowed.
absl::Status ToStatus(const Diagnostic& diagnostic);

// The diagnostic of a status made by ToStatus(); any other failed status becomes kInternal with
// its message as `what`.
Diagnostic ToDiagnostic(const absl::Status& status);

// Builds a diagnostic in one expression; converts to absl::Status and absl::StatusOr<T>.
class DiagnosticBuilder {
 public:
  DiagnosticBuilder(DiagnosticKind kind, absl::string_view what);
  DiagnosticBuilder&& Why(absl::string_view line) &&;
  DiagnosticBuilder&& Hint(absl::string_view text) &&;
  operator absl::Status() const { return ToStatus(diagnostic_); }  // NOLINT: meant to convert
  template <class T>
  operator absl::StatusOr<T>() const {  // NOLINT: meant to convert
    return ToStatus(diagnostic_);
  }

 private:
  Diagnostic diagnostic_;
};

DiagnosticBuilder Error(absl::string_view what);
DiagnosticBuilder Unsupported(absl::string_view what);
DiagnosticBuilder Condition(absl::string_view what);
DiagnosticBuilder Internal(absl::string_view what);

// Where a fault lies in the user's model.
struct OperatorPlace {
  int index = -1;
  std::string name;   // of the operator, as the format writes it
  std::string layer;  // of this one, as the exporter wrote it
};

// Adds the operator, unless the status knows one already; OK stays OK.
absl::Status WithOperator(const absl::Status& status, const OperatorPlace& place);

// Adds the file, unless the status knows one already; OK stays OK.
absl::Status WithFile(const absl::Status& status, absl::string_view file);

// Adds a reason behind those that are there; OK stays OK.
absl::Status WithWhy(const absl::Status& status, absl::string_view line);

}  // namespace iegen

#define IEGEN_RETURN_IF_ERROR(expression)          \
  do {                                             \
    absl::Status iegen_status_ = (expression);     \
    if (!iegen_status_.ok()) return iegen_status_; \
  } while (false)

#define IEGEN_CONCAT_INNER(a, b) a##b
#define IEGEN_CONCAT(a, b) IEGEN_CONCAT_INNER(a, b)
#define IEGEN_ASSIGN_OR_RETURN(left, expression) \
  IEGEN_ASSIGN_OR_RETURN_INNER(IEGEN_CONCAT(iegen_or_, __LINE__), left, expression)
#define IEGEN_ASSIGN_OR_RETURN_INNER(name, left, expression) \
  auto name = (expression);                                  \
  if (!name.ok()) return std::move(name).status();           \
  left = *std::move(name)

#endif  // IEGEN_BASE_STATUS_H_
