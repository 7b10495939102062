// The text form of a graph. parse(print(g)) is g, with nothing lost.
//
//   graph @tiny(%in: i8[1,8,8,3] q(0.05,-3)) {
//     %w: i8[4,3,3,3] q(axis=0, 0.01, 0.02, 0.01, 0.03) = const blob<w>
//     %c: i8[1,8,8,4] q(0.1,0) = conv2d(%in, %w) {stride=[1,1], ...} loc("model.tflite", 12,
//     "CONV_2D", "conv1") return %c
//   }
//
// An absent optional input prints as `_`. Where the exporter's name of a value differs from its
// identifier, it stands in quotes behind the identifier: %conv_1 "conv/1": i8[...].
#ifndef IEGEN_IR_TEXT_PRINTER_H_
#define IEGEN_IR_TEXT_PRINTER_H_

#include <map>
#include <string>

#include "ir/graph.h"

namespace iegen::ir {

// Large constants that stand beside the text, by name.
using Blobs = std::map<std::string, ConstantData>;

// With `blobs`, constants of more than 64 elements go there and print as blob<name>; without, every
// constant is printed in full.
std::string Print(const Graph& graph, Blobs* blobs = nullptr);

// "i8[1,8,8,3] q(0.05,-3)".
std::string PrintType(const TensorType& type);

// "conv2d {stride=[1,1], ...}": an operator and its attributes, without operands.
std::string PrintOp(const Op& op);

// ` loc("model.tflite", 12, "CONV_2D", "conv1")`, or nothing where it is empty.
std::string PrintLocation(const Location& loc);

}  // namespace iegen::ir

#endif  // IEGEN_IR_TEXT_PRINTER_H_
