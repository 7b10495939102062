// Figures of models on targets: a line each in a file, a table for people out of many of them.
#ifndef IEGEN_TESTS_SHARED_TABLE_H_
#define IEGEN_TESTS_SHARED_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace iegen::shared {

struct FigureRow {
  std::string model, target, machine;  // machine: QEMU's name, "native" on the host
  std::string verdict;                 // "ok" or "FAILED"
  int64_t instructions = 0;            // of one Invoke; 0 where they are not counted
  int64_t flash_bytes = -1;            // -1 where it is not measured
  int64_t arena_bytes = 0;
};

// Appends one line to the file.
absl::Status AppendFigures(const std::string& file, const FigureRow& row);

// All lines of the file.
absl::StatusOr<std::vector<FigureRow>> ReadFigures(const std::string& file);

// Markdown: a row a model, a column a target, in the order of their first mention; a cell holds
// verdict, instructions, flash and arena in bytes.
std::string TableText(const std::vector<FigureRow>& rows);

}  // namespace iegen::shared

#endif  // IEGEN_TESTS_SHARED_TABLE_H_
