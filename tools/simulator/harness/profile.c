#include "profile.h"

#include "engine_under_test.h"
#include "platforms/boards/board.h"

// Marks in a row, to measure one: a tick is shorter than an instruction, but no whole part of it.
enum { kTrials = 16 };
#define TWICE(x) \
  x;             \
  x
#define TRIALS(x) TWICE(TWICE(TWICE(TWICE(x))))

// The last one is before the first mark and after the last.
static uint64_t spent[HARNESS_STEPS + 1];
static uint32_t entered[HARNESS_STEPS + 1];
static int32_t open_step;
static uint64_t since;
// Of kTrials marks: ticks that fall to the step, and all.
static uint64_t step_cost, whole_cost;

static void Clear(void) {
  for (int32_t i = 0; i <= HARNESS_STEPS; ++i) spent[i] = entered[i] = 0;
  open_step = HARNESS_STEPS;
}

// Weak: so that the compiler calls it here as engines do, and not a variant of its own making.
__attribute__((noinline, weak)) void iegen_profile_mark(int32_t step) {
  const uint64_t now = iegen_counter_ticks();
  spent[open_step] += now - since;
  ++entered[open_step];
  open_step = step;
  since = iegen_counter_ticks();
}

void iegen_profile_start(void) {
  Clear();
  iegen_profile_mark(0);
  const uint64_t before = iegen_counter_ticks();
  const uint64_t after_nothing = iegen_counter_ticks();
  TRIALS(iegen_profile_mark(0));
  const uint64_t after = iegen_counter_ticks();
  whole_cost = (after - after_nothing) - (after_nothing - before);
  Clear();
  iegen_profile_mark(0);
  TRIALS(iegen_profile_mark(0));
  step_cost = spent[0];
  Clear();
}

uint64_t iegen_profile_step_ticks(int32_t step) {
  const uint64_t marks = (entered[step] * step_cost + kTrials / 2) / kTrials;
  return spent[step] > marks ? spent[step] - marks : 0;
}

uint64_t iegen_profile_hook_ticks(void) {
  uint64_t marks = 0;
  for (int32_t i = 0; i <= HARNESS_STEPS; ++i) marks += entered[i];
  return (marks * whole_cost + kTrials / 2) / kTrials;
}
