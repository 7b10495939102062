// The addresses of all instructions that a program executes, one after the other, as QEMU logs
// them.
#ifndef IEGEN_BENCH_TRACE_H_
#define IEGEN_BENCH_TRACE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tools/simulator/engine_run.h"

namespace iegen::bench {

// Runs `program` and hands each address to `visit`. Errors: those of RunProgram.
absl::StatusOr<simulator::EngineResult> TraceProgram(const simulator::EngineProgram& program,
                                                     const simulator::EngineCases& cases,
                                                     const std::function<void(uint32_t)>& visit);

// The address in a line of the log, "Trace 0: 0x7f21 [00000000/0000019c/00000110/ff000000] name";
// false where there is none.
bool AddressOfLine(absl::string_view line, uint32_t* address);

}  // namespace iegen::bench

#endif  // IEGEN_BENCH_TRACE_H_
