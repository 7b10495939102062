#include "backends/row_calls.h"

#include <cstring>
#include <utility>

#include "absl/algorithm/container.h"
#include "backends/one_row.h"
#include "base/status.h"
#include "ir/rows.h"

namespace iegen {
namespace {

constexpr int kHeight = 1;  // dimension of an image

// A RowCall in the making.
class Maker {
 public:
  Maker(const NodeView& node, const Kernel& kernel, const BoundCall& call) : node_(node) {
    made_.kernel = &kernel;
    made_.call = call;
    made_.rows.rows = node.out_shape().rank() == 4 ? node.out_shape()[kHeight] : 1;
    made_.rows.row_bytes = static_cast<int32_t>(node.out().bytes() / made_.rows.rows);
    for (size_t i = 0; i < call.operands.size(); ++i) {
      if (call.operands[i].kind != BoundOperand::Kind::kOutput) continue;
      made_.rows.output = static_cast<int32_t>(i);
    }
  }

  const NodeView& node() const { return node_; }
  int32_t rows() const { return made_.rows.rows; }
  int32_t InRows() const { return node_.in_shape(0)[kHeight]; }

  bool Has(absl::string_view name) const { return Find(name) != nullptr; }
  int32_t Get(absl::string_view name, int32_t otherwise = 0) const {
    const ir::SpecField* const field = Find(name);
    return field == nullptr ? otherwise : std::get<int32_t>(field->value);
  }
  void Set(absl::string_view name, int32_t value) {
    for (ir::SpecField& field : made_.call.spec) {
      if (field.name == name) field.value = value;
    }
  }
  void Vary(ir::RowField field) { made_.rows.fields.push_back(std::move(field)); }

  // All operands that are the node's input `input` are read as `form` says.
  void Read(size_t input, ir::RowInput form) {
    form.height = node_.in_shape(input)[kHeight];
    form.row_bytes = static_cast<int32_t>(node_.in(input).bytes() / form.height);
    for (size_t i = 0; i < made_.call.operands.size(); ++i) {
      const BoundOperand& operand = made_.call.operands[i];
      if (operand.kind != BoundOperand::Kind::kInput || operand.index != input) continue;
      form.operand = static_cast<int32_t>(i);
      made_.rows.inputs.push_back(form);
    }
  }

  // Whether every row of the output needs one of the first input at least.
  bool EachRowReads() const {
    for (int32_t y = 0; y < made_.rows.rows; ++y) {
      if (ir::RowsRead(made_.rows.inputs[0], y).count == 0) return false;
    }
    return true;
  }

  RowCall& made() { return made_; }

 private:
  const ir::SpecField* Find(absl::string_view name) const {
    const auto field =
        absl::c_find_if(made_.call.spec, [&](const ir::SpecField& f) { return f.name == name; });
    return field == made_.call.spec.end() ? nullptr : &*field;
  }

