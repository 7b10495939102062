#include "bench/plot.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace iegen::bench {
namespace {

// In pixels. A line is: name of the core, bar, "2.2x".
constexpr int kPanelWidth = 430, kNameWidth = 84, kBarWidth = 270, kLineHeight = 22;
constexpr int kTop = 46, kTitleHeight = 30, kGap = 14, kBarHeight = 16, kPanelsInRow = 2;

struct Panel {
  std::string model;
  std::vector<PlotBar> bars;
};

std::vector<Panel> PanelsOf(absl::Span<const PlotBar> bars) {
  std::vector<Panel> panels;
  for (const PlotBar& bar : bars) {
    if (bar.peer_instructions <= 0) continue;
    if (panels.empty() || panels.back().model != bar.model) panels.push_back({bar.model, {}});
    panels.back().bars.push_back(bar);
  }
  return panels;
}

// "3.45 M" or "41 k".
std::string Short(int64_t number) {
  const auto n = static_cast<double>(number);
  if (n >= 9.995e6) return absl::StrFormat("%.1f M", n / 1e6);
  return n >= 1e6 ? absl::StrFormat("%.2f M", n / 1e6) : absl::StrFormat("%.0f k", n / 1e3);
}

std::string Rectangle(int x, int y, double width, absl::string_view color) {
  return absl::StrFormat("<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n", x,
                         y, width, kBarHeight, color);
}

std::string Text(double x, int y, absl::string_view attributes, absl::string_view text) {
  return absl::StrFormat("<text x=\"%.1f\" y=\"%d\"%s>%s</text>\n", x, y, attributes, text);
}

// The own count stands in the coloured bar where it fits, else behind it; the peer's ends the grey.
std::string Line(const PlotBar& bar, int x, int y) {
  constexpr double kRoomForNumber = 52;
  const double ratio =
      static_cast<double>(bar.peer_instructions) / static_cast<double>(bar.instructions);
  const double width = std::min<double>(kBarWidth, kBarWidth / ratio);
  const int left = x + kNameWidth, base = y + 12;
  const bool inside = width >= kRoomForNumber;
  return absl::StrCat(
      Text(left - 6, base, " text-anchor=\"end\"", bar.target),
      Rectangle(left, y, kBarWidth, "#d5d8dc"), Rectangle(left, y, width, "#1f6f8b"),
      Text(inside ? left + width - 4 : left + width + 4, base,
           inside ? " fill=\"#fff\" text-anchor=\"end\"" : " fill=\"#1f6f8b\"",
           Short(bar.instructions)),
      Text(left + kBarWidth - 4, base, " fill=\"#555\" text-anchor=\"end\"",
           Short(bar.peer_instructions)),
      Text(left + kBarWidth + 8, base, " font-weight=\"bold\"", absl::StrFormat("%.1fx", ratio)));
}

std::string PanelText(const Panel& panel, int x, int y) {
  std::string text =
      Text(x + kNameWidth, y + 20, " font-size=\"13\" font-weight=\"bold\"", panel.model);
  y += kTitleHeight;
  for (const PlotBar& bar : panel.bars) {
    absl::StrAppend(&text, Line(bar, x, y));
    y += kLineHeight;
  }
  return text;
}

int HeightOf(const Panel& panel) {
  return kTitleHeight + kLineHeight * static_cast<int>(panel.bars.size()) + kGap;
}

}  // namespace

std::string PlotSvg(absl::Span<const PlotBar> bars) {
  const std::vector<Panel> panels = PanelsOf(bars);
  std::string body;
  int y = kTop, row_height = 0;
  for (size_t i = 0; i < panels.size(); ++i) {
    const int column = static_cast<int>(i) % kPanelsInRow;
    if (column == 0) {
      y += row_height;
      row_height = 0;
    }
    row_height = std::max(row_height, HeightOf(panels[i]));
    absl::StrAppend(&body, PanelText(panels[i], column * kPanelWidth, y));
  }
  const int width = kPanelWidth * kPanelsInRow, height = y + row_height;
  return absl::StrCat(
      absl::StrFormat("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
                      "font-family=\"sans-serif\" font-size=\"11\">\n"
                      "<title>Instructions of one inference</title>\n"
                      "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n",
                      width, height, width, height),
      "<rect x=\"84\" y=\"14\" width=\"14\" height=\"14\" fill=\"#1f6f8b\"/>\n",
      Text(104, 25, " font-size=\"12\"", "iegen"),
      "<rect x=\"150\" y=\"14\" width=\"14\" height=\"14\" fill=\"#d5d8dc\"/>\n",
      Text(170, 25, " font-size=\"12\"",
           "TensorFlow Lite Micro with CMSIS-NN (rv32imcv: muRISCV-NN); instructions of one "
           "inference, counted by QEMU"),
      body, "</svg>\n");
}

}  // namespace iegen::bench
