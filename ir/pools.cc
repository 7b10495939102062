#include "ir/pools.h"

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen::ir {

absl::Status CheckPools(const Program& program) {
  if (program.pools.empty()) return absl::OkStatus();
  int64_t end = 0;
  for (const Pool& pool : program.pools) {
    if (pool.begin != end || pool.bytes < 0 || pool.begin % program.arena_alignment != 0) {
      return Internal(absl::StrCat("pool ", Quoted(pool.name), " does not begin where it should"));
    }
    end += pool.bytes;
  }
  if (end != program.arena_bytes) return Internal("the pools are not the arena");
  for (const Buffer& buffer : program.buffers) {
    const Pool& pool = program.pools[static_cast<size_t>(program.PoolOf(buffer))];
    if (buffer.offset + buffer.bytes <= pool.begin + pool.bytes) continue;
    return Internal(absl::StrCat("buffer ", Quoted(buffer.name), " leaves its pool"));
  }
  return absl::OkStatus();
}

}  // namespace iegen::ir
