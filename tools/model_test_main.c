/* Main program of iegen_model_test: runs an engine over recorded inputs and compares every byte of
 * its outputs. The build makes CASES_HEADER, which includes the engine's C header and defines
 * ENGINE(part) (a name of its API), INPUTS and EXPECTED (files of cases). */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "platforms/boards/board.h"

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)
#include TEXT(CASES_HEADER)

static ENGINE(model) model;

/* Reads `size` bytes; 0 at the end of the file. */
static int ReadAll(int file, uint8_t* to, uint32_t size) {
  while (size > 0) {
    const size_t got = iegen_file_read(file, to, size);
    if (got == 0) return 0;
    to += got;
    size -= (uint32_t)got;
  }
  return 1;
}

/* 1 when all inputs of the next case were read. */
static int ReadInputs(int file) {
  for (int i = 0; ENGINE(input)(&model, i) != NULL; ++i) {
    if (!ReadAll(file, (uint8_t*)ENGINE(input)(&model, i), ENGINE(input_bytes)(i))) return 0;
  }
  return 1;
}

/* Number of output bytes that differ from the file's, or -1 where it ends too early. */
static int32_t CompareOutputs(int file) {
  int32_t wrong = 0;
  for (int i = 0; ENGINE(output)(&model, i) != NULL; ++i) {
    const uint8_t* got = (const uint8_t*)ENGINE(output)(&model, i);
    for (uint32_t k = 0; k < ENGINE(output_bytes)(i); ++k) {
      uint8_t want = 0;
      if (!ReadAll(file, &want, 1)) return -1;
      wrong += want != got[k];
    }
  }
  return wrong;
}

int main(void) {
  const int inputs = iegen_file_open(INPUTS, 0);
  const int expected = iegen_file_open(EXPECTED, 0);
  int cases = 0, failed = 0;
  if (inputs < 0 || expected < 0) {
    printf("cannot open the recorded cases\n");
    return 2;
  }
  memset(&model, 0xA5, sizeof model); /* Reset must make it ready, whatever it holds */
  ENGINE(reset)(&model);
  for (; ReadInputs(inputs); ++cases) {
    ENGINE(invoke)(&model);
    const int32_t wrong = CompareOutputs(expected);
    if (wrong != 0) printf("case %d: %ld output bytes differ\n", cases, (long)wrong);
    failed += wrong != 0;
  }
  printf("%d cases, %d failed\n", cases, failed);
  return cases > 0 && failed == 0 ? 0 : 1;
}
