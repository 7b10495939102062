// Collects what is wrong with a model: import goes on behind each problem.
#ifndef IEGEN_FRONTEND_TFLITE_PROBLEMS_H_
#define IEGEN_FRONTEND_TFLITE_PROBLEMS_H_

#include "absl/status/status.h"
#include "base/status.h"
#include "frontend/import_options.h"

namespace iegen::frontend::tflite {

class Problems {
 public:
  explicit Problems(const ImportOptions& options) : options_(options) {}

  // OK is none.
  void Add(const absl::Status& status) {
    if (status.ok()) return;
    const absl::Status located = WithFile(status, options_.file);
    first_.Update(located);
    if (options_.problems != nullptr) options_.problems->push_back(located);
  }
  const absl::Status& first() const { return first_; }

 private:
  const ImportOptions& options_;
  absl::Status first_;
};

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_PROBLEMS_H_
