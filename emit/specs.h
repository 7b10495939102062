// How calls bind their kernels: spec structs at compile time, or one struct at run time that
// several calls share.
#ifndef IEGEN_EMIT_SPECS_H_
#define IEGEN_EMIT_SPECS_H_

#include <string>
#include <vector>

#include "emit/names.h"
#include "ir/program.h"

namespace iegen::emit {

struct CallBinding {
  std::string callee;  // as in "iegen::Conv2dS8" or "Conv2dS8Shared"
  std::string spec;    // first argument, as in "Conv1Spec{}" or "kConv1Spec"
};

struct SpecCode {
  std::string definitions;            // of everything that the bindings name
  std::vector<CallBinding> bindings;  // one for each call
};

// Equal specs share one struct, equal functions at run time one body. New names come from `names`.
SpecCode PrintSpecs(const ir::Program& program, UniqueNames* names);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_SPECS_H_
