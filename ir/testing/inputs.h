// Inputs with which two forms of one model are compared.
#ifndef IEGEN_IR_TESTING_INPUTS_H_
#define IEGEN_IR_TESTING_INPUTS_H_

#include <random>
#include <string>
#include <vector>

#include "ir/graph.h"

namespace iegen::ir {

// Raw bytes for each input of `graph`. Fill 0: the least value everywhere; 1: the greatest; 2: near
// the zero point; others: random. Fills 0 and 1 of float32 are far outside any 8-bit range.
std::vector<std::string> MakeInputs(const Graph& graph, int fill, std::mt19937& random);

}  // namespace iegen::ir

#endif  // IEGEN_IR_TESTING_INPUTS_H_
