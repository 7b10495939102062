#include "emit/arena_picture.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "emit/json_access.h"

namespace iegen::emit {
namespace {

using nlohmann::json;

constexpr double kLeft = 64, kTop = 34, kPlotHeight = 330, kLetter = 7.4;
// Up to so many steps each has its own number below, else every tenth.
constexpr int64_t kMostNumbered = 60;

std::string Px(double x) { return absl::StrFormat("%.1f", x); }

// Where steps and bytes lie, of the arena or of one of its pools.
class Plot {
 public:
  Plot(const json& report, const json& memory)
      : steps_(static_cast<int64_t>(ListIn(report, "layers").size())),
        bytes_(std::max<int64_t>(1, IntIn(memory, "bytes"))) {
    // Before the first step inputs are written, behind the last one outputs are read.
    column_ = std::clamp(1040.0 / static_cast<double>(steps_ + 2), 14.0, 84.0);
  }

  int64_t steps() const { return steps_; }
  int64_t bytes() const { return bytes_; }
  double column() const { return column_; }
  double base() const { return kTop + kPlotHeight; }
  double right() const { return X(steps_ + 1); }
  // Left end of a step; of what is out of range, the end of the picture.
  double X(int64_t step) const {
    return kLeft + static_cast<double>(std::clamp<int64_t>(step, -1, steps_ + 1) + 1) * column_;
  }
  double Y(int64_t byte) const {
    const double share = static_cast<double>(byte) / static_cast<double>(bytes_);
    return base() - std::clamp(share, 0.0, 1.0) * kPlotHeight;
  }
  std::string Corner(double x, int64_t byte) const { return absl::StrCat(Px(x), ",", Px(Y(byte))); }

