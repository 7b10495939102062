// The picture of the arena as data: steps go to the right, bytes up, a buffer is a shape.
#ifndef IEGEN_EMIT_ARENA_PICTURE_H_
#define IEGEN_EMIT_ARENA_PICTURE_H_

#include <string>

#include "nlohmann/json.hpp"

namespace iegen::emit {

// Of a report; all coordinates are text in the units of an SVG of `w` by `h`. Where a kernel writes
// over its input, the input's right edge and the output's left edge are slanted: the one gives its
// bytes up in the order in which the other takes them, and the two edges never cross.
//
//   left edge, first to last:  (x(step), low) to (x(step + 1), high);  last to first: mirrored
//
// shapes[]: fam, pts, label, short (text within, where there is room), bytes, off, end, first,
// last, order, hatched. steps[]: x, cx, n, label, peak. ticks[]: y, t. peak*: the highest live set.
nlohmann::json ArenaPicture(const nlohmann::json& report);

// The class that colours an operator of the IR, as in "conv".
const char* FamilyOf(const std::string& op);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_ARENA_PICTURE_H_
