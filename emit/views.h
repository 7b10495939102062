// What the templates of headers and sources are filled with.
#ifndef IEGEN_EMIT_VIEWS_H_
#define IEGEN_EMIT_VIEWS_H_

#include <set>
#include <string>
#include <vector>

#include "emit/figures.h"
#include "emit/render.h"
#include "ir/program.h"
#include "nlohmann/json.hpp"

namespace iegen::emit {

// For templates/engine.h.mustache, engine_c.h.mustache and engine.cc.mustache: name, figures,
// options, and for every input and output its names, facts and comment lines.
nlohmann::json EngineView(const ir::Program& program, const RenderOptions& options,
                          const Figures& figures);

// Every identifier that the C++ header declares in the engine's namespace.
std::set<std::string> ApiNames(const ir::Program& program);

// "float32", and the bytes of the buffer: what headers and report call an edge's parts.
const ir::Buffer& BufferOf(const ir::Program& program, const ir::ProgramEdge& edge);

// Where a buffer lies, as a sum behind "model.": "arena + 64" or "pools[1] + 64".
std::string PlaceText(const ir::Program& program, const ir::Buffer& buffer);

// "NHWC" or "NCHW" for four dimensions, nothing otherwise; `nchw`: the edges of its kind that have
// channels first.
std::string LayoutText(const ir::Shape& shape, size_t index, const std::vector<size_t>& nchw);

}  // namespace iegen::emit

#endif  // IEGEN_EMIT_VIEWS_H_
