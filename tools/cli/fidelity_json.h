// What iegen says of the nearness of integers to real values, for programs.
#ifndef IEGEN_TOOLS_CLI_FIDELITY_JSON_H_
#define IEGEN_TOOLS_CLI_FIDELITY_JSON_H_

#include "nlohmann/json.hpp"
#include "tools/cli/fidelity.h"

namespace iegen::cli {

// Decibels are null where there is no noise; layers come worst first.
nlohmann::ordered_json FidelityJson(const Fidelity& fidelity);

}  // namespace iegen::cli

#endif  // IEGEN_TOOLS_CLI_FIDELITY_JSON_H_
