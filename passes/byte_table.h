// Operators of one 8-bit value as tables over its 256 values.
#ifndef IEGEN_PASSES_BYTE_TABLE_H_
#define IEGEN_PASSES_BYTE_TABLE_H_

#include "absl/types/optional.h"
#include "base/fixed_point.h"
#include "ir/graph.h"

namespace iegen::passes {

// The table of an operator of one byte, as relu, tanh, or quantize between 8-bit types; nothing for
// others.
absl::optional<ByteTable> TableOf(const ir::Graph& graph, const ir::Node& node);

// Makes `node` read its output from `table`, by the bytes of `in`.
void SetTable(ir::Graph& graph, ir::Node& node, ir::ValueId in, const ByteTable& table);

// Entry i is i.
bool IsIdentity(const ByteTable& table);

// The clamp of a fused activation on an int8 output of that quantisation.
ByteTable ClampTable(ir::Activation activation, const ir::Quant& quant);

// first, then second.
ByteTable Compose(const ByteTable& first, const ByteTable& second);

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_BYTE_TABLE_H_
