// Vector table, reset and instruction counter of Cortex-M under QEMU.
#include "platforms/boards/board.h"
#include "platforms/boards/startup.h"

#define REGISTER(address) (*(volatile uint32_t*)(address))
#define SYST_CSR REGISTER(0xE000E010)
#define SYST_RVR REGISTER(0xE000E014)
#define SYST_CVR REGISTER(0xE000E018)
#define CCR REGISTER(0xE000ED14)
#define CFSR REGISTER(0xE000ED28)
#define CPACR REGISTER(0xE000ED88)

enum { kCounterTop = 0xFFFFFF, kCcrUnalignTrap = 1 << 3 };

static volatile uint32_t wraps;
static void CountWrap(void) { ++wraps; }

void iegen_counter_start(void) {
  wraps = 0;
  SYST_RVR = kCounterTop;
  SYST_CVR = 0;
  SYST_CSR = 7;  // Enabled, with interrupt, from the processor's clock.
}

uint64_t iegen_counter_ticks(void) {
  uint32_t high, low;
  do {
    high = wraps;
    low = kCounterTop - SYST_CVR;
  } while (high != wraps);
  return ((uint64_t)high << 24) + low;
}

// A tick takes 10^9 / clock ns, an instruction 2^shift ns.
uint64_t iegen_counter_instructions(uint64_t ticks) {
  const uint64_t picoseconds = ticks * (1000000000000ull / IEGEN_CLOCK_HZ);
  return ((picoseconds + 500u * (1u << IEGEN_ICOUNT_SHIFT)) / 1000) >> IEGEN_ICOUNT_SHIFT;
}

// The word at 24 bytes of the exception's frame is where it happened.
__attribute__((used)) void iegen_board_fault_at(const uint32_t* frame) {
#if defined(__ARM_ARCH_6M__)
  iegen_board_fault(0, frame[6]);
#else
  iegen_board_fault(CFSR, frame[6]);
#endif
}

__attribute__((naked)) static void Fault(void) {
  __asm__ volatile(
      "mrs r0, msp\n"
      "ldr r1, =iegen_board_fault_at\n"
      "bx r1\n"
      ".ltorg\n");
}

__attribute__((noreturn)) void iegen_board_reset(void) {
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
  CPACR |= 0xFu << 20;
  __asm__ volatile("dsb\nisb");
#endif
#if IEGEN_TRAP_UNALIGNED
  CCR |= kCcrUnalignTrap;
#endif
  iegen_board_run();
}

typedef void (*Handler)(void);

typedef struct {
  uint32_t* stack;
  Handler handlers[15];
} Vectors;

__attribute__((used, section(".vectors"))) static const Vectors kVectors = {
    __stack_top,
    {iegen_board_reset, Fault, Fault, Fault, Fault, Fault, 0, 0, 0, 0, Fault, 0, 0, Fault,
     CountWrap}};
