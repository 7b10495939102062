// What the graph that CALL_ONCE runs gives to variables.
#ifndef IEGEN_FRONTEND_TFLITE_INITIAL_VALUES_H_
#define IEGEN_FRONTEND_TFLITE_INITIAL_VALUES_H_

#include "absl/status/status.h"
#include "ir/graph.h"

namespace iegen::frontend::tflite {

// The nodes of `graph` from `first` on are those that run once: assignments of constants, which
// become the initial values of their variables, and are removed. An error where they do more, or
// where the nodes before them have used these variables already.
absl::Status TakeInitialValues(size_t first, ir::Graph* graph);

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_INITIAL_VALUES_H_
