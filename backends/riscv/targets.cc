#include "backends/riscv/targets.h"

namespace iegen::riscv {
namespace {

// name, backend, instruction set, compiler, flags, dsp, mve, rvv, portable cost of a MAC in
// percent.
constexpr Target kTargets[] = {
    {"rv32imc", "riscv", "RV32IMC", "gcc", "-O2 -march=rv32imc -mabi=ilp32 -mcmodel=medany", false,
     false, false, 320},
    {"rv32imcv", "riscv", "RV32IMC, vector extension 1.0 (Zve32x, VLEN 128)", "clang-19",
     "-O2 --target=riscv32-unknown-elf -march=rv32imc_zve32x_zvl128b -mabi=ilp32 -mcmodel=medany",
     false, false, true, 320},
};

}  // namespace

absl::Span<const Target> Targets() { return kTargets; }

}  // namespace iegen::riscv
