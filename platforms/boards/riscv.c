// Reset, trap and instruction counter of RISC-V under QEMU's virt machine.
#include "platforms/boards/board.h"
#include "platforms/boards/startup.h"

void _start(void);

// gcc 12 picks the wrong multilib for -march=rv32imc_zicsr: the extension is switched on here
// alone.
#define CSR(text) ".option push\n.option arch, +zicsr\n" text "\n.option pop\n"

// Ticks at the start. The counter itself is not set back: QEMU takes the time of that from each
// half without a borrow, and the count is 2^32 too large for part of every turn of the lower half.
static uint64_t started;

static uint64_t Ticks(void) {
  uint32_t high, low, again;
  do {
    __asm__ volatile(CSR("csrr %0, 0xc82\ncsrr %1, 0xc02\ncsrr %2, 0xc82")
                     : "=r"(high), "=r"(low), "=r"(again));
  } while (high != again);
  return ((uint64_t)high << 32) | low;
}

void iegen_counter_start(void) { started = Ticks(); }

uint64_t iegen_counter_ticks(void) { return Ticks() - started; }

// Under -icount QEMU counts virtual nanoseconds in minstret, 2^shift for each instruction.
uint64_t iegen_counter_instructions(uint64_t ticks) { return ticks >> IEGEN_ICOUNT_SHIFT; }

__attribute__((used, noreturn)) void iegen_board_trap(void) {
  uint32_t cause, address;
  __asm__ volatile(CSR("csrr %0, mcause\ncsrr %1, mepc") : "=r"(cause), "=r"(address));
  iegen_board_fault(cause, address);
}

__attribute__((naked, used, section(".vectors"))) void _start(void) {
  __asm__ volatile(
      ".option push\n.option norelax\n"
      "la gp, __global_pointer$\n"
      ".option pop\n"
      "la sp, __stack_top\n"
      "la t0, 1f\n"
      CSR("csrw mtvec, t0")
      "li t0, 0x6600\n"  // mstatus.FS and mstatus.VS: without them a vector instruction traps.
      CSR("csrs mstatus, t0")
      "tail iegen_board_run\n"
      ".balign 4\n"
      "1: tail iegen_board_trap\n");
}
