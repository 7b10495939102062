// Any operator of the list with random attributes: what no hand-written case of the graph generator
// reaches, and every operator that is yet to come.
#ifndef IEGEN_IR_TESTING_RANDOM_OPERATOR_H_
#define IEGEN_IR_TESTING_RANDOM_OPERATOR_H_

#include <random>

#include "ir/graph.h"

namespace iegen::ir {

// Number `index` of the list (modulo its length) with attributes drawn by name and type so that
// they often fit an input of shape `x`. Whether they do is for Infer() and Check() to say.
Op RandomOperator(size_t index, const Shape& x, std::mt19937& random);

// How many operators there are.
size_t OperatorCount();

}  // namespace iegen::ir

#endif  // IEGEN_IR_TESTING_RANDOM_OPERATOR_H_
