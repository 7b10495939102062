// table: compiled by iegen 0.1.0 for cortex-m4. Do not edit: run iegen again.
//
//   model     "table.tflite"
//             sha256 0000000000000000000000000000000000000000000000000000000000000000
//   options   --target=cortex-m4
//
//   step  operator, kernel, spec, offsets in the arena, instructions
//   0  table_s8, table_s8, static, 0 >0, 1,000
//   1  copy_bytes, copy_bytes, static, 0 >16, 1,000

// GCC's loop optimiser may write a load as a sum of integers; its search for functions without side
// effects then takes one that reads and writes for one that does neither, and drops the call.
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 11
#pragma GCC optimize("no-ipa-pure-const", "no-ipa-modref")
#endif

#include "table.h"

#include "table_c.h"
#include "iegen/copy_bytes.h"
#include "iegen/table_s8.h"

// Runs before each step and after the last, where a build defines it; else nothing is left of it.
#if defined(IEGEN_PROFILE_HEADER)
#include IEGEN_PROFILE_HEADER
#endif
#if !defined(IEGEN_PROFILE)
#define IEGEN_PROFILE(step, name) static_cast<void>(0)
#endif

// Kernels need not look at every member of their spec.
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wunused-const-variable"
#endif

namespace table {

alignas(4) extern const int8_t kActTable[256];

namespace {

template <class T>
inline T* At(uint8_t* arena, int32_t offset) {
  return reinterpret_cast<T*>(arena + offset);
}

struct TableS8Spec {
  static constexpr int32_t elements = 16;
};

struct CopyBytesSpec {
  static constexpr int32_t bytes = 16;
};

}  // namespace

void Reset(Model& model) { static_cast<void>(model); }

int8_t* Input0(Model& model) {
  return reinterpret_cast<int8_t*>(model.arena + 0);
}
const int8_t* Output0(const Model& model) {
  return reinterpret_cast<const int8_t*>(model.arena + 16);
}

void Invoke(Model& model) {
  uint8_t* const arena = model.arena;
  // 0 table_s8
  //   OP 0 "block/table_s8"
  IEGEN_PROFILE(0, "table_s8");
  iegen::TableS8(TableS8Spec{}, At<const int8_t>(arena, 0), kActTable, At<int8_t>(arena, 0));
  // 1 copy_bytes
  //   OP 0 "block/copy_bytes"
  IEGEN_PROFILE(1, "copy_bytes");
  iegen::CopyBytes(CopyBytesSpec{}, At<const int8_t>(arena, 0), At<int8_t>(arena, 16));
  IEGEN_PROFILE(kSteps, nullptr);
}

}  // namespace table

static_assert(sizeof(table_model) == sizeof(table::Model), "the same in C and C++");
static_assert(alignof(table_model) == alignof(table::Model), "the same in C and C++");

extern "C" {

void table_reset(table_model* model) {
  table::Reset(*reinterpret_cast<table::Model*>(model));
}

void* table_input(table_model* model, int index) {
  switch (index) {
    case 0:
      return model->arena + 0;
    default:
      return nullptr;
  }
}

const void* table_output(const table_model* model, int index) {
  switch (index) {
    case 0:
      return model->arena + 16;
    default:
      return nullptr;
  }
}

uint32_t table_input_bytes(int index) {
  switch (index) {
    case 0:
      return 16;
    default:
      return 0;
  }
}

uint32_t table_output_bytes(int index) {
  switch (index) {
    case 0:
      return 16;
    default:
      return 0;
  }
}

void table_invoke(table_model* model) {
  table::Invoke(*reinterpret_cast<table::Model*>(model));
}

}  // extern "C"