  const NodeView& node_;
  RowCall made_;
};

// The n-th row of every input makes the n-th row of the output.
ir::RowInput SameRow() { return {}; }
// All rows need the only row that there is.
ir::RowInput OnlyRow() { return {0, 1, 0, 0, 1, 0, 0}; }

// Rows under a window, those of padding included.
int32_t ReachOf(const Maker& m) {
  return (m.Get("kernel_height", 1) - 1) * m.Get("dilation_h", 1) + 1;
}

// Convolutions and pooling.
bool ByWindows(Maker* m) {
  const int32_t pad = m->Get("pad_top"), stride = m->Get("stride_h"), reach = ReachOf(*m);
  m->Read(0, {0, 1, 0, stride, 1, -pad, reach - 1 - pad});
  m->Set("out_height", 1);
  m->Set("in_height", 1);
  if (reach > 1 || pad != 0) {
    m->Vary({"in_height", 0, 0, 0, 1});
    m->Vary({"pad_top", pad, -stride, 1, 0});
  }
  return m->EachRowReads();
}

// Adds up row by row what `kernel` would read at once.
bool BySums(Maker* m, absl::string_view kernel, ir::Spec spec) {
  RowCall& made = m->made();
  made.kernel = FindKernel(kernel);
  const ir::Shape& in = m->node().in_shape(0);
  made.call.spec = {{"row", 0}, {"rows", in[1]}, {"width", in[2]}, {"channels", in[3]}};
  made.call.spec.insert(made.call.spec.end(), spec.begin(), spec.end());
  BoundOperand sums;
  sums.kind = BoundOperand::Kind::kScratch;
  sums.elem = ir::ElemType::kInt32;
  sums.scratch_bytes = 4 * int64_t{in[3]};
  sums.written = true;
  made.call.operands = {made.call.operands[0], sums, made.call.operands[1]};
  made.rows.output = 2;
  made.rows.rows = in[1];
  made.rows.row_bytes = 0;
  m->Read(0, SameRow());
  m->Vary({"row", 0, 1, 0, 0});
  return made.kernel != nullptr;
}

// All of the image is one window.
bool IsGlobal(const Maker& m) {
  const ir::Shape &in = m.node().in_shape(0), &out = m.node().out_shape();
  const bool one = out[1] == 1 && out[2] == 1 && in[1] > 1;
  return one && m.Get("pad_top") == 0 && m.Get("pad_left") == 0 &&
         m.Get("kernel_height") >= in[1] && m.Get("kernel_width") >= in[2];
}

bool AveragePool(Maker* m) {
  if (!IsGlobal(*m)) return ByWindows(m);
  return BySums(m, "average_pool_rows_s8",
                {{"act_min", m->Get("act_min")}, {"act_max", m->Get("act_max")}});
}

// Means and sums over rows and columns.
bool Mean(Maker* m) {
  const ir::Shape& in = m->node().in_shape(0);
  const bool channels = m->Get("k0") == 1 && m->Get("k1") == 1 && m->Get("k2") == in[3];
  const bool pixels = m->Get("r0") == 1 && m->Get("r1") == 1 && m->Get("r2") == in[1] * in[2] &&
                      m->Get("rs2") == in[3];
  if (!channels || !pixels || in[3] == 1) return false;
  return BySums(m, "mean_rows_s8",
                {{"in_offset", m->Get("in_offset")},
                 {"out_zero_point", m->Get("out_zero_point")},
                 {"multiplier", m->Get("multiplier")},
                 {"shift", m->Get("shift")}});
}

// One element of the only input makes one of the output.
bool ByElements(Maker* m) {
  m->Read(0, SameRow());
  m->Set("elements", m->Get("elements") / m->rows());
  return true;
}

// Two inputs, either of which may be broadcast: the outermost loop is the one over rows, or over
// rows and what is inside of them.
bool ByBroadcast(Maker* m) {
  constexpr absl::string_view kLoops[] = {"d0", "d1", "d2", "d3", "d4", "d5"};
  for (size_t i = 0; i < 2; ++i) {
    const int32_t height = m->node().in_shape(i)[kHeight];
    if (height != 1 && (height != m->rows() || m->node().constant(i))) return false;
    if (!m->node().constant(i)) m->Read(i, height == 1 ? OnlyRow() : SameRow());
  }
  for (absl::string_view loop : kLoops) {
    const int32_t rounds = m->Get(loop);
    if (rounds == 1) continue;
    m->Set(loop, rounds / m->rows());
    return rounds % m->rows() == 0 && !m->made().rows.inputs.empty();
  }
  return false;
}

bool Concat(Maker* m) {
  for (size_t i = 0; i < m->node().node().in.size(); ++i) {
    const bool rows = m->node().in_shape(i)[kHeight] == m->rows();
    if (!rows || m->node().constant(i)) return false;
    m->Read(i, SameRow());
  }
  if (m->Get("rows") % m->rows() != 0) return false;
  m->Set("rows", m->Get("rows") / m->rows());
  return true;
}

// A row of padding reads nothing.
bool Pad(Maker* m) {
  const int32_t above = m->Get("before2");
  const bool image = m->Get("d0") == 1 && m->Get("before0") == 0 && m->Get("after0") == 0 &&
                     m->Get("d1") == 1 && m->Get("before1") == 0 && m->Get("after1") == 0;
  m->Read(0, {0, 1, 0, 1, 1, -above, -above});
  m->Set("after2", 0);
  m->Vary({"d2", 0, 0, 0, 1});
  m->Vary({"before2", 1, 0, 0, -1});
  return image;
}

bool Bilinear(Maker* m) {
  constexpr int32_t kPixel = 1024;  // places are in fractions of it
  const int32_t scale = m->Get("height_scale"), offset = m->Get("height_offset");
  m->Read(0, {0, 1, 0, scale, kPixel, offset, offset + kPixel - 1});
  m->Set("out_height", 1);
  m->Vary({"in_height", 0, 0, 0, 1});
  m->Vary({"height_offset", offset, scale, -kPixel, 0});
  return m->EachRowReads();
}

// The table of rows as a formula, if there is one; the row that the call is given is the only one.
bool Nearest(Maker* m) {
  std::vector<int32_t> places(static_cast<size_t>(m->rows()));
  std::string& table = m->made().call.operands[1].bytes;
  if (table.size() != 4 * places.size()) return false;
  std::memcpy(places.data(), table.data(), table.size());
  const int32_t in = m->InRows(), out = m->rows(), begin = places[0] * out;
  for (int32_t shift = begin; shift < begin + out; ++shift) {
    const ir::RowInput form = {0, in, 0, in, out, shift, shift};
    bool same = true;
    for (int32_t y = 0; y < out && same; ++y) {
      same = ir::RowsRead(form, y).first == places[static_cast<size_t>(y)];
    }
    if (!same) continue;
    m->Read(0, form);
    m->Set("out_height", 1);
    m->Set("in_height", 1);
    table.assign(4, '\0');
    return m->EachRowReads();
  }
  return false;
}

bool TransposeConv(Maker* m) {
  const int32_t pad = m->Get("pad_top"), stride = m->Get("stride_h");
  m->Read(0, {0, 1, 0, 1, stride, pad - m->Get("kernel_height") + stride, pad});
  m->Set("out_height", 1);
  m->Vary({"in_height", 0, 0, 0, 1});
  m->Vary({"pad_top", pad, 1, -stride, 0});
  return m->EachRowReads();
}

// THE list of kernels that run row by row.
struct Row {
  absl::string_view kernel;
  bool (*make)(Maker*);
  bool words = false;  // tensors have to begin at words, and so rows
};
constexpr Row kRows[] = {
    {"add_s8", ByBroadcast},
    {"add_s8_dsp", ByBroadcast, true},
    {"add_s8_mve", ByBroadcast, true},
    {"add_s8_thumb", ByBroadcast, true},
    {"average_pool2d_s8", AveragePool},
    {"average_pool2d_s8_dsp", ByWindows, true},
    {"average_pool2d_s8_mve", ByWindows, true},
    {"binary_s8", ByBroadcast},
    {"concat_rows", Concat},
    {"conv2d_1x1_s8_dsp", ByWindows, true},
    {"conv2d_1x1_s8_mve", ByWindows, true},
    {"conv2d_1x1_s8_rvv", ByWindows, true},
    {"conv2d_1x1_wide_s8_dsp", ByWindows, true},
    {"conv2d_1x1x8_s8_dsp", ByWindows, true},
    {"conv2d_direct_s8", ByWindows},
    {"conv2d_s8", ByWindows},
    {"conv2d_s8_dsp", ByWindows, true},
    {"conv2d_s8_mve", ByWindows, true},
    {"conv2d_s8_rvv", ByWindows, true},
    {"conv2d_s8_thumb", ByWindows, true},
    {"conv2d_wide_s8_dsp", ByWindows, true},
    {"depthwise_conv2d_3x3_bytes_s8_dsp", ByWindows, true},
    {"depthwise_conv2d_3x3_s8_dsp", ByWindows, true},
    {"depthwise_conv2d_3x3_s8_mve", ByWindows, true},
    {"depthwise_conv2d_3x3_s8_thumb", ByWindows, true},
    {"depthwise_conv2d_patches_s8_mve", ByWindows, true},
    {"depthwise_conv2d_s8", ByWindows},
    {"depthwise_conv2d_s8_dsp", ByWindows, true},
    {"depthwise_conv2d_s8_mve", ByWindows, true},
    {"depthwise_conv2d_s8_rvv", ByWindows, true},
    {"div_s8", ByBroadcast},
    {"max_pool2d_s8", ByWindows},
    {"max_pool2d_s8_dsp", ByWindows, true},
    {"max_pool2d_s8_mve", ByWindows, true},
    {"mean_s8", Mean},
    {"mul_s8", ByBroadcast},
    {"mul_s8_mve", ByBroadcast, true},
    {"pad_s8", Pad},
    {"prelu_s8", ByBroadcast},
    {"quantize_f32_s8", ByElements},
    {"quantize_f32_u8", ByElements},
    {"resize_bilinear_s8", Bilinear},
    {"resize_nearest", Nearest},
    {"squared_difference_s8", ByBroadcast},
    {"sub_s8", ByBroadcast},
    {"table_s8", ByElements},
    {"transpose_conv2d_s8", TransposeConv},
};

// One image of several rows; what is made of it may be flat (means without their dimensions).
bool IsImage(const ir::Shape& shape) { return shape.rank() == 4 && shape[0] == 1; }

bool AreImages(const NodeView& node) {
  for (size_t i = 0; i < node.node().in.size(); ++i) {
    if (!node.has(i)) continue;
    if (!node.constant(i) && !IsImage(node.in_shape(i))) return false;
  }
  return node.node().out.size() == 1;
}

// Instructions of a row beside its kernel's: which rows it reads and where it goes.
constexpr int64_t kRowInstructions = 100;

bool BeginAtWords(const ir::RowForm& form) {
  return form.row_bytes % 4 == 0 &&
         absl::c_all_of(form.inputs, [](const ir::RowInput& in) { return in.row_bytes % 4 == 0; });
}

// The row calls of one node.
class RowMaker {
 public:
  RowMaker(const NodeView& node, const Target& target) : node_(node), target_(target) {}

