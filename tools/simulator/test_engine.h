// A hand-written engine of contract 1 for the tests: output[i] = input[i] + 1 in int8.
#ifndef IEGEN_TOOLS_SIMULATOR_TEST_ENGINE_H_
#define IEGEN_TOOLS_SIMULATOR_TEST_ENGINE_H_

#include <string>

#include "absl/strings/str_replace.h"
#include "tools/simulator/engine_run.h"

namespace iegen::simulator {

// `invoke`: body of tiny_invoke, where `m` is the model; m->arena holds 8 input bytes, then 8
// output bytes. `arena_bytes`: its size, 16 at least.
inline EngineBundle TinyEngine(const std::string& invoke, int arena_bytes = 16) {
  const std::string header = R"(
#include <stdint.h>
#define TINY_INPUT_COUNT 1
#define TINY_OUTPUT_COUNT 1
#ifdef __cplusplus
extern "C" {
#endif
typedef struct tiny_model { uint8_t arena[ARENA] __attribute__((aligned(16))); } tiny_model;
void tiny_reset(tiny_model* m);
void* tiny_input(tiny_model* m, int index);
const void* tiny_output(const tiny_model* m, int index);
uint32_t tiny_input_bytes(int index);
uint32_t tiny_output_bytes(int index);
void tiny_invoke(tiny_model* m);
#ifdef __cplusplus
}
#endif
)";
  const std::string source = R"(
#include "tiny_c.h"
void tiny_reset(tiny_model*) {}
void* tiny_input(tiny_model* m, int) { return m->arena; }
const void* tiny_output(const tiny_model* m, int) { return m->arena + 8; }
uint32_t tiny_input_bytes(int) { return 8; }
uint32_t tiny_output_bytes(int) { return 8; }
__attribute__((noinline)) void tiny_invoke(tiny_model* m) { INVOKE }
)";
  EngineBundle bundle;
  bundle.name = "tiny";
  bundle.files = {
      {"tiny_c.h", absl::StrReplaceAll(header, {{"ARENA", std::to_string(arena_bytes)}})},
      {"tiny.cc", absl::StrReplaceAll(source, {{"INVOKE", invoke}})},
      {"tiny_selftest.cc", "#error is not compiled\n"}};
  return bundle;
}

inline EngineBundle AddOne(int arena_bytes = 16) {
  return TinyEngine("for (int i = 0; i < 8; ++i) m->arena[8 + i] = uint8_t(m->arena[i] + 1);",
                    arena_bytes);
}

}  // namespace iegen::simulator

#endif  // IEGEN_TOOLS_SIMULATOR_TEST_ENGINE_H_
