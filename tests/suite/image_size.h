// How much flash a program takes.
#ifndef IEGEN_TESTS_SUITE_IMAGE_SIZE_H_
#define IEGEN_TESTS_SUITE_IMAGE_SIZE_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace iegen::suite {

// Bytes of all sections of a 32-bit little-endian ELF file that are loaded; -1 where it is no such
// file.
int64_t ImageBytes(absl::string_view elf);

}  // namespace iegen::suite

#endif  // IEGEN_TESTS_SUITE_IMAGE_SIZE_H_
