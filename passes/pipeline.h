// Which passes a compilation runs, in which order.
#ifndef IEGEN_PASSES_PIPELINE_H_
#define IEGEN_PASSES_PIPELINE_H_

#include "passes/pass_manager.h"

namespace iegen::passes {

// From the graph of an importer to one that can be lowered (ir::Stage::kTarget).
Pipeline DefaultPipeline();

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_PIPELINE_H_
