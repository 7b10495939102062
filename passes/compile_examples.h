// Small graphs whose memory is worth a look, and what of it each needs.
#ifndef IEGEN_PASSES_COMPILE_EXAMPLES_H_
#define IEGEN_PASSES_COMPILE_EXAMPLES_H_

#include <cstdint>

namespace iegen::passes {

struct Example {
  const char* name;
  const char* text;
  int64_t arena_bytes;  // with portable kernels and default options
};

inline constexpr Example kExamples[] = {
    {"AChainAlternatesBetweenTwoPlaces", R"(graph @a(%x: i8[1,4,4,4] q(0.5,-3)) {
  %w: i8[4,1,1,4] q(0.05,0) = const dense<10,-20,30,-40,50,60,70,80,-9,8,-7,6,-5,4,3,2>
  %b: i32[4] = const dense<100,-200,300,-400>
  %p: i8[1,4,4,4] q(0.4,1) = conv2d(%x, %w, %b) {act=relu}
  %q: i8[1,4,4,4] q(0.5,2) = conv2d(%p, %w, %b)
  %r: i8[1,4,4,4] q(0.6,3) = conv2d(%q, %w)
  return %r
})",
     72},
    {"AReshapeIsAView", R"(graph @a(%x: i8[1,4,4,4] q(0.5,-3)) {
  %m: i8[1,2,2,4] q(0.5,-3) = pool2d(%x) {kind=max, kernel=[2,2], stride=[2,2]}
  %f: i8[1,16] q(0.5,-3) = reshape(%m) {shape=[1,16]}
  %w: i8[2,16] q(0.05,0) = const dense<1,2,3,4,5,6,7,8,-1,-2,-3,-4,-5,-6,-7,-8,8,7,6,5,4,3,2,1,9,8,7,6,5,4,3,2>
  %y: i8[1,2] q(0.4,1) = fully_connected(%f, %w)
  %s: i8[1,2] q(0.00390625,-128) = softmax(%y)
  return %s
})",
     64},
    {"AnAdditionTakesThePlaceOfADyingInput",
     R"(graph @a(%x: i8[64] q(0.5,-3), %y: i8[64] q(0.4,3)) {
  %a: i8[64] q(0.5,-3) = add(%x, %y)
  %b: i8[64] q(0.6,-3) = add(%a, %x)
  %c: i8[64] q(0.00390625,-128) = logistic(%b)
  return %c
})",
     128},
    {"AnOutputIsNotOverwritten", R"(graph @a(%x: i8[64] q(0.5,-3)) {
  %a: i8[64] q(0.5,-3) = add(%x, %x)
  %b: i8[64] q(0.00390625,-128) = logistic(%a)
  return %a, %b
})",
     128},
    {"AViewKeepsItsBaseAlive", R"(graph @a(%x: i8[8,8] q(0.5,-3)) {
  %a: i8[8,8] q(0.5,-3) = add(%x, %x)
  %v: i8[64] q(0.5,-3) = reshape(%a) {shape=[64]}
  %b: i8[8,8] q(0.5,-3) = add(%a, %a)
  %w: i8[64] q(0.5,-3) = reshape(%b) {shape=[64]}
  %c: i8[64] q(0.5,-3) = add(%v, %w)
  return %c
})",
     128},
    {"AComparisonIsNotWrittenOverABroadcastSide", R"(graph @a(%x: i32[2,1,2], %z: i32[4,1]) {
  %y: bool[2,4,2] = compare(%z, %x) {kind=equal}
  return %y
})",
     48},
    {"TwoShapesOfOneValueAreNotWrittenInPlace", R"(graph @a(%x: i8[4] q(0.5,-3)) {
  %a: i8[4] q(0.5,-3) = add(%x, %x)
  %v: i8[4,1] q(0.5,-3) = reshape(%a) {shape=[4,1]}
  %c: i8[4,4] q(0.5,-3) = add(%v, %a)
  return %c
})",
     20},
    {"OutputsMayBeInputsConstantsAndEachOther", R"(graph @a(%x: i8[5] q(0.5,-3)) {
  %k: i8[3] q(0.5,-3) = const dense<7,8,9>
  %a: i8[5] q(0.5,-3) = add(%x, %x)
  %b: i8[5] q(0.5,-3) = reshape(%a) {shape=[5]}
  %v: i8[1,5] q(0.5,-3) = reshape(%x) {shape=[1,5]}
  return %x, %k, %a, %a, %b, %v, %k
})",
     24},
    {"AnInputThatNobodyReadsHasItsPlace", R"(graph @a(%x: i8[4] q(0.5,-3), %u: i8[4] q(0.5,-3)) {
  %a: i8[4] q(0.5,-3) = add(%x, %x)
  return %a
})",
     8},
    // Two variables, x, and a copy of what %a held before it is written.
    {"ReadsOfVariablesAreViewsUntilTheNextWrite", R"(graph @a(%x: i8[16] q(0.5,-3)) {
  %a: i8[16] q(0.5,-3) = variable fill<7>
  %b: i8[16] q(0.5,-3) = variable dense<1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16>
  %old: i8[16] q(0.5,-3) = read_variable(%a)
  %flat: i8[4,4] q(0.5,-3) = reshape(%old) {shape=[4,4]}
  assign_variable(%a, %x)
  %view: i8[16] q(0.5,-3) = read_variable(%b)
  %sum: i8[16] q(0.5,-3) = add(%view, %x)
  assign_variable(%b, %sum)
  %y: i8[4,4] q(0.00390625,-128) = logistic(%flat)
  return %y, %sum
})",
     64},
    // %k lives as long as the loop that reads it, not only to its reader.
    {"WhatALoopReadsLivesToItsEnd", R"(graph @a(%x: i8[16] q(0.5,-3), %go: bool[1]) {
  %c: bool[1] = variable
  %v: i8[16] q(0.5,-3) = variable
  %zero: bool[1] = const dense<0>
  %k: i8[16] q(0.5,-3) = add(%x, %x)
  assign_variable(%c, %go)
  assign_variable(%v, %x)
  loop_begin()
  %cc: bool[1] = read_variable(%c)
  loop_exit_unless(%cc)
  %old: i8[16] q(0.5,-3) = read_variable(%v)
  %s: i8[16] q(0.5,-3) = add(%old, %k)
  %t: i8[16] q(0.25,-3) = add(%s, %s)
  %u: i8[16] q(0.5,-3) = add(%t, %s)
  assign_variable(%v, %u)
  assign_variable(%c, %zero)
  loop_end()
  %r: i8[16] q(0.5,-3) = read_variable(%v)
  %y: i8[16] q(0.5,-3) = add(%r, %r)
  return %y
})",
     68},
    {"BranchesShareMemory", R"(graph @a(%x: i8[16] q(0.5,-3), %c: bool[1]) {
  %v: i8[16] q(0.5,-3) = variable
  if_begin(%c)
  %a: i8[16] q(0.4,-3) = add(%x, %x)
  %b: i8[16] q(0.5,-3) = add(%a, %x)
  assign_variable(%v, %b)
  if_else()
  %d: i8[16] q(0.3,-3) = add(%x, %x)
  %e: i8[16] q(0.5,-3) = add(%d, %x)
  assign_variable(%v, %e)
  if_end()
  %y: i8[16] q(0.5,-3) = read_variable(%v)
  return %y
})",
     48},
    {"FloatEnds", R"(graph @a(%x: f32[1,6]) {
  %q: i8[1,6] q(0.05,-3) = quantize(%x) {to=i8}
  %w: i8[2,6] q(0.05,0) = const dense<1,2,3,4,5,6,-7,-8,-9,10,11,12>
  %y: i8[1,2] q(0.4,1) = fully_connected(%q, %w)
  %d: f32[1,2] = dequantize(%y)
  return %d
})",
     24},
    {"SlicesOfTheOutermostDimensionAreViews", R"(graph @a(%x: i8[1,3,5] q(0.5,-3)) {
  %a: i8[1,3,5] q(0.5,-3) = add(%x, %x)
  %r: i8[1,1,5] q(0.5,-3) = slice(%a) {begin=[0,1,0], size=[1,1,5], stride=[1,1,1]}
  %s: i8[1,2,5] q(0.5,-3) = slice(%a) {begin=[0,1,0], size=[1,2,5], stride=[1,1,1]}
  %t: i8[1,1,5] q(0.5,-3) = slice(%s) {begin=[0,1,0], size=[1,1,5], stride=[1,1,1]}
  %c: i8[1,1,5] q(0.5,-3) = add(%r, %t)
  return %c
})",
     16},
    {"AnOutputBeginsAtAWord", R"(graph @a(%x: i8[2,6] q(0.5,-3)) {
  %a: i8[2,6] q(0.5,-3) = add(%x, %x)
  %b: i8[1,6] q(0.5,-3) = slice(%a) {begin=[1,0], size=[1,6], stride=[1,1]}
  return %b
})",
     12},
};

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_COMPILE_EXAMPLES_H_
