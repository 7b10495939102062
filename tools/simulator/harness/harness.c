// Main program around an engine: reads cases from a file of the host, invokes, writes the outputs
// to another. engine_run.cc makes engine_under_test.h and both files' other ends; exit codes are
// its enum.
//
// cases.bin:   uint32 cases, uint32 passes, uint32 reset_each_case, then the inputs of every case
// results.bin: for every pass and case its outputs, uint64 instructions, and where HARNESS_STEPS is
// defined uint64 instructions of each step; at the end uint32 stack bytes
#include <stdint.h>
#include <string.h>

#include "engine_under_test.h"
#include "platforms/boards/board.h"
#if defined(HARNESS_STEPS)
#include "profile.h"
#endif

enum {
  kOk = 0,
  kNoFiles = 10,
  kShortInput = 11,
  kWroteOutside = 12,
  kPointerOutside = 13,
  kShortOutput = 14,
  kLongInput = 15
};

enum { kGuardBytes = 32, kGuard = 0x6D };

static struct {
  uint8_t before[kGuardBytes];
  EngineModel model;
  uint8_t after[kGuardBytes];
} space;

static uint32_t stack_bytes;

// --- Stack: painted below the caller before Invoke, looked through from below after it. ---
#if defined(__linux__)
static uintptr_t StackPointer(void) { return 0; }
static void PaintStack(uintptr_t top) { (void)top; }
static void MeasureStack(uintptr_t top) { (void)top; }
#else
extern char __heap_start[];  // nothing here uses a heap

enum { kMaxPainted = 65536, kOwnFrame = 64 };
static const uint32_t kPaint = 0xC35AC35Au;

static inline __attribute__((always_inline)) uintptr_t StackPointer(void) {
  uintptr_t value;
#if defined(__riscv)
  __asm__ volatile("mv %0, sp" : "=r"(value));
#else
  __asm__ volatile("mov %0, sp" : "=r"(value));
#endif
  return value;
}

static volatile uint32_t* StackBottom(uintptr_t top) {
  uintptr_t bottom = ((uintptr_t)__heap_start + 3u) & ~(uintptr_t)3;
  if (top - bottom > kMaxPainted) bottom = (top - kMaxPainted) & ~(uintptr_t)3;
  return (volatile uint32_t*)bottom;
}

static void PaintStack(uintptr_t top) {
  volatile uint32_t* end = (volatile uint32_t*)((top - kOwnFrame) & ~(uintptr_t)3);
  for (volatile uint32_t* p = StackBottom(top); p < end; ++p) *p = kPaint;
}

static void MeasureStack(uintptr_t top) {
  volatile uint32_t* p = StackBottom(top);
  while ((uintptr_t)p < top - kOwnFrame && *p == kPaint) ++p;
  const uint32_t used = (uint32_t)(top - (uintptr_t)p);
  if (used > stack_bytes) stack_bytes = used;
}
#endif

static int ReadAll(int file, void* data, uint32_t size) {
  uint8_t* to = (uint8_t*)data;
  while (size > 0) {
    const size_t got = iegen_file_read(file, to, size);
    if (got == 0) return 0;
    to += got;
    size -= (uint32_t)got;
  }
  return 1;
}

static int Within(const void* data, uint32_t size, const void* space_begin, uint32_t space_size) {
  const uintptr_t begin = (uintptr_t)space_begin;
  const uintptr_t at = (uintptr_t)data;
  return at >= begin && at + size <= begin + space_size;
}

#if defined(HARNESS_POOLS)
// --- An engine with pools: its model has pointers to them. ---
static int Inside(const void* data, uint32_t size) {
  for (int i = 0; i < HARNESS_POOLS; ++i) {
    if (Within(data, size, space.model.pools[i], EnginePoolBytes(i))) return 1;
  }
  return 0;
}

static void FillPools(uint8_t garbage) {
  for (int i = 0; i < HARNESS_POOLS; ++i) {
    if (EnginePoolBytes(i) > 0) memset(space.model.pools[i], garbage, EnginePoolBytes(i));
  }
  EngineReset(&space.model);
}
#else
static int Inside(const void* data, uint32_t size) {
  return Within(data, size, &space.model, sizeof space.model);
}

static void FillPools(uint8_t garbage) { (void)garbage; }
#endif

