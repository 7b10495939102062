// What a program may ask of the board it runs on: output, exit, files of the host, instruction
// counts. The same on every simulated core (through semihosting) and on the host (through the C
// library).
//
//   iegen_counter_start();
//   const uint64_t before = iegen_counter_ticks();
//   Work();
//   const uint64_t ticks = iegen_counter_ticks() - before;
//   printf("%lu instructions\n", (unsigned long)iegen_counter_instructions(ticks));
#ifndef IEGEN_PLATFORMS_BOARDS_BOARD_H_
#define IEGEN_PLATFORMS_BOARDS_BOARD_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Writes `size` bytes to the host's standard output.
void iegen_board_write(const void* data, size_t size);

// Ends the run; the low 8 bits of `code` become the exit code of the simulator. Does not print.
void iegen_board_exit(int code) __attribute__((noreturn));

// Opens a file of the host, relative to the directory the simulator was started in; `writing` 0
// opens it for reading, 1 makes it anew. Returns a handle, or -1 on failure.
int iegen_file_open(const char* path, int writing);

// Reads up to `size` bytes. Returns how many were read, 0 at the end of the file.
size_t iegen_file_read(int handle, void* data, size_t size);

// Writes `size` bytes. Returns how many were written.
size_t iegen_file_write(int handle, const void* data, size_t size);

// Closes a handle of iegen_file_open.
void iegen_file_close(int handle);

// Starts the counter from nothing. The start-up code has done so before main().
void iegen_counter_start(void);

// A free-running count, cheap to read, so that reading it disturbs a measurement little (about 10
// instructions). Take differences, convert them afterwards. The host has none: always 0.
uint64_t iegen_counter_ticks(void);

// A difference of ticks in instructions. Exact but for the reading itself.
uint64_t iegen_counter_instructions(uint64_t ticks);

#ifdef __cplusplus
}
#endif

#endif  // IEGEN_PLATFORMS_BOARDS_BOARD_H_
