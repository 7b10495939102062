// The hook that counts an engine's steps one by one (IEGEN_PROFILE), and what it found.
#ifndef IEGEN_TOOLS_SIMULATOR_HARNESS_PROFILE_H_
#define IEGEN_TOOLS_SIMULATOR_HARNESS_PROFILE_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What was counted so far belongs to the step before; what comes now to `step`.
void iegen_profile_mark(int32_t step);

// Measures what a mark itself takes, and sets all steps to nothing.
void iegen_profile_start(void);

// Ticks of a step since the start, without those of the marks around it.
uint64_t iegen_profile_step_ticks(int32_t step);

// Ticks of all marks since the start.
uint64_t iegen_profile_hook_ticks(void);

#ifdef __cplusplus
}
#endif

#define IEGEN_PROFILE(step, name) iegen_profile_mark(step)

#endif  // IEGEN_TOOLS_SIMULATOR_HARNESS_PROFILE_H_
