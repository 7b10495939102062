// NAME.cc and NAME_weights.cc.
#ifndef IEGEN_EMIT_SOURCES_H_
#define IEGEN_EMIT_SOURCES_H_

#include <set>
#include <string>
#include <vector>

#include "ir/program.h"
#include "nlohmann/json.hpp"

namespace iegen::emit {

// Names of the program's constants in emitted code, in their order.
std::vector<std::string> ConstantNames(const ir::Program& program);

// The text of NAME.cc; `view` is EngineView(), `kernel_headers` what it includes.
std::string EngineSource(const ir::Program& program, nlohmann::json view,
                         const std::set<std::string>& kernel_headers);

// The text of NAME_weights.cc.
std::string WeightsSource(const ir::Program& program, nlohmann::json view);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_SOURCES_H_
