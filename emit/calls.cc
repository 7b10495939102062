#include "emit/calls.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/text.h"
#include "emit/names.h"

namespace iegen::emit {

std::string ArenaOf(const ir::Program& program, const ir::Buffer& buffer) {
  const int32_t pool = program.PoolOf(buffer);
  return pool < 0 ? "arena" : absl::StrCat("pool_", program.pools[static_cast<size_t>(pool)].name);
}

std::string OperandText(const NamedProgram& named, const ir::Operand& operand) {
  const auto index = static_cast<size_t>(operand.index);
  const std::string type =
      absl::StrCat(operand.written ? "" : "const ", ir::CppNameOf(operand.elem));
  switch (operand.kind) {
    case ir::Operand::Kind::kNull:
      return "nullptr";
    case ir::Operand::Kind::kBuffer: {
      const ir::Buffer& buffer = named.program.buffers[index];
      return absl::StrCat("At<", type, ">(", ArenaOf(named.program, buffer), ", ",
                          named.program.PlaceOf(buffer), ")");
    }
    case ir::Operand::Kind::kConstant:
      break;
  }
  if (named.program.constants[index].elem == operand.elem) return named.constants[index];
  return absl::StrCat("reinterpret_cast<", type, "*>(", named.constants[index], ")");
}

std::string CallComment(size_t step, const ir::KernelCall& call, const std::string& indent) {
  std::string out = absl::StrCat(indent, "// ", step, " ", CommentText(call.op), "\n");
  for (const ir::Origin& origin : call.loc.origins) {
    const std::string index = origin.index >= 0 ? absl::StrCat(" ", origin.index) : std::string();
    absl::StrAppend(&out, indent, "//   ", CommentText(origin.op), index, " ",
                    CommentName(origin.name), "\n");
  }
  return out;
}

std::string ProfileText(size_t step, const ir::KernelCall& call, const std::string& indent) {
  constexpr size_t kLongestName = 64;
  const std::string name = Identifier(call.layer);
  const size_t cut = name.size() - std::min(name.size(), kLongestName);
  return absl::StrCat(indent, "IEGEN_PROFILE(", step, ", \"", name.substr(cut), "\");\n");
}

std::string KernelCallText(const std::string& callee, const std::string& spec,
                           const std::vector<std::string>& operands, const std::string& indent) {
  std::vector<std::string> words = {absl::StrCat(indent, callee, "(", spec, ",")};
  for (size_t i = 0; i < operands.size(); ++i) {
    words.push_back(absl::StrCat(operands[i], i + 1 == operands.size() ? ");" : ","));
  }
  const std::string separator = absl::StrCat("\n", indent, "    ");
  return absl::StrJoin(WrappedLines(words, 96 - indent.size()), separator);
}

}  // namespace iegen::emit
