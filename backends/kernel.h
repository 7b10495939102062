// What the host knows of a kernel: its names, and how to run it here. The kernel itself is a
// template over a spec (backends/*/kernels); this page binds it to a run-time struct.
//
//   struct CopyBytesSpec {
//     int32_t bytes = 0;
//     template <class Self, class V>
//     static void Fields(Self& self, V&& visit) { visit("bytes", self.bytes); }
//   };
//   constexpr Kernel kCopyBytes = {"copy_bytes", "CopyBytes", "iegen/copy_bytes.h",
//                                  RunKernel<CopyBytes<CopyBytesSpec>>};
#ifndef IEGEN_BACKENDS_KERNEL_H_
#define IEGEN_BACKENDS_KERNEL_H_

#include <cstdint>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ir/program.h"

namespace iegen {

class AccessOrder;

struct Kernel {
  absl::string_view name;      // as in "conv2d_s8"
  absl::string_view function;  // as in "Conv2dS8"
  absl::string_view header;    // as in "iegen/conv2d_s8.h"
  // Runs it on the host; operands in the kernel's order. A kernel in a target's own instructions
  // gives its portable model here.
  void (*run)(const ir::Spec& spec, absl::Span<void* const> operands);
  // Reports what the kernel reads and writes, in its own order and by the kernel's operands
  // (backends/access_order.h). Null: the output must lie apart from all inputs.
  void (*order)(const ir::Spec& spec, AccessOrder* order) = nullptr;
  // The same results with the last pixel first, or null. Takes the same spec and operands.
  const Kernel* backward = nullptr;
};

// A spec struct as a list of fields, in the order of its Fields().
template <class S>
ir::Spec ToSpec(const S& s) {
  ir::Spec spec;
  S::Fields(s, [&](const char* name, auto value) { spec.push_back({name, value}); });
  return spec;
}

// The struct again; fields that `spec` does not name keep their defaults.
template <class S>
S FromSpec(const ir::Spec& spec) {
  S s;
  S::Fields(s, [&](const char* name, auto& field) {
    for (const ir::SpecField& f : spec) {
      if (f.name == name) field = std::get<std::decay_t<decltype(field)>>(f.value);
    }
  });
  return s;
}

// Typed views of untyped operands.
template <class T>
const T* In(const void* operand) {
  return static_cast<const T*>(operand);
}
template <class T>
T* Out(void* operand) {
  return static_cast<T*>(operand);
}

template <class S, class... T, size_t... kIndex>
void CallKernel(void (*kernel)(const S&, T*...), const ir::Spec& spec,
                absl::Span<void* const> operands, std::index_sequence<kIndex...>) {
  kernel(FromSpec<S>(spec), static_cast<T*>(operands[kIndex])...);
}
template <class S, class... T>
void CallKernel(void (*kernel)(const S&, T*...), const ir::Spec& spec,
                absl::Span<void* const> operands) {
  CallKernel(kernel, spec, operands, std::index_sequence_for<T...>());
}

// Kernel::run of a kernel with a fixed number of operands: RunKernel<CopyBytes<CopyBytesSpec>>.
template <auto kKernel>
void RunKernel(const ir::Spec& spec, absl::Span<void* const> operands) {
  CallKernel(kKernel, spec, operands);
}

}  // namespace iegen

#endif  // IEGEN_BACKENDS_KERNEL_H_
