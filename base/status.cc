#include "base/status.h"

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/types/optional.h"
#include "base/text.h"

namespace iegen {
namespace {

constexpr absl::string_view kPayload = "iegen/diagnostic";
// Separates the fields of the payload; Escaped() keeps it out of every field.
constexpr char kSeparator = '\x1f';

absl::StatusCode CodeOf(DiagnosticKind kind) {
  switch (kind) {
    case DiagnosticKind::kUnsupported:
      return absl::StatusCode::kUnimplemented;
    case DiagnosticKind::kCondition:
      return absl::StatusCode::kFailedPrecondition;
    case DiagnosticKind::kInternal:
      return absl::StatusCode::kInternal;
    case DiagnosticKind::kError:
    case DiagnosticKind::kWarning:
      break;
  }
  return absl::StatusCode::kInvalidArgument;
}

std::string Pack(const Diagnostic& d) {
  std::vector<std::string> fields = {absl::StrCat(static_cast<int>(d.kind)),
                                     d.what,
                                     d.file,
                                     absl::StrCat(d.operator_index),
                                     d.operator_name,
                                     d.layer,
                                     d.hint};
  fields.insert(fields.end(), d.why.begin(), d.why.end());
  for (std::string& field : fields) field = Escaped(field);
  return absl::StrJoin(fields, std::string(1, kSeparator));
}

Diagnostic Unpack(absl::string_view packed) {
  std::vector<std::string> fields = absl::StrSplit(packed, kSeparator);
  Diagnostic d;
  d.kind = static_cast<DiagnosticKind>(std::stoi(fields[0]));
  d.what = fields[1];
  d.file = fields[2];
  d.operator_index = std::stoi(fields[3]);
  d.operator_name = fields[4];
  d.layer = fields[5];
  d.hint = fields[6];
  d.why.assign(fields.begin() + 7, fields.end());
  return d;
}

// `what` names `word` already, and not as a part of another name.
bool Names(absl::string_view what, absl::string_view word) {
  const auto inside = [](char c) {
    return absl::ascii_isalnum(static_cast<uint8_t>(c)) || c == '_';
  };
  for (size_t at = what.find(word); at != absl::string_view::npos; at = what.find(word, at + 1)) {
    const size_t end = at + word.size();
    if ((at == 0 || !inside(what[at - 1])) && (end == what.size() || !inside(what[end])))
      return true;
  }
  return false;
}

std::string Place(const Diagnostic& d) {
  std::string text = absl::StartsWith(d.what, d.file) ? "" : Escaped(d.file);
  if (d.operator_index >= 0) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", "operator ", d.operator_index);
    if (!d.operator_name.empty() && !Names(d.what, d.operator_name)) {
      absl::StrAppend(&text, " ", Escaped(d.operator_name));
    }
    if (!d.layer.empty()) absl::StrAppend(&text, " ", Quoted(d.layer));
  }
  return text.empty() ? text : absl::StrCat(" (", text, ")");
}

}  // namespace

absl::string_view KindName(DiagnosticKind kind) {
  switch (kind) {
    case DiagnosticKind::kUnsupported:
      return "unsupported";
    case DiagnosticKind::kWarning:
      return "warning";
    case DiagnosticKind::kInternal:
      return "internal";
    case DiagnosticKind::kError:
    case DiagnosticKind::kCondition:
      break;
  }
  return "error";
}

std::string Render(const Diagnostic& d) {
  std::string text = absl::StrCat(KindName(d.kind), ": ", Escaped(d.what), Place(d));
  for (const std::string& line : d.why) absl::StrAppend(&text, "\n  ", Escaped(line));
  if (!d.hint.empty()) absl::StrAppend(&text, "\n  hint: ", Escaped(d.hint));
  return text;
}

absl::Status ToStatus(const Diagnostic& diagnostic) {
  absl::Status status(CodeOf(diagnostic.kind), Render(diagnostic));
  status.SetPayload(kPayload, absl::Cord(Pack(diagnostic)));
  return status;
}

Diagnostic ToDiagnostic(const absl::Status& status) {
  if (absl::optional<absl::Cord> payload = status.GetPayload(kPayload)) {
    return Unpack(std::string(*payload));
  }
  Diagnostic d;
  d.kind = DiagnosticKind::kInternal;
  d.what = std::string(status.message());
  return d;
}

DiagnosticBuilder::DiagnosticBuilder(DiagnosticKind kind, absl::string_view what) {
  diagnostic_.kind = kind;
  diagnostic_.what = std::string(what);
}

DiagnosticBuilder&& DiagnosticBuilder::Why(absl::string_view line) && {
  diagnostic_.why.emplace_back(line);
  return std::move(*this);
}

DiagnosticBuilder&& DiagnosticBuilder::Hint(absl::string_view text) && {
  diagnostic_.hint = std::string(text);
  return std::move(*this);
}

DiagnosticBuilder Error(absl::string_view what) { return {DiagnosticKind::kError, what}; }
DiagnosticBuilder Unsupported(absl::string_view what) {
  return {DiagnosticKind::kUnsupported, what};
}
DiagnosticBuilder Condition(absl::string_view what) { return {DiagnosticKind::kCondition, what}; }
DiagnosticBuilder Internal(absl::string_view what) { return {DiagnosticKind::kInternal, what}; }

absl::Status WithOperator(const absl::Status& status, const OperatorPlace& place) {
  if (status.ok()) return status;
  Diagnostic d = ToDiagnostic(status);
  if (d.operator_index >= 0) return status;
  d.operator_index = place.index;
  d.operator_name = place.name;
  d.layer = place.layer;
  return ToStatus(d);
}

absl::Status WithFile(const absl::Status& status, absl::string_view file) {
  if (status.ok()) return status;
  Diagnostic d = ToDiagnostic(status);
  if (d.file.empty()) d.file = std::string(file);
  return ToStatus(d);
}

absl::Status WithWhy(const absl::Status& status, absl::string_view line) {
  if (status.ok()) return status;
  Diagnostic d = ToDiagnostic(status);
  d.why.emplace_back(line);
  return ToStatus(d);
}

}  // namespace iegen
