#include "ir/ops/all_ops.h"

#include <utility>

namespace iegen::ir {

Op::Op() = default;
Op::Op(const Op& other) = default;
Op::Op(Op&& other) noexcept = default;
Op& Op::operator=(const Op& other) = default;
Op& Op::operator=(Op&& other) noexcept = default;
Op::~Op() = default;

bool operator==(const Op& a, const Op& b) {
  return static_cast<const AnyOp&>(a) == static_cast<const AnyOp&>(b);
}

absl::string_view NameOf(const Op& op) {
  return std::visit([](const auto& o) { return o.kName; }, op);
}

Arity InputsOf(const Op& op) {
  return std::visit([](const auto& o) { return o.kInputs; }, op);
}

uint32_t WritesOf(const Op& op) {
  return std::visit(
      [](const auto& o) -> uint32_t {
        if constexpr (requires { o.kWrites; }) return o.kWrites;
        return 0;
      },
      op);
}

bool IsMarker(const Op& op) {
  return std::visit([](const auto& o) { return requires { o.kMarker; }; }, op);
}

absl::StatusOr<Types> Infer(const Op& op, TypeSpan in) {
  return std::visit([&](const auto& o) { return o.Infer(in); }, op);
}

absl::Status Check(const Op& op, TypeSpan in, TypeSpan out) {
  return std::visit([&](const auto& o) { return o.Check(in, out); }, op);
}

}  // namespace iegen::ir