static void SetGuards(void) {
  memset(space.before, kGuard, kGuardBytes);
  memset(space.after, kGuard, kGuardBytes);
}

static int GuardsHold(void) {
  for (int i = 0; i < kGuardBytes; ++i) {
    if (space.before[i] != kGuard || space.after[i] != kGuard) return 0;
  }
  return 1;
}

static int ReadInputs(int file) {
  for (int i = 0; i < HARNESS_INPUTS; ++i) {
    void* to = EngineInput(&space.model, i);
    const uint32_t size = EngineInputBytes(i);
    if (!Inside(to, size)) return kPointerOutside;
    if (!ReadAll(file, to, size)) return kShortInput;
  }
  return kOk;
}

static int WriteOutputs(int file) {
  for (int i = 0; i < HARNESS_OUTPUTS; ++i) {
    const void* from = EngineOutput(&space.model, i);
    const uint32_t size = EngineOutputBytes(i);
    if (!Inside(from, size)) return kPointerOutside;
    if (iegen_file_write(file, from, size) != size) return kShortOutput;
  }
  return kOk;
}

// --- Steps: counted one by one where the engine was compiled with the hook of profile.h. ---
#if defined(HARNESS_STEPS)
static void StartSteps(void) { iegen_profile_start(); }
static uint64_t HookTicks(void) { return iegen_profile_hook_ticks(); }

static void WriteSteps(int file) {
  for (int32_t i = 0; i < HARNESS_STEPS; ++i) {
    const uint64_t instructions = iegen_counter_instructions(iegen_profile_step_ticks(i));
    iegen_file_write(file, &instructions, sizeof instructions);
  }
}
#else
static void StartSteps(void) {}
static uint64_t HookTicks(void) { return 0; }
static void WriteSteps(int file) { (void)file; }
#endif

static __attribute__((noinline)) uint64_t MeasuredInvoke(void) {
  StartSteps();
  const uintptr_t top = StackPointer();
  PaintStack(top);
  const uint64_t empty = iegen_counter_ticks();
  const uint64_t before = iegen_counter_ticks();
  EngineInvoke(&space.model);
  const uint64_t after = iegen_counter_ticks();
  MeasureStack(top);
  return iegen_counter_instructions((after - before) - (before - empty) - HookTicks());
}

static int RunCase(int cases, int results) {
  int code = ReadInputs(cases);
  if (code != kOk) return code;
  const uint64_t instructions = MeasuredInvoke();
  code = WriteOutputs(results);
  if (code != kOk) return code;
  iegen_file_write(results, &instructions, sizeof instructions);
  WriteSteps(results);
  return GuardsHold() ? kOk : kWroteOutside;
}

static void Reset(uint8_t garbage) {
  memset(&space.model, garbage, sizeof space.model);
  EngineReset(&space.model);
  FillPools(garbage);
}

static int RunPass(uint32_t pass, int results) {
  const uint8_t garbage = pass == 0 ? 0xA5 : 0x5A;
  uint32_t head[3];
  const int cases = iegen_file_open("cases.bin", 0);
  if (cases < 0 || !ReadAll(cases, head, sizeof head)) return kNoFiles;
  int code = kOk;
  Reset(garbage);
  for (uint32_t i = 0; i < head[0] && code == kOk; ++i) {
    if (head[2] != 0 && i > 0) Reset(garbage);
    code = RunCase(cases, results);
  }
  uint8_t more;
  if (code == kOk && iegen_file_read(cases, &more, 1) != 0) code = kLongInput;
  iegen_file_close(cases);
  return code;
}

static int CountPasses(void) {
  uint32_t head[3];
  const int cases = iegen_file_open("cases.bin", 0);
  if (cases < 0) return 0;
  const int ok = ReadAll(cases, head, sizeof head);
  iegen_file_close(cases);
  return ok ? (int)head[1] : 0;
}

int main(void) {
  const int passes = CountPasses();
  const int results = iegen_file_open("results.bin", 1);
  if (passes == 0 || results < 0) return kNoFiles;
  SetGuards();
  int code = kOk;
  for (int pass = 0; pass < passes && code == kOk; ++pass) code = RunPass((uint32_t)pass, results);
  iegen_file_write(results, &stack_bytes, sizeof stack_bytes);
  iegen_file_close(results);
  return code;
}
