// THE operator list. An operator that is not here does not exist.
#ifndef IEGEN_IR_OPS_ALL_OPS_H_
#define IEGEN_IR_OPS_ALL_OPS_H_

#include <variant>

#include "ir/ops/binary.h"
#include "ir/ops/control.h"
#include "ir/ops/conv.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/matmul.h"
#include "ir/ops/movement.h"
#include "ir/ops/normalize.h"
#include "ir/ops/pool.h"
#include "ir/ops/recurrent.h"
#include "ir/ops/reduce.h"
#include "ir/ops/resize.h"
#include "ir/ops/shape.h"
#include "ir/ops/state.h"
#include "ir/ops/unary.h"

namespace iegen::ir {

// Sorted by name in the text form.
using AnyOp = std::variant<  //
    Add,                     //
    AddN,                    //
    ArgReduce,               //
    AssignVariable,          //
    BatchMatMul,             //
    Binary,                  //
    BroadcastTo,             //
    Cast,                    //
    Compare,                 //
    Concat,                  //
    Conv2d,                  //
    CumSum,                  //
    DelayedFullyConnected,   //
    DepthwiseConv2d,         //
    Dequantize,              //
    DynamicUpdateSlice,      //
    FullyConnected,          //
    Gather,                  //
    GatherNd,                //
    IfBegin,                 //
    IfElse,                  //
    IfEnd,                   //
    L2Normalize,             //
    LogSoftmax,              //
    Logical,                 //
    Logistic,                //
    LoopBegin,               //
    LoopEnd,                 //
    LoopExitUnless,          //
    Lstm,                    //
    Mean,                    //
    MirrorPad,               //
    Pad,                     //
    Pool2d,                  //
    Quantize,                //
    ReadVariable,            //
    Reduce,                  //
    Relu,                    //
    Reshape,                 //
    Resize,                  //
    Select,                  //
    ShiftVariable,           //
    Slice,                   //
    Softmax,                 //
    Svdf,                    //
    Table,                   //
    Transpose,               //
    TransposeConv2d,         //
    Unary,                   //
    UpdateVariable>;

// One of them. What touches every alternative is compiled once, in all_ops.cc: it takes a compiler
// five seconds, in each file that copies a node.
struct Op : AnyOp {
  using AnyOp::AnyOp;
  Op();
  Op(const Op& other);
  Op(Op&& other) noexcept;
  Op& operator=(const Op& other);
  Op& operator=(Op&& other) noexcept;
  ~Op();
};

bool operator==(const Op& a, const Op& b);

absl::string_view NameOf(const Op& op);
Arity InputsOf(const Op& op);
// Inputs that an operator writes, as bits; they are variables.
uint32_t WritesOf(const Op& op);
// Whether the operator is a marker of control flow. Nothing moves from one side of a marker to the
// other.
bool IsMarker(const Op& op);
absl::StatusOr<Types> Infer(const Op& op, TypeSpan in);
absl::Status Check(const Op& op, TypeSpan in, TypeSpan out);

}  // namespace iegen::ir

#endif  // IEGEN_IR_OPS_ALL_OPS_H_
