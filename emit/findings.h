// What stands out in an engine: the report's verdict and findings.
#ifndef IEGEN_EMIT_FINDINGS_H_
#define IEGEN_EMIT_FINDINGS_H_

#include "emit/figures.h"
#include "emit/render.h"
#include "ir/program.h"
#include "nlohmann/json.hpp"

namespace iegen::emit {

// {"fits": bool, "text": one sentence, "exceeded": [{"figure", "value", "limit"}]}.
nlohmann::ordered_json VerdictJson(const Figures& figures, const Limits& limits);

// A list of {"kind", "text", "detail", "layers"}, layers by step. Kernels that a better one of the
// target could not replace come first, as "warning".
nlohmann::ordered_json FindingsJson(const ir::Program& program);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_FINDINGS_H_
