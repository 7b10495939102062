// What the files of this folder know of each other, and of the linker script.
#ifndef IEGEN_PLATFORMS_BOARDS_STARTUP_H_
#define IEGEN_PLATFORMS_BOARDS_STARTUP_H_

#include <stdint.h>

extern uint32_t __data_load[], __data_start[], __data_end[];
extern uint32_t __bss_start[], __bss_end[], __stack_top[];
extern char __heap_start[], __heap_end[];
extern void (*__init_array_start[])(void);
extern void (*__init_array_end[])(void);

int main(void);

// Fills .data and .bss and runs static constructors, then main; ends the run with its result.
void iegen_board_run(void) __attribute__((noreturn));

// Flushes the C library's output if it is in the program, prints the count of instructions, ends
// the run.
void iegen_board_finish(int code) __attribute__((noreturn));

// Ends the run after a fault: `cause` and `address` are printed.
void iegen_board_fault(uint32_t cause, uint32_t address) __attribute__((noreturn));

#endif  // IEGEN_PLATFORMS_BOARDS_STARTUP_H_
