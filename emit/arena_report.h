// The arena as the report has it: buffers with offsets and lifetimes, pools, and what runs row by
// row.
#ifndef IEGEN_EMIT_ARENA_REPORT_H_
#define IEGEN_EMIT_ARENA_REPORT_H_

#include "emit/figures.h"
#include "ir/program.h"
#include "nlohmann/json.hpp"

namespace iegen::emit {

nlohmann::ordered_json ArenaJson(const ir::Program& program, const Figures& figures);

// The name of a buffer's pool, or null where there are no pools.
nlohmann::ordered_json PoolJson(const ir::Program& program, const ir::Buffer& buffer);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_ARENA_REPORT_H_
