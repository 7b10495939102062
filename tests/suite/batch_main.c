// Main program round a batch of engines: reads vectors from a file of the host, invokes, writes the
// outputs to another. batch.cc makes engines.h and both files' other ends.
//
// engines.h includes every NAME_c.h and defines ENGINES, a list of ENGINE(name, NAME), and
// engine_models, a union of all models; NAME_POOLS and engine_pools for those that have pools.
// cases.bin:   for each engine uint32 vectors, uint32 vectors between two resets of a stream (0:
// not
//              a stream), then the inputs of every vector
// results.bin: for each engine and vector its outputs and uint64 instructions
#include <stdint.h>
#include <string.h>

#include "platforms/boards/board.h"

enum { kGuardBytes = 32, kGuard = 0x6D };

#include "engines.h"

// Exit codes; batch.cc has their meaning.
enum {
  kOk = 0,
  kNoFiles = 10,
  kShortInput = 11,
  kWroteOutside = 12,
  kPointerOutside = 13,
  kShortOutput = 14,
  kLongInput = 15
};

struct Pools {
  int count;
  uint32_t (*bytes)(int index);
  void (*reset_in)(void* model, uint8_t* const* pools);
};

struct Engine {
  uint32_t bytes;  // of the Model
  int inputs, outputs;
  void (*reset)(void* model);
  void (*invoke)(void* model);
  void* (*input)(void* model, int index);
  const void* (*output)(const void* model, int index);
  uint32_t (*input_bytes)(int index);
  uint32_t (*output_bytes)(int index);
  struct Pools pools;
};

#define ENGINE(name, NAME)                                                                \
  static void name##_Reset(void* m) { name##_reset((name##_model*)m); }                   \
  static void name##_Invoke(void* m) { name##_invoke((name##_model*)m); }                 \
  static void* name##_Input(void* m, int i) { return name##_input((name##_model*)m, i); } \
  static const void* name##_Output(const void* m, int i) {                                \
    return name##_output((const name##_model*)m, i);                                      \
  }
ENGINES
#undef ENGINE

#define ENGINE(name, NAME)                                                            \
  {sizeof(name##_model), NAME##_INPUT_COUNT, NAME##_OUTPUT_COUNT, name##_Reset,       \
   name##_Invoke,        name##_Input,       name##_Output,       name##_input_bytes, \
   name##_output_bytes,  NAME##_POOLS},
static const struct Engine engines[] = {ENGINES};
#undef ENGINE

// The model stands behind the first guard, the second guard behind the model, whatever its size.
static union {
  engine_models alignment;
  uint8_t bytes[kGuardBytes + sizeof(engine_models) + kGuardBytes];
} space;

static uint8_t* const model = space.bytes + kGuardBytes;

// Guards and pools in turn; all of them are multiples of 16.
static union {
  engine_pools pools;
  uint8_t bytes[sizeof(engine_pools)];
} pool_space __attribute__((aligned(16)));

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

static uint8_t* PoolAt(const struct Engine* engine, int index) {
  uint8_t* at = pool_space.bytes + kGuardBytes;
  for (int i = 0; i < index; ++i) at += engine->pools.bytes(i) + kGuardBytes;
  return at;
}

static int Within(const void* data, uint32_t size, const uint8_t* begin, uint32_t bytes) {
  const uint8_t* at = (const uint8_t*)data;
  return at >= begin && at + size <= begin + bytes;
}

static int Inside(const struct Engine* engine, const void* data, uint32_t size) {
  if (engine->pools.count == 0) return Within(data, size, model, engine->bytes);
  for (int i = 0; i < engine->pools.count; ++i) {
    if (Within(data, size, PoolAt(engine, i), engine->pools.bytes(i))) return 1;
  }
  return 0;
}

static void SetGuards(const struct Engine* engine) {
  memset(space.bytes, kGuard, kGuardBytes);
  memset(model + engine->bytes, kGuard, kGuardBytes);
  for (int i = 0; engine->pools.count > 0 && i <= engine->pools.count; ++i) {
    memset(PoolAt(engine, i) - kGuardBytes, kGuard, kGuardBytes);
  }
}

static int IsGuard(const uint8_t* bytes) {
  for (int i = 0; i < kGuardBytes; ++i) {
    if (bytes[i] != kGuard) return 0;
  }
  return 1;
}

static int GuardsHold(const struct Engine* engine) {
  for (int i = 0; engine->pools.count > 0 && i <= engine->pools.count; ++i) {
    if (!IsGuard(PoolAt(engine, i) - kGuardBytes)) return 0;
  }
  return IsGuard(space.bytes) && IsGuard(model + engine->bytes);
}

static void Reset(const struct Engine* engine, int garbage) {
  uint8_t* pools[8];
  memset(model, garbage, engine->bytes);
  if (engine->pools.count == 0) {
    engine->reset(model);
    return;
  }
  for (int i = 0; i < engine->pools.count; ++i) {
    pools[i] = PoolAt(engine, i);
    memset(pools[i], garbage, engine->pools.bytes(i));
  }
  engine->pools.reset_in(model, pools);
}

static int ReadInputs(const struct Engine* engine, int file) {
  for (int i = 0; i < engine->inputs; ++i) {
    void* to = engine->input(model, i);
    const uint32_t size = engine->input_bytes(i);
    if (!Inside(engine, to, size)) return kPointerOutside;
    if (!ReadAll(file, to, size)) return kShortInput;
  }
  return kOk;
}

static int WriteOutputs(const struct Engine* engine, int file) {
  for (int i = 0; i < engine->outputs; ++i) {
    const void* from = engine->output(model, i);
    const uint32_t size = engine->output_bytes(i);
    if (!Inside(engine, from, size)) return kPointerOutside;
    if (iegen_file_write(file, from, size) != size) return kShortOutput;
  }
  return kOk;
}

static int RunVector(const struct Engine* engine, int cases, int results) {
  int code = ReadInputs(engine, cases);
  if (code != kOk) return code;
  const uint64_t empty = iegen_counter_ticks();
  const uint64_t before = iegen_counter_ticks();
  engine->invoke(model);
  const uint64_t after = iegen_counter_ticks();
  const uint64_t instructions = iegen_counter_instructions((after - before) - (before - empty));
  code = WriteOutputs(engine, results);
  if (code != kOk) return code;
  iegen_file_write(results, &instructions, sizeof instructions);
  return GuardsHold(engine) ? kOk : kWroteOutside;
}

static int RunEngine(const struct Engine* engine, int cases, int results) {
  uint32_t head[2];  // vectors, length of a stream
  if (!ReadAll(cases, head, sizeof head)) return kShortInput;
  SetGuards(engine);
  Reset(engine, 0xA5);
  int code = kOk;
  for (uint32_t i = 0; i < head[0] && code == kOk; ++i) {
    const int begins = head[1] == 0 ? i % 2 == 0 : i % head[1] == 0;
    if (begins) Reset(engine, i % 4 == 0 ? 0x5A : 0xA5);
    code = RunVector(engine, cases, results);
  }
  return code;
}

int main(void) {
  const int cases = iegen_file_open("cases.bin", 0);
  const int results = iegen_file_open("results.bin", 1);
  if (cases < 0 || results < 0) return kNoFiles;
  int code = kOk;
  for (size_t i = 0; i < sizeof engines / sizeof engines[0] && code == kOk; ++i) {
    code = RunEngine(&engines[i], cases, results);
  }
  uint8_t more;
  if (code == kOk && iegen_file_read(cases, &more, 1) != 0) code = kLongInput;
  iegen_file_close(results);
  return code;
}