  // `whole` is what the candidate binds for all rows.
  absl::StatusOr<absl::optional<RowCall>> Make(const Candidate& candidate, const BoundCall& whole) {
    const auto* const row =
        absl::c_find_if(kRows, [&](const Row& r) { return r.kernel == candidate.kernel->name; });
    if (row == std::end(kRows)) return absl::nullopt;
    if (row->kernel != "mean_s8" && !IsImage(node_.out_shape())) return absl::nullopt;
    Maker maker(node_, *candidate.kernel, whole);
    if (!row->make(&maker) || maker.rows() < 2) return absl::nullopt;
    if (row->words && !BeginAtWords(maker.made().rows)) return absl::nullopt;
    maker.made().instructions = candidate.cost.instructions;
    if (row->make == ByWindows) {
      IEGEN_ASSIGN_OR_RETURN(const bool found, AsOneRow(ReachOf(maker), &maker.made()));
      if (!found) return absl::nullopt;
    }
    maker.made().instructions += maker.rows() * kRowInstructions;
    return std::move(maker.made());
  }

 private:
  // Kernels need less scratch for one row, and may take as long for one as for two.
  absl::StatusOr<bool> AsOneRow(int32_t reach, RowCall* made) {
    if (edge_.nodes().empty()) MakeGraphs(reach, made->rows);
    const Candidate* const edge = Find(edge_candidates_, made->kernel);
    const Candidate* const inside = Find(inside_candidates_, made->kernel);
    if (edge == nullptr || inside == nullptr) return false;
    IEGEN_ASSIGN_OR_RETURN(made->call, edge->bind(NodeView(edge_, edge_.nodes()[0])));
    made->instructions = made->rows.rows * inside->cost.instructions;
    return true;
  }

