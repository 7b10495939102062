// Small programs made by hand, for tests of this folder.
#ifndef IEGEN_EMIT_SAMPLE_PROGRAMS_H_
#define IEGEN_EMIT_SAMPLE_PROGRAMS_H_

#include <string>

#include "emit/render.h"
#include "ir/program.h"

namespace iegen::emit {

// int8 [1, 2, 2, 4] -> a table in place -> a copy -> int8 [1, 16]. table[x] = -1 - x.
ir::Program TableProgram();

// Inputs int8 [1, 3, 3, 1] and float32 [1, 4]; every scale is 0.5 and every zero point 0, the
// kernel holds ones and has no bias:
//   sums  = 2x2 convolution of input 0, multiplier 1             int8 [1, 2, 2, 1]
//   stored = input 1 quantised                                   int8 [1, 4]
//   twice = (sums + stored) + stored, two additions that share one body: output 1, int8
//   output 0 = twice dequantised, float32
ir::Program MixedProgram();

// The first one with its input in pool "fast" and its output in pool "slow"; a third pool is empty.
ir::Program PooledProgram();

// For core "cortex-m4", without cases.
RenderOptions SampleOptions(const std::string& name);

// The text of a file of a bundle; empty where it is missing.
std::string ContentsOf(const std::vector<File>& files, const std::string& path);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_SAMPLE_PROGRAMS_H_
