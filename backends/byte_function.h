// The table of an operator of one byte, whichever it is.
#ifndef IEGEN_BACKENDS_BYTE_FUNCTION_H_
#define IEGEN_BACKENDS_BYTE_FUNCTION_H_

#include "absl/types/optional.h"
#include "backends/backend.h"
#include "base/fixed_point.h"
#include "ir/graph.h"

namespace iegen {

// What `op` makes of each of the 256 values of an input of type `in`, as bytes of type `out`;
// nothing where one of these has longer elements, and for operators of several values. Of `table`
// the entries are another operand.
absl::optional<ByteTable> ByteFunction(const ir::Op& op, const ir::TensorType& in,
                                       const ir::TensorType& out);

// The same of a node and its types; of `table` its constant.
absl::optional<ByteTable> ByteFunction(const NodeView& node);

}  // namespace iegen

#endif  // IEGEN_BACKENDS_BYTE_FUNCTION_H_
