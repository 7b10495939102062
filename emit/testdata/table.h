// table: compiled by iegen 0.1.0 for cortex-m4. Do not edit: run iegen again.
//
//   model     "table.tflite"
//             sha256 0000000000000000000000000000000000000000000000000000000000000000
//   options   --target=cortex-m4
//   compiler  figures are for gcc -O2 -mcpu=cortex-m4 -mthumb
//   RAM       32 bytes: one table::Model. No heap, no globals, nothing else is written
//   flash     about 832 bytes: 256 constants (section .rodata.iegen_weights),
//             about 576 code
//   work      0 MACs, about 2,000 instructions per Invoke
//   exact     output bytes equal TensorFlow Lite Micro's reference kernels: see
//             table_selftest.cc
//
// Use:
//   static table::Model model;  // static, in a struct of yours, or on a stack
//   table::Reset(model);  // once
//   Fill(table::Input0(model));  // 16 values of int8, see Input0
//   table::Invoke(model);  // cannot fail: there is nothing to check
//   const int8_t* result0 = table::Output0(model);  // 16 values, see Output0
//
// Threads and interrupts: a function touches only the Model given to it. Different Models may run
// at the same time; one Model must not be used by two threads at once. Being preempted in the
// middle of Invoke is harmless.
#ifndef TABLE_H_
#define TABLE_H_

#include <stdint.h>

namespace table {

constexpr int kContract = 1;  // form of this interface
constexpr int kArenaBytes = 32;  // everything that changes: activations and scratch; no state
constexpr int kSteps = 2;  // of Invoke: IEGEN_PROFILE(step, name) of table.cc tells them apart

struct Model {
  alignas(16) uint8_t arena[kArenaBytes];  // private; copy a Model only between two Invokes
};

// Makes a Model ready, whatever its bytes were. Needed once: this model keeps no state, so it is
// not needed between inferences.
void Reset(Model& model);

// ---- Input 0, "image"
//   int8, shape [1, 2, 2, 4] NHWC, 16 bytes
//   element (h, w, c) is at index (h * 2 + w) * 4 + c
//   real value = kInput0Scale * (stored - kInput0ZeroPoint), from -32.75 to 31
//   Invoke overwrites it: fill it anew each time (or compile with --preserve-inputs)
constexpr int kInput0Bytes = 16;
constexpr int kInput0Dims[4] = {1, 2, 2, 4};
constexpr float kInput0Scale = 0.25f;
constexpr int kInput0ZeroPoint = 3;
int8_t* Input0(Model& model);  // points into the Model

// ---- Output 0, "scores" (copy_bytes)
//   int8, shape [1, 16], 16 bytes
//   real value = kOutput0Scale * (stored - kOutput0ZeroPoint), from 0 to 0.9961
//   valid after Invoke, until Invoke runs again
constexpr int kOutput0Bytes = 16;
constexpr int kOutput0Dims[2] = {1, 16};
constexpr float kOutput0Scale = 0.00390625f;
constexpr int kOutput0ZeroPoint = -128;
const int8_t* Output0(const Model& model);  // points into the Model

// Runs the network once. Cannot fail, never blocks, never allocates, takes the same path each time.
void Invoke(Model& model);

// A real value to a stored one: the nearest, half away from zero, then clamp. Free where unused.
// Without an FPU each call is several soft-float calls: compute features in integers if you can.
inline int8_t QuantizeInput0(float real) {
  const float steps = real / kInput0Scale;
  if (!(steps > -131.0f)) return -128;  // NaN ends here too
  if (steps >= 124.0f) return 127;
  const int32_t whole = static_cast<int32_t>(steps);
  const float rest = steps - static_cast<float>(whole);
  const int32_t nearest = whole + (rest >= 0.5f ? 1 : 0) - (rest <= -0.5f ? 1 : 0);
  return static_cast<int8_t>(nearest + kInput0ZeroPoint);
}

// A stored value of output 0 to the real one.
inline float DequantizeOutput0(int8_t stored) {
  return kOutput0Scale * static_cast<float>(stored - kOutput0ZeroPoint);
}

}  // namespace table

#endif  // TABLE_H_