 private:
  int64_t steps_ = 0, bytes_ = 1;
  double column_ = 14;
};

// What the report says of a value that only some rows exist of, or null.
const json& RingOf(const json& report, const json& buffer) {
  static const json& none = *new json(nullptr);
  for (const json& segment : ListIn(Member(report, "arena"), "segments")) {
    for (const json& ring : ListIn(segment, "rings")) {
      if (TextIn(ring, "buffer") == TextIn(buffer, "name")) return ring;
    }
  }
  return none;
}

// The step whose call writes the buffer first. Those of a segment live from its first step on.
int64_t WriterStep(const json& report, const json& buffer) {
  const json& ring = RingOf(report, buffer);
  return ring.is_object() ? IntIn(ring, "step") : IntIn(buffer, "first");
}

const json& WriterOf(const json& report, const json& buffer) {
  static const json& none = *new json(nullptr);
  const json& layers = ListIn(report, "layers");
  const int64_t first = WriterStep(report, buffer);
  const bool there = first >= 0 && static_cast<size_t>(first) < layers.size();
  return there ? layers[static_cast<size_t>(first)] : none;
}

std::string ShapeClass(const json& report, const json& buffer) {
  const std::string kind = TextIn(buffer, "kind");
  if (kind == "input" || kind == "output") return "io";
  if (kind == "state") return "state";
  return FamilyOf(TextIn(WriterOf(report, buffer), "op"));
}

struct Edge {
  double low = 0, high = 0;  // x at the buffer's first and last byte
};

// Where bytes are taken (`order` of writing) or given up in the step from `x` on; straight edges
// stand at `straight`.
Edge EdgeAt(const Plot& plot, const std::string& order, double x, double straight) {
  if (order == "forward") return {x, x + plot.column()};
  if (order == "backward") return {x + plot.column(), x};
  return {straight, straight};
}

std::string LivesFrom(const json& report, const json& buffer) {
  const int64_t first = WriterStep(report, buffer);
  if (TextIn(buffer, "kind") == "state") return "kept from one inference to the next";
  return first < 0 ? "before step 0" : absl::StrCat("written in step ", first);
}

std::string LivesTo(const Plot& plot, const json& buffer) {
  const int64_t last = IntIn(buffer, "last");
  if (TextIn(buffer, "kind") == "state") return "";
  if (last >= plot.steps()) return "read after the last step";
  return last < 0 ? "not read" : absl::StrCat("read in step ", last);
}

std::string OrderText(const json& buffer) {
  const std::string order = TextIn(buffer, "direction");
  if (order == "forward") return "first to last";
  return order == "backward" ? "last to first" : "";
}

// What stands within a shape, if there is room: the step that writes it with its operator, or the
// step alone.
std::string Within(const json& report, const json& buffer, double width, double height) {
  const auto fits = [&](const std::string& text) {
    return height >= 15 && width >= kLetter * static_cast<double>(text.size() + 1);
  };
  const json& writer = WriterOf(report, buffer);
  const bool written = writer.is_object() && TextIn(buffer, "kind") != "state";
  const std::string step = written ? absl::StrCat(WriterStep(report, buffer)) : "";
  const std::string what =
      written ? absl::StrCat(step, " ", TextIn(writer, "op")) : TextIn(buffer, "kind");
  return fits(what) ? what : (fits(step) ? step : "");
}

std::string RowsText(const json& ring) {
  if (!ring.is_object()) return "";
  return absl::StrCat(IntIn(ring, "rows"), " of ", IntIn(ring, "of_rows"), " rows of ",
                      SpacedIn(ring, "row_bytes"));
}

json ShapeView(const Plot& plot, const json& report, const json& buffer) {
  const bool ring = RingOf(report, buffer).is_object();
  const int64_t low = IntIn(buffer, "offset"), bytes = IntIn(buffer, "bytes"), high = low + bytes;
  const int64_t first = IntIn(buffer, "first"), last = IntIn(buffer, "last");
  const Edge left = EdgeAt(plot, TextIn(buffer, "direction"), plot.X(first), plot.X(first));
  const Edge right = EdgeAt(plot, TextIn(buffer, "given_up"), plot.X(last), plot.X(last + 1));
  const double width = (right.low + right.high - left.low - left.high) / 2;
  const std::string inside = Within(report, buffer, width, plot.Y(low) - plot.Y(high));
  const std::string to = LivesTo(plot, buffer);
  return {{"fam", ShapeClass(report, buffer)},
          {"hatched", TextIn(buffer, "kind") == "scratch"},
          {"ring", ring},
          {"rows", RowsText(RingOf(report, buffer))},
          {"pts", absl::StrCat(plot.Corner(left.low, low), " ", plot.Corner(left.high, high), " ",
                               plot.Corner(right.high, high), " ", plot.Corner(right.low, low))},
          {"label", TextIn(buffer, "name")},
          {"kind", TextIn(buffer, "kind")},
          {"short", inside},
          {"lx", Px((left.low + left.high + right.low + right.high) / 4)},
          {"ly", Px((plot.Y(low) + plot.Y(high)) / 2 + 4)},
          {"bytes", Spaced(bytes)},
          {"off", Spaced(low)},
          {"end", Spaced(high)},
          {"lives", to.empty() ? LivesFrom(report, buffer)
                               : absl::StrCat(LivesFrom(report, buffer), ", ", to)},
          {"order", OrderText(buffer)}};
}

json TicksView(const Plot& plot) {
  // 1, 2 or 5 times a power of ten, at most six of them.
  double step = 1;
  for (int i = 0; static_cast<double>(plot.bytes()) / step > 6; ++i) step *= i % 3 == 1 ? 2.5 : 2;
  json ticks = json::array();
  for (int64_t t = 0; t <= plot.bytes(); t += static_cast<int64_t>(step)) {
    ticks.push_back({{"y", Px(plot.Y(t))}, {"ty", Px(plot.Y(t) + 4)}, {"t", Spaced(t)}});
  }
  return ticks;
}

// Steps in which most bytes live.
std::vector<bool> PeakSteps(const json& memory) {
  const json& live = ListIn(memory, "live_bytes");
  int64_t peak = 0;
  for (const json& bytes : live) {
    if (bytes.is_number_integer()) peak = std::max(peak, bytes.get<int64_t>());
  }
  std::vector<bool> steps;
  for (const json& bytes : live) steps.push_back(bytes.is_number_integer() && bytes == peak);
  return steps;
}

// Whether a step runs row by row with the one before it: their columns are one.
bool IsJoined(const json& report, int64_t step) {
  for (const json& segment : ListIn(Member(report, "arena"), "segments")) {
    if (IntIn(segment, "first") < step && step <= IntIn(segment, "last")) return true;
  }
  return false;
}

json SegmentsView(const Plot& plot, const json& report) {
  json segments = json::array();
  for (const json& segment : ListIn(Member(report, "arena"), "segments")) {
    const int64_t first = IntIn(segment, "first"), last = IntIn(segment, "last");
    const double width = plot.X(last + 1) - plot.X(first);
    segments.push_back({{"x", Px(plot.X(first))},
                        {"w", Px(width)},
                        {"cx", Px(plot.X(first) + width / 2)},
                        {"label", width >= 12 * kLetter ? "row by row" : ""},
                        {"first", first},
                        {"last", last}});
  }
  return segments;
}

json StepsView(const Plot& plot, const json& report, const json& memory) {
  const std::vector<bool> peak = PeakSteps(memory);
  json steps = json::array();
  for (int64_t s = 0; s < plot.steps(); ++s) {
    const bool numbered = plot.steps() <= kMostNumbered || s % 10 == 0;
    const std::string op = TextIn(ListIn(report, "layers")[static_cast<size_t>(s)], "op");
    const bool named = plot.column() > kLetter * static_cast<double>(op.size());
    steps.push_back(
        {{"x", Px(plot.X(s))},
         {"w", Px(plot.column())},
         {"cx", Px(plot.X(s) + plot.column() / 2)},
         {"n", numbered ? absl::StrCat(s) : ""},
         {"label", named ? op : ""},
         {"joined", IsJoined(report, s)},
         {"peak", static_cast<size_t>(s) < peak.size() && peak[static_cast<size_t>(s)]}});
  }
  return steps;
}

std::string PeakText(const json& memory) {
  std::string text;
  const std::vector<bool> peak = PeakSteps(memory);
  for (size_t s = 0; s < peak.size(); ++s) {
    if (peak[s]) absl::StrAppend(&text, text.empty() ? "" : ", ", s);
  }
  return text;
}

// One of the pictures: of the arena, or of a pool, which has a name.
json PictureView(const json& report, const json& memory, size_t index) {
  const Plot plot(report, memory);
  const std::string pool = TextIn(memory, "name");
  json shapes = json::array();
  for (const json& buffer : ListIn(Member(report, "arena"), "buffers")) {
    if (Member(buffer, "view_of").is_string() || TextIn(buffer, "pool") != pool) continue;
    shapes.push_back(ShapeView(plot, report, buffer));
  }
  return {{"id", index},
          {"first", index == 0},
          {"pool", pool},
          {"limit", SpacedIn(memory, "limit")},
          {"w", Px(plot.right() + 16)},
          {"h", Px(plot.base() + 52)},
          // Narrow steps need a picture that is wider than the page; it scrolls.
          {"least", Px(std::max(760.0, plot.right() * 0.8))},
          {"x0", Px(kLeft)},
          {"x1", Px(plot.right())},
          {"top", Px(kTop)},
          {"base", Px(plot.base())},
          {"colh", Px(kPlotHeight)},
          {"label1", Px(plot.base() + 18)},
          {"label2", Px(plot.base() + 36)},
          {"out_x0", Px(plot.X(plot.steps()))},
          {"in_x", Px(plot.X(-1) + plot.column() / 2)},
          {"out_x", Px(plot.X(plot.steps()) + plot.column() / 2)},
          {"named_ends", plot.column() >= 48},
          {"count", plot.steps()},
          {"peak_steps", PeakText(memory)},
          {"bytes", SpacedIn(memory, "bytes")},
          {"ticks", TicksView(plot)},
          {"segments", SegmentsView(plot, report)},
          {"steps", StepsView(plot, report, memory)},
          {"shapes", shapes}};
}

}  // namespace

const char* FamilyOf(const std::string& op) {
  if (absl::StrContains(op, "depthwise")) return "dw";
  if (absl::StrContains(op, "conv")) return "conv";
  if (op == "fully_connected" || absl::StrContains(op, "matmul")) return "fc";
  if (absl::StrContains(op, "pool") || op == "mean" || op == "reduce") return "pool";
  return "other";
}

json ArenaPicture(const json& report) {
  const json& arena = Member(report, "arena");
  const json& pools = ListIn(arena, "pools");
  json pictures = json::array();
  for (const json& pool : pools) {
    if (IntIn(pool, "bytes") > 0) pictures.push_back(PictureView(report, pool, pictures.size()));
  }
  if (pools.empty()) pictures.push_back(PictureView(report, arena, 0));
  const int64_t bytes = std::max<int64_t>(1, IntIn(arena, "bytes"));
  const int64_t apart = std::max<int64_t>(1, IntIn(arena, "without_overlap"));
  return {{"bytes", Spaced(bytes)},
          {"planned", SpacedIn(arena, "planned")},
          {"bound", SpacedIn(arena, "bound")},
          {"apart", Spaced(apart)},
          {"saved", std::max<int64_t>(0, 100 - bytes * 100 / apart)},
          {"has_segments", !ListIn(arena, "segments").empty()},
          {"pictures", pictures}};
}

}  // namespace iegen::emit
