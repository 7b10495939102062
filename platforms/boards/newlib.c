// newlib's system calls: standard output goes to the simulator's host; there is nothing to read.
#include <sys/stat.h>

#include "platforms/boards/board.h"
#include "platforms/boards/startup.h"

int _write(int file, const char* data, int size);
void* _sbrk(ptrdiff_t size);
int _read(int file, char* data, int size);
int _close(int file);
int _lseek(int file, int offset, int whence);
int _fstat(int file, struct stat* status);
int _isatty(int file);
int _getpid(void);
int _kill(int process, int signal);
void _exit(int code) __attribute__((noreturn));

int _write(int file, const char* data, int size) {
  (void)file;
  iegen_board_write(data, (size_t)size);
  return size;
}

void* _sbrk(ptrdiff_t size) {
  static char* top = __heap_start;
  if (size > __heap_end - top) return (void*)-1;
  char* old = top;
  top += size;
  return old;
}

int _read(int file, char* data, int size) {
  (void)file;
  (void)data;
  (void)size;
  return 0;
}

int _close(int file) {
  (void)file;
  return -1;
}

int _lseek(int file, int offset, int whence) {
  (void)file;
  (void)offset;
  (void)whence;
  return 0;
}

int _fstat(int file, struct stat* status) {
  (void)file;
  status->st_mode = S_IFCHR;
  return 0;
}

int _isatty(int file) {
  (void)file;
  return 1;
}

int _getpid(void) { return 1; }

int _kill(int process, int signal) {
  (void)process;
  (void)signal;
  return -1;
}

void _exit(int code) { iegen_board_finish(code); }
