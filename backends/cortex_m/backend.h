// The backend of Arm Cortex-M cores from M0 to M55.
#ifndef IEGEN_BACKENDS_CORTEX_M_BACKEND_H_
#define IEGEN_BACKENDS_CORTEX_M_BACKEND_H_

#include "backends/backend.h"

namespace iegen {

const Backend& CortexMBackend();

}  // namespace iegen

#endif  // IEGEN_BACKENDS_CORTEX_M_BACKEND_H_
