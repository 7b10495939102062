// The backend of RISC-V cores, RV32IMC and with the vector extension 1.0.
#ifndef IEGEN_BACKENDS_RISCV_BACKEND_H_
#define IEGEN_BACKENDS_RISCV_BACKEND_H_

#include "backends/backend.h"

namespace iegen {

const Backend& RiscvBackend();

}  // namespace iegen

#endif  // IEGEN_BACKENDS_RISCV_BACKEND_H_