  // Of a row at an edge, if there is one, and of one whose windows lie in the image.
  void MakeGraphs(int32_t reach, const ir::RowForm& form) {
    RowImage image{reach, -std::min(form.inputs[0].first, 0)};
    for (int32_t y = 0; y < form.rows; ++y) {
      image.in_height = std::min(image.in_height, ir::RowsRead(form.inputs[0], y).count);
    }
    edge_ = GraphOfOneRow(node_, image);
    inside_ = GraphOfOneRow(node_, {reach, 0});
    edge_candidates_ = CandidatesFor(NodeView(edge_, edge_.nodes()[0]), target_);
    inside_candidates_ = CandidatesFor(NodeView(inside_, inside_.nodes()[0]), target_);
  }

  static const Candidate* Find(absl::Span<const Candidate> candidates, const Kernel* kernel) {
    const auto at = absl::c_find_if(
        candidates, [&](const Candidate& c) { return c.kernel == kernel && c.applicable; });
    return at == candidates.end() ? nullptr : &*at;
  }

  const NodeView& node_;
  const Target& target_;
  ir::Graph edge_, inside_;
  std::vector<Candidate> edge_candidates_, inside_candidates_;
};

}  // namespace

absl::StatusOr<std::vector<absl::optional<RowCall>>> RowCallsOf(
    const NodeView& node, const Target& target, absl::Span<const Candidate> candidates,
    absl::Span<const BoundCall> calls) {
  std::vector<absl::optional<RowCall>> rows(candidates.size());
  if (!AreImages(node)) return rows;
  RowMaker maker(node, target);
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (!candidates[i].applicable || candidates[i].kernel == nullptr) continue;
    IEGEN_ASSIGN_OR_RETURN(rows[i], maker.Make(candidates[i], calls[i]));
  }
  return rows;
}

}  // namespace iegen
