/* table: compiled by iegen 0.1.0 for cortex-m4. The engine of table.h, for C.
 *
 *   static table_model model;   RAM: 32 bytes, aligned to 16
 *   table_reset(&model);   once
 *   fill((int8_t*)table_input(&model, 0));
 *   table_invoke(&model);   cannot fail
 *   const int8_t* result0 = (const int8_t*)table_output(&model, 0);
 *
 * A function touches only the model given to it: different models may run at the same time, one
 * model must not be used by two threads at once.
 */
#ifndef TABLE_C_H_
#define TABLE_C_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TABLE_CONTRACT 1
#define TABLE_ARENA_BYTES 32
#define TABLE_STEPS 2
#define TABLE_INPUT_COUNT 1
#define TABLE_OUTPUT_COUNT 1

/* input 0: "image",
   int8 [1, 2, 2, 4] NHWC;
   real value = scale * (stored - zero point), from -32.75 to 31;
   overwritten by table_invoke */
#define TABLE_INPUT0_BYTES 16
#define TABLE_INPUT0_SCALE 0.25f
#define TABLE_INPUT0_ZERO_POINT 3
/* output 0: "scores",
   int8 [1, 16];
   real value = scale * (stored - zero point), from 0 to 0.9961 */
#define TABLE_OUTPUT0_BYTES 16
#define TABLE_OUTPUT0_SCALE 0.00390625f
#define TABLE_OUTPUT0_ZERO_POINT (-128)

#if defined(__GNUC__) || defined(__clang__)
#define TABLE_ALIGN16 __attribute__((aligned(16)))
#elif defined(__ICCARM__) || (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L)
#define TABLE_ALIGN16 _Alignas(16)
#else
#error "table_c.h needs a compiler with an alignment attribute (GCC, Clang, IAR, or C11)"
#endif

typedef struct table_model {
  TABLE_ALIGN16 uint8_t arena[TABLE_ARENA_BYTES];
} table_model;

void table_reset(table_model* model);  /* ready, whatever its bytes were */
void* table_input(table_model* model, int index);  /* NULL when out of range */
const void* table_output(const table_model* model, int index);  /* NULL when out of range */
uint32_t table_input_bytes(int index);  /* 0 when out of range */
uint32_t table_output_bytes(int index);  /* 0 when out of range */
void table_invoke(table_model* model);  /* cannot fail */

/* In table_selftest.cc: 0 when every byte agrees with the recorded results, else 1 + the case. The
   first takes its model from the stack. */
int table_selftest(void);
int table_selftest_in(table_model* model);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TABLE_C_H_ */
