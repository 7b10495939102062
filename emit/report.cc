#include "emit/report.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/text.h"
#include "emit/arena_report.h"
#include "emit/findings.h"
#include "emit/views.h"

namespace iegen::emit {
namespace {

using Json = nlohmann::ordered_json;

std::string Text(absl::string_view text) { return Escaped(text); }

Json OrNull(const absl::optional<int64_t>& number) {
  return number.has_value() ? Json(*number) : Json(nullptr);
}

Json ModelJson(const RenderOptions& options) {
  return {{"file", Text(options.model_file)},
          {"sha256", Text(options.model_sha256)},
          {"bytes", options.model_file_bytes}};
}

Json BuildJson(const RenderOptions& options, const BundleFiles& files) {
  const std::vector<std::string> copts =
      absl::StrSplit(options.target->copts, ' ', absl::SkipEmpty());
  return {{"sources", files.sources},
          {"headers", files.headers},
          {"selftest", files.selftest},
          {"page", files.page.empty() ? Json(nullptr) : Json(files.page)},
          {"copts", copts},
          {"compiler", std::string(options.target->compiler)},
          {"standard", "c++14"}};
}

Json MemoryJson(const RenderOptions& options, const Figures& figures) {
  return {{"arena_bytes", figures.ram_bytes},
          {"state_bytes", figures.state_bytes},
          {"weights_bytes", figures.constants()},
          {"alignment", 16},
          {"stack_bytes", OrNull(options.stack_bytes)}};
}

Json TotalsJson(const Figures& figures) {
  return {{"ram_bytes", figures.ram_bytes},
          {"flash_bytes", figures.flash_bytes()},
          {"weights_bytes", figures.constants()},
          {"code_bytes", figures.code_bytes},
          {"macs", figures.macs},
          {"live_macs", figures.live_macs},
          {"instructions", figures.instructions},
          {"measured_instructions", nullptr}};
}

Json GraphFiguresJson(const GraphFigures& figures) {
  return {{"operators", figures.operators},
          {"macs", figures.macs},
          {"live_macs", figures.live_macs},
          {"weights_bytes", figures.weights_bytes}};
}

// Those that changed a figure.
Json PassesJson(const std::vector<PassFigures>& passes) {
  Json list = Json::array();
  for (const PassFigures& pass : passes) {
    if (pass.before == pass.after) continue;
    list.push_back({{"name", pass.name},
                    {"before", GraphFiguresJson(pass.before)},
                    {"after", GraphFiguresJson(pass.after)}});
  }
  return list;
}

Json LimitsJson(const Limits& limits) {
  return {{"ram_bytes", OrNull(limits.ram_bytes)},
          {"flash_bytes", OrNull(limits.flash_bytes)},
          {"instructions", OrNull(limits.instructions)}};
}

Json FlashJson(const Figures& figures) {
  return {{"weights", figures.weights}, {"bias_and_multipliers", figures.bias_and_multipliers},
          {"tables", figures.tables},   {"code", figures.code_bytes},
          {"code_is", "estimated"},     {"total", figures.flash_bytes()}};
}

Json EdgeJson(const ir::Program& program, const ir::ProgramEdge& edge, const std::string& layout,
              const std::string& function) {
  const ir::TensorType& type = edge.type;
  const bool quantised = type.quant.quantised();
  return {{"name", Text(edge.name)},
          {"type", std::string(ir::UserNameOf(type.elem))},
          {"shape", type.shape.dims()},
          {"layout", layout},
          // As float32 says it, not as its neighbour in double.
          {"scale", quantised ? Json::parse(FloatText(type.quant.scale())) : Json(nullptr)},
          {"zero_point", quantised ? Json(type.quant.zero_point()) : Json(nullptr)},
          {"bytes", type.bytes()},
          {"offset", program.PlaceOf(BufferOf(program, edge))},
          {"pool", PoolJson(program, BufferOf(program, edge))},
          {"function", function}};
}

Json EdgesJson(const ir::Program& program, const std::vector<ir::ProgramEdge>& edges,
               const std::vector<size_t>& nchw, const std::string& function) {
  Json list = Json::array();
  for (const ir::ProgramEdge& edge : edges) {
    const std::string layout = LayoutText(edge.type.shape, list.size(), nchw);
    list.push_back(EdgeJson(program, edge, layout, absl::StrCat(function, list.size())));
  }
  return list;
}

Json OperatorsJson(const ir::Location& loc) {
  Json list = Json::array();
  for (const ir::Origin& origin : loc.origins) {
    list.push_back(
        {{"index", origin.index}, {"operator", Text(origin.op)}, {"name", Text(origin.name)}});
  }
  return list;
}

Json CandidatesJson(const ir::KernelCall& call) {
  Json list = Json::array();
  for (const ir::CandidateNote& candidate : call.candidates) {
    list.push_back({{"kernel", candidate.kernel},
                    {"instructions", candidate.instructions},
                    {"code_bytes", candidate.code_bytes},
                    {"constant_bytes", candidate.constant_bytes},
                    {"applicable", candidate.applicable},
                    {"chosen", candidate.chosen},
                    {"note", Text(candidate.note)}});
  }
  return list;
}

Json SpecJson(const ir::Spec& spec) {
  Json fields = Json::object();
  for (const ir::SpecField& field : spec) {
    const float* real = std::get_if<float>(&field.value);
    fields[field.name] =
        real != nullptr ? Json::parse(FloatText(*real)) : Json(std::get<int32_t>(field.value));
  }
  return fields;
}

// Names of the buffers that a call reads or writes.
Json BuffersOfCall(const ir::Program& program, const ir::KernelCall& call, bool written) {
  Json list = Json::array();
  for (const ir::Operand& operand : call.operands) {
    if (operand.kind != ir::Operand::Kind::kBuffer || operand.written != written) continue;
    list.push_back(Text(program.buffers[static_cast<size_t>(operand.index)].name));
  }
  return list;
}

std::string WhyChosen(const ir::KernelCall& call) {
  for (const ir::CandidateNote& candidate : call.candidates) {
    if (candidate.chosen) return Text(candidate.note);
  }
  return "";
}

Json LayerJson(const ir::Program& program, size_t index) {
  const ir::KernelCall& call = program.calls[index];
  return {{"step", index},
          {"name", Text(call.layer)},
          {"op", Text(call.op)},
          {"operators", OperatorsJson(call.loc)},
          {"kernel", Text(call.kernel)},
          {"binding", call.shared_body ? "shared" : "static"},
          {"why", WhyChosen(call)},
          {"candidates", CandidatesJson(call)},
          {"macs", call.macs},
          {"live_macs", call.live_macs},
          {"weights_bytes", call.weights_bytes},
          {"estimates",
           {{"instructions", call.instructions}, {"code_bytes", CodeBytesOfCall(program, index)}}},
          {"measured", nullptr},
          {"reads", BuffersOfCall(program, call, false)},
          {"writes", BuffersOfCall(program, call, true)},
          {"spec", SpecJson(call.spec)},
          {"rows", call.rows.rows > 0 ? Json(call.rows.rows) : Json(nullptr)}};
}

Json LayersJson(const ir::Program& program) {
  Json list = Json::array();
  for (size_t i = 0; i < program.calls.size(); ++i) list.push_back(LayerJson(program, i));
  return list;
}

}  // namespace

Json MakeReport(const ir::Program& program, const RenderOptions& options, const Figures& figures,
                const BundleFiles& files) {
  Json words = Json::array();
  for (const std::string& option : options.options) words.push_back(Text(option));
  return {{"contract", 1},
          {"iegen_version", options.version},
          {"name", options.name},
          {"model", ModelJson(options)},
          {"target", std::string(options.target->name)},
          {"isa", std::string(options.target->isa)},
          {"options", words},
          {"verdict", VerdictJson(figures, options.limits)},
          {"totals", TotalsJson(figures)},
          {"limits", LimitsJson(options.limits)},
          {"findings", FindingsJson(program)},
          {"memory", MemoryJson(options, figures)},
          {"flash", FlashJson(figures)},
          {"inputs", EdgesJson(program, program.inputs, options.nchw_inputs, "Input")},
          {"outputs", EdgesJson(program, program.outputs, options.nchw_outputs, "Output")},
          {"layers", LayersJson(program)},
          {"arena", ArenaJson(program, figures)},
          {"passes", PassesJson(options.passes)},
          {"build", BuildJson(options, files)}};
}

std::string ReportText(const Json& report) {
  return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace iegen::emit
