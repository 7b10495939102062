#include "tools/cli/memory_options.h"

#include <limits>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen::cli {
namespace {

// "64K"; nothing where it is no number, or no core has as much.
absl::optional<int64_t> NumberIn(absl::string_view text) {
  int64_t unit = 1;
  if (!text.empty()) {
    const char last = absl::ascii_toupper(static_cast<unsigned char>(text.back()));
    unit = last == 'K' ? 1024 : last == 'M' ? 1024 * 1024 : 1;
  }
  if (unit > 1) text.remove_suffix(1);
  int64_t number = 0;
  if (text.empty() || !absl::c_all_of(text, absl::ascii_isdigit)) return absl::nullopt;
  if (!absl::SimpleAtoi(text, &number)) return absl::nullopt;
  if (number > std::numeric_limits<int32_t>::max() / unit) return absl::nullopt;
  return number * unit;
}

// What stands before the last colon and what behind it.
struct Halves {
  absl::string_view before, behind;
};

absl::optional<Halves> CutAtLastColon(absl::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos) return absl::nullopt;
  return Halves{text.substr(0, colon), text.substr(colon + 1)};
}

absl::StatusOr<passes::MemoryPool> PoolIn(const std::string& text) {
  const absl::optional<Halves> halves = CutAtLastColon(text);
  const absl::optional<int64_t> bytes = halves ? NumberIn(halves->behind) : absl::nullopt;
  if (bytes && *bytes > 0 && !halves->before.empty()) {
    return passes::MemoryPool{std::string(halves->before), *bytes};
  }
  return Error(absl::StrCat("--pool=", Quoted(text), " is no name with a number of bytes"))
      .Hint("--pool=fast:64K --pool=slow:256K, the preferred one first");
}

bool IsPool(absl::string_view name, const std::vector<passes::MemoryPool>& pools) {
  return absl::c_any_of(pools, [&](const passes::MemoryPool& p) { return p.name == name; });
}

absl::StatusOr<passes::FixedTensor> FixedIn(const std::string& text,
                                            const std::vector<passes::MemoryPool>& pools) {
  const absl::optional<Halves> halves = CutAtLastColon(text);
  if (halves && IsPool(halves->behind, pools)) {
    return passes::FixedTensor{std::string(halves->before), std::string(halves->behind), {}};
  }
  const absl::optional<int64_t> offset = halves ? NumberIn(halves->behind) : absl::nullopt;
  if (!offset || halves->before.empty()) {
    return Error(absl::StrCat("--fix=", Quoted(text), " is no tensor with an offset"))
        .Hint("--fix=TENSOR:OFFSET; with pools --fix=TENSOR:POOL or --fix=TENSOR:POOL:OFFSET");
  }
  const absl::optional<Halves> names = CutAtLastColon(halves->before);
  if (names && IsPool(names->behind, pools)) {
    return passes::FixedTensor{std::string(names->before), std::string(names->behind), offset};
  }
  return passes::FixedTensor{std::string(halves->before), "", offset};
}

}  // namespace

absl::StatusOr<MemoryOptions> ParseMemoryOptions(const EngineOptions& options) {
  MemoryOptions memory;
  if (!options.pools.empty() && options.limits.ram_bytes != 0) {
    return Error("--pool and --ram-limit contradict each other: pools are limits")
        .Hint("leave out --ram-limit");
  }
  for (const std::string& text : options.pools) {
    IEGEN_ASSIGN_OR_RETURN(passes::MemoryPool pool, PoolIn(text));
    memory.pools.push_back(std::move(pool));
  }
  for (const std::string& text : options.fixed) {
    IEGEN_ASSIGN_OR_RETURN(passes::FixedTensor fixed, FixedIn(text, memory.pools));
    memory.fixed.push_back(std::move(fixed));
  }
  return memory;
}

}  // namespace iegen::cli
