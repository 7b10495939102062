#include "emit/views.h"

#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/text.h"
#include "emit/names.h"

namespace iegen::emit {
namespace {

using nlohmann::json;

// Of comment lines behind their column of keywords.
constexpr size_t kCommentWidth = 86;

std::string Parenthesised(int64_t number) {
  return number < 0 ? absl::StrCat("(", number, ")") : absl::StrCat(number);
}

std::string DimsInitializer(const ir::Shape& shape) {
  if (shape.rank() == 0) return "{1}";
  return absl::StrCat("{", absl::StrJoin(shape.dims(), ", "), "}");
}

// Where the element (c, h, w) of an image with channels first stands.
std::string ChannelsFirstIndexText(const ir::Shape& shape) {
  const std::string h = absl::StrCat(shape[2]), w = absl::StrCat(shape[3]);
  const std::string names =
      absl::StrCat(shape[0] > 1 ? "n, " : "", shape[1] > 1 ? "c, " : "", "h, w");
  std::string plane = shape[0] > 1 ? "n" : "";
  if (shape[1] > 1) {
    plane = plane.empty() ? "c" : absl::StrCat("(n * ", shape[1], " + c)");
  }
  const std::string row = plane.empty() ? "h" : absl::StrCat("(", plane, " * ", h, " + h)");
  return absl::StrCat("element (", names, ") is at index ", row, " * ", w, " + w");
}

// Where the element (h, w, c) of an image stands; nothing for other ranks.
std::string IndexText(const ir::Shape& shape, const std::string& layout) {
  if (layout == "NCHW") return ChannelsFirstIndexText(shape);
  if (shape.rank() != 4) return "";
  const int32_t w = shape[2], c = shape[3];
  const std::string names = absl::StrCat(shape[0] > 1 ? "n, " : "", "h, w", c > 1 ? ", c" : "");
  std::string index = shape[0] > 1 ? absl::StrCat("(n * ", shape[1], " + h) * ", w, " + w")
                                   : absl::StrCat("h * ", w, " + w");
  if (c > 1) index = absl::StrCat("(", index, ") * ", c, " + c");
  return absl::StrCat("element (", names, ") is at index ", index);
}

// The IR's operator that writes `buffer` last, or nothing.
std::string Writer(const ir::Program& program, int32_t buffer) {
  std::string writer;
  for (const ir::KernelCall& call : program.calls) {
    for (const ir::Operand& operand : call.operands) {
      const bool writes = operand.kind == ir::Operand::Kind::kBuffer && operand.written;
      if (writes && operand.index == buffer) writer = call.op;
    }
  }
  return writer;
}

// Float functions of an 8- or 16-bit edge: bounds of the stored value and, less the zero point, of
// real / scale.
void AddQuantization(const ir::TensorType& type, json* view) {
  const bool small = ir::BytesOf(type.elem) <= 2 && type.elem != ir::ElemType::kBool;
  const bool quantised = type.quant.quantised() && small;
  (*view)["quantised"] = quantised;
  if (!quantised) return;
  const ir::IntRange range = ir::RangeOf(type.elem);
  const int64_t zero_point = type.quant.zero_point();
  const float scale = type.quant.scale();
  const auto real = [&](int64_t stored) {
    return absl::StrFormat("%.4g",
                           static_cast<double>(scale) * static_cast<double>(stored - zero_point));
  };
  (*view)["scale"] = FloatLiteral(scale);
  (*view)["zero_point"] = zero_point;
  (*view)["zero_point_c"] = Parenthesised(zero_point);
  (*view)["low"] = range.low;
  (*view)["high"] = range.high;
  (*view)["low_steps"] = absl::StrCat(range.low - zero_point, ".0f");
  (*view)["high_steps"] = absl::StrCat(range.high - zero_point, ".0f");
  (*view)["low_real"] = real(range.low);
  (*view)["high_real"] = real(range.high);
}

json EdgeView(const ir::Program& program, const ir::ProgramEdge& edge, size_t index,
              const std::vector<size_t>& nchw) {
  const ir::TensorType& type = edge.type;
  const std::string layout = LayoutText(type.shape, index, nchw);
  const std::string at = IndexText(type.shape, layout);
  json view = {{"n", index},
               {"name", CommentName(edge.name)},
               {"type", std::string(ir::UserNameOf(type.elem))},
               {"ctype", std::string(ir::CppNameOf(type.elem))},
               {"shape", ir::ShapeText(type.shape)},
               {"layout", layout.empty() ? "" : absl::StrCat(" ", layout)},
               {"elements", Grouped(type.shape.elements())},
               {"bytes", type.bytes()},
               {"bytes_text", Grouped(type.bytes())},
               {"index_text", at.empty() ? json(nullptr) : json(at)},
               {"dims", DimsInitializer(type.shape)},
               {"dims_count", std::max(type.shape.rank(), 1)},
               {"place", PlaceText(program, BufferOf(program, edge))},
               {"pool", program.PoolOf(BufferOf(program, edge))},
               {"float", type.elem == ir::ElemType::kFloat32}};
  AddQuantization(type, &view);
  return view;
}

json InputView(const ir::Program& program, size_t index, const RenderOptions& options) {
  const ir::ProgramEdge& edge = program.inputs[index];
  json view = EdgeView(program, edge, index, options.nchw_inputs);
  view["overwritten"] = IsOverwritten(program, edge.buffer);
  return view;
}

json OutputView(const ir::Program& program, size_t index, const RenderOptions& options) {
  const ir::ProgramEdge& edge = program.outputs[index];
  json view = EdgeView(program, edge, index, options.nchw_outputs);
  const std::string writer = Writer(program, edge.buffer);
  view["writer"] = writer.empty() ? "" : absl::StrCat(" (", CommentText(writer), ")");
  view["softmax"] = writer == "softmax";
  bool shares = false;
  for (const ir::ProgramEdge& input : program.inputs) {
    shares = shares || Overlap(BufferOf(program, edge), BufferOf(program, input));
  }
  view["shares_input"] = shares;
  return view;
}

// {"first": .., "rest": [..]}: a list of words wrapped for a comment.
json WrappedView(const std::vector<std::string>& words) {
  std::vector<std::string> lines = WrappedLines(words, kCommentWidth);
  if (lines.empty()) lines.emplace_back("none");
  return {{"first", lines[0]}, {"rest", std::vector<std::string>(lines.begin() + 1, lines.end())}};
}

std::vector<std::string> CommentWords(const std::vector<std::string>& words) {
  std::vector<std::string> safe;
  safe.reserve(words.size());
  for (const std::string& word : words) safe.push_back(CommentText(word));
  return safe;
}

bool HasBranches(const ir::Program& program) {
  return absl::c_any_of(program.calls,
                        [](const ir::KernelCall& call) { return call.flow != ir::Flow::kCall; });
}

// Whether Invoke has a pointer to a pool.
bool IsCalledWith(const ir::Program& program, int32_t pool) {
  const auto lies_there = [&](const ir::Operand& operand) {
    return operand.kind == ir::Operand::Kind::kBuffer &&
           program.PoolOf(program.buffers[static_cast<size_t>(operand.index)]) == pool;
  };
  return absl::c_any_of(program.calls, [&](const ir::KernelCall& call) {
    return absl::c_any_of(call.operands, lies_there);
  });
}

json PoolsView(const ir::Program& program, const std::string& engine) {
  json pools = json::array();
  for (const ir::Pool& pool : program.pools) {
    const auto index = static_cast<int32_t>(pools.size());
    const std::string upper = absl::AsciiStrToUpper(pool.name);
    pools.push_back(
        {{"n", index},
         {"pool", pool.name},
         {"Pool", CamelCase(pool.name)},
         {"POOL", upper},
         {"section", absl::StrCat(absl::AsciiStrToUpper(engine), "_POOL_", upper, "_SECTION")},
         {"bytes", pool.bytes},
         {"bytes_text", Grouped(pool.bytes)},
         {"used", pool.bytes > 0},
         {"called", IsCalledWith(program, index)}});
  }
  return pools;
}

void AddFigures(const RenderOptions& options, const Figures& figures, json* view) {
  (*view)["arena_bytes"] = figures.ram_bytes;
  (*view)["ram"] = Grouped(figures.ram_bytes);
  (*view)["stateful"] = figures.state_bytes > 0;
  (*view)["state_bytes"] = figures.state_bytes;
  (*view)["state"] = Grouped(figures.state_bytes);
  (*view)["flash"] = Grouped(figures.flash_bytes());
  (*view)["constants"] = Grouped(figures.constants());
  (*view)["code"] = Grouped(figures.code_bytes);
  (*view)["macs"] = Grouped(figures.live_macs);
  (*view)["instructions"] = Grouped(figures.instructions);
  (*view)["stack"] = nullptr;
  if (options.stack_bytes.has_value()) (*view)["stack"] = Grouped(*options.stack_bytes);
}

}  // namespace

const ir::Buffer& BufferOf(const ir::Program& program, const ir::ProgramEdge& edge) {
  return program.buffers[static_cast<size_t>(edge.buffer)];
}

std::string PlaceText(const ir::Program& program, const ir::Buffer& buffer) {
  const int32_t pool = program.PoolOf(buffer);
  return absl::StrCat(pool < 0 ? "arena" : absl::StrCat("pools[", pool, "]"), " + ",
                      program.PlaceOf(buffer));
}

std::string LayoutText(const ir::Shape& shape, size_t index, const std::vector<size_t>& nchw) {
  if (shape.rank() != 4) return "";
  return absl::c_linear_search(nchw, index) ? "NCHW" : "NHWC";
}

json EngineView(const ir::Program& program, const RenderOptions& options, const Figures& figures) {
  std::vector<std::string> compiler = {"figures are for", std::string(options.target->compiler)};
  for (absl::string_view flag : absl::StrSplit(options.target->copts, ' ', absl::SkipEmpty())) {
    compiler.emplace_back(flag);
  }
  json inputs = json::array(), outputs = json::array();
  for (size_t i = 0; i < program.inputs.size(); ++i)
    inputs.push_back(InputView(program, i, options));
  for (size_t i = 0; i < program.outputs.size(); ++i)
    outputs.push_back(OutputView(program, i, options));
  json view = {{"engine", options.name},
               {"ENGINE", absl::AsciiStrToUpper(options.name)},
               {"version", options.version},
               {"target", std::string(options.target->name)},
               {"model_file", CommentName(options.model_file)},
               {"sha256", CommentText(options.model_sha256)},
               {"options", WrappedView(CommentWords(options.options))},
               {"compiler", WrappedView(CommentWords(compiler))},
               {"rounds_once", options.rounds_once},
               {"branches", HasBranches(program)},
               {"steps", program.calls.size()},
               {"input_count", program.inputs.size()},
               {"output_count", program.outputs.size()},
               {"input", inputs},
               {"output", outputs}};
  view["has_pools"] = !program.pools.empty();
  view["pool_count"] = program.pools.size();
  view["pools"] = PoolsView(program, options.name);
  AddFigures(options, figures, &view);
  return view;
}

std::set<std::string> ApiNames(const ir::Program& program) {
  std::set<std::string> names = {"Model",     "Reset",       "Invoke",      "At",
                                 "kContract", "kArenaBytes", "kStateBytes", "kSteps"};
  if (!program.pools.empty()) names.insert({"ResetIn", "kPoolCount"});
  for (const ir::Pool& pool : program.pools) {
    names.insert(absl::StrCat("kPool", CamelCase(pool.name), "Bytes"));
  }
  const auto add = [&](absl::string_view direction, absl::string_view convert, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      const std::string edge = absl::StrCat(direction, i);
      names.insert({edge, absl::StrCat(convert, edge)});
      for (absl::string_view fact : {"Bytes", "Dims", "Scale", "ZeroPoint"}) {
        names.insert(absl::StrCat("k", edge, fact));
      }
    }
  };
  add("Input", "Quantize", program.inputs.size());
  add("Output", "Dequantize", program.outputs.size());
  return names;
}

}  // namespace iegen::emit
