#include "emit/render.h"

#include <limits>
#include <set>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "emit/constants.h"
#include "emit/figures.h"
#include "emit/kernel_headers.h"
#include "emit/names.h"
#include "emit/report.h"
#include "emit/report_view.h"
#include "emit/sources.h"
#include "emit/template.h"
#include "emit/views.h"

namespace iegen::emit {
namespace {

bool InList(int32_t index, size_t size) { return index >= 0 && static_cast<size_t>(index) < size; }

absl::Status CheckBuffers(const ir::Program& program) {
  if (program.arena_bytes > std::numeric_limits<int32_t>::max() - 16) {
    return Error(absl::StrCat("the engine needs ", Grouped(program.arena_bytes), " bytes of RAM"))
        .Hint("no supported core has more than 2 GiB: use a smaller input");
  }
  for (const ir::Buffer& buffer : program.buffers) {
    const bool inside = buffer.offset >= 0 && buffer.bytes >= 0 &&
                        buffer.offset <= program.arena_bytes - buffer.bytes;
    if (!inside) return Internal(absl::StrCat("buffer ", Quoted(buffer.name), " leaves the arena"));
    if (buffer.initial >= 0 && !InList(buffer.initial, program.constants.size())) {
      return Internal(absl::StrCat("state ", Quoted(buffer.name), " has no initial value"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckConstants(const ir::Program& program) {
  for (const ir::ProgramConstant& constant : program.constants) {
    const int64_t step = ir::BytesOf(constant.elem);
    const bool whole = constant.data != nullptr && !constant.data->empty() &&
                       static_cast<int64_t>(constant.data->size()) % step == 0;
    if (!whole || !HasLiterals(constant.elem, *constant.data)) {
      return Internal(absl::StrCat("constant ", Quoted(constant.name), " can't be printed"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckOperand(const ir::Program& program, const ir::Operand& operand) {
  if (operand.kind == ir::Operand::Kind::kNull) return absl::OkStatus();
  const bool constant = operand.kind == ir::Operand::Kind::kConstant;
  const size_t count = constant ? program.constants.size() : program.buffers.size();
  if (!InList(operand.index, count)) return Internal("an operand is not in the program");
  if (constant && operand.written) return Internal("a kernel would write to a constant");
  if (constant) return absl::OkStatus();
  const ir::Buffer& buffer = program.buffers[static_cast<size_t>(operand.index)];
  if (buffer.offset % ir::BytesOf(operand.elem) == 0) return absl::OkStatus();
  return Internal(absl::StrCat("buffer ", Quoted(buffer.name), " is not aligned to its type"));
}

absl::Status CheckCalls(const ir::Program& program) {
  for (const ir::KernelCall& call : program.calls) {
    const bool marker = call.flow != ir::Flow::kCall;
    bool plain = marker || (Identifier(call.function) == call.function && !call.operands.empty());
    for (const ir::SpecField& field : call.spec)
      plain = plain && Identifier(field.name) == field.name;
    if (!plain) return Internal(absl::StrCat("the call of ", call.kernel, " can't be printed"));
    for (const ir::Operand& operand : call.operands) {
      IEGEN_RETURN_IF_ERROR(CheckOperand(program, operand));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckEdges(const ir::Program& program, const std::vector<ir::ProgramEdge>& edges) {
  for (const ir::ProgramEdge& edge : edges) {
    if (!InList(edge.buffer, program.buffers.size()) ||
        BufferOf(program, edge).bytes < edge.type.bytes() ||
        BufferOf(program, edge).offset % ir::BytesOf(edge.type.elem) != 0) {
      return Internal(absl::StrCat("no buffer fits ", Quoted(edge.name)));
    }
  }
  return absl::OkStatus();
}

bool CaseFits(const std::vector<ir::ProgramEdge>& edges, const std::vector<std::string>& bytes) {
  bool fits = edges.size() == bytes.size();
  for (size_t i = 0; fits && i < edges.size(); ++i) {
    fits = static_cast<int64_t>(bytes[i].size()) == edges[i].type.bytes();
  }
  return fits;
}

absl::Status CheckOptions(const ir::Program& program, const RenderOptions& options) {
  if (options.name != EngineName(options.name)) {
    return Error(absl::StrCat("an engine can't be called ", Quoted(options.name)))
        .Hint(absl::StrCat("--name=", EngineName(options.name)));
  }
  for (const SelftestCase& test : options.cases) {
    if (!CaseFits(program.inputs, test.inputs) || !CaseFits(program.outputs, test.outputs)) {
      return Internal("a case of the self-test does not have the sizes of inputs and outputs");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckAll(const ir::Program& program, const RenderOptions& options) {
  IEGEN_RETURN_IF_ERROR(CheckOptions(program, options));
  IEGEN_RETURN_IF_ERROR(CheckBuffers(program));
  IEGEN_RETURN_IF_ERROR(CheckConstants(program));
  IEGEN_RETURN_IF_ERROR(CheckCalls(program));
  IEGEN_RETURN_IF_ERROR(CheckEdges(program, program.inputs));
  return CheckEdges(program, program.outputs);
}

BundleFiles NamesOfFiles(const std::string& name, bool html, const ir::Program& program,
                         const std::set<std::string>& kernel_headers) {
  BundleFiles files;
  files.sources = {name + ".cc"};
  if (!program.constants.empty()) files.sources.push_back(name + "_weights.cc");
  files.headers = {name + ".h", name + "_c.h"};
  files.headers.insert(files.headers.end(), kernel_headers.begin(), kernel_headers.end());
  files.selftest = name + "_selftest.cc";
  files.report = name + "_report.json";
  if (html) files.page = name + "_report.html";
  return files;
}

}  // namespace

absl::StatusOr<std::vector<File>> Render(const ir::Program& program, const RenderOptions& options) {
  IEGEN_RETURN_IF_ERROR(CheckAll(program, options));
  std::set<std::string> included;
  for (const ir::KernelCall& call : program.calls) {
    if (call.flow == ir::Flow::kCall) included.insert(call.header);
  }
  if (!program.regions.empty()) included.insert("iegen/rows.h");
  IEGEN_ASSIGN_OR_RETURN(const std::set<std::string> kernel_headers,
                         WithIncluded(included, options.kernel_headers));
  const Figures figures = MeasureProgram(program);
  const BundleFiles names = NamesOfFiles(options.name, options.html, program, kernel_headers);
  const nlohmann::json view = EngineView(program, options, figures);
  const nlohmann::ordered_json report = MakeReport(program, options, figures, names);
  std::vector<File> files = {{names.headers[0], FillTemplate("engine.h.mustache", view)},
                             {names.headers[1], FillTemplate("engine_c.h.mustache", view)},
                             {names.sources[0], EngineSource(program, view, included)},
                             {names.selftest, SelftestSource(program, options.name, options.cases)},
                             {names.report, ReportText(report)}};
  if (options.html) files.push_back({names.page, ReportPage(report)});
  if (!program.constants.empty()) {
    files.push_back({names.sources[1], WeightsSource(program, view)});
  }
  for (const std::string& header : kernel_headers) {
    files.push_back({header, options.kernel_headers.at(header)});
  }
  return files;
}

}  // namespace iegen::emit
