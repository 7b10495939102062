// picolibc's standard streams: a line is handed to the simulator's host when it is complete.
#include <stdio.h>

#include "platforms/boards/board.h"
#include "platforms/boards/startup.h"

void _exit(int code) __attribute__((noreturn));

static char line[128];
static size_t used;

static int Flush(FILE* file) {
  (void)file;
  iegen_board_write(line, used);
  used = 0;
  return 0;
}

static int Put(char c, FILE* file) {
  line[used++] = c;
  if (c == '\n' || used == sizeof line) Flush(file);
  return (unsigned char)c;
}

static FILE console = FDEV_SETUP_STREAM(Put, NULL, Flush, _FDEV_SETUP_WRITE);

FILE* const stdout = &console;
FILE* const stderr = &console;
FILE* const stdin = &console;

void _exit(int code) { iegen_board_finish(code); }
