#include "backends/cortex_m/targets.h"

namespace iegen::cortex_m {
namespace {

// name, backend, instruction set, compiler, flags, dsp, mve, rvv, portable cost of a MAC in
// percent, channels at a time.
constexpr Target kTargets[] = {
    {"cortex-m0", "cortex_m", "Armv6-M", "gcc", "-O2 -mcpu=cortex-m0 -mthumb -mfloat-abi=soft",
     false, false, false, 700},
    {"cortex-m3", "cortex_m", "Armv7-M", "gcc", "-O2 -mcpu=cortex-m3 -mthumb -mfloat-abi=soft",
     false, false, false, 260},
    {"cortex-m4", "cortex_m", "Armv7E-M, DSP", "gcc",
     "-O2 -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16", true, false, false, 260, 4},
    {"cortex-m7", "cortex_m", "Armv7E-M, DSP", "gcc",
     "-O2 -mcpu=cortex-m7 -mthumb -mfloat-abi=hard -mfpu=fpv5-d16", true, false, false, 260, 4},
    {"cortex-m33", "cortex_m", "Armv8-M Main, DSP", "gcc",
     "-O2 -mcpu=cortex-m33 -mthumb -mfloat-abi=hard -mfpu=fpv5-sp-d16", true, false, false, 260, 4},
    {"cortex-m55", "cortex_m", "Armv8.1-M Main, DSP, Helium", "clang-19",
     "-O2 --target=thumbv8.1m.main-none-eabihf -mcpu=cortex-m55 -mfloat-abi=hard", true, true,
     false, 260},
};

}  // namespace

absl::Span<const Target> Targets() { return kTargets; }

}  // namespace iegen::cortex_m
