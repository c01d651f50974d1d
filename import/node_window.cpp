#include "import/node_window.hpp"

#include <fmt/format.h>

namespace medisc {

Result<PlacedWindow> place_over_x(const NodeContext& node, Image in,
                                  const std::vector<std::int64_t>& kernel) {
  const RecordTensor& x = node.x();
  const auto [top, left, bottom, right] = x.padding;
  in.height += top + bottom;
  in.width += left + right;
  auto placed = place_window(node.attributes(), in, x.shape.size() - 1, kernel);
  if (!placed) return node.place().named(placed.error());
  placed->window.pad_top += top;
  placed->window.pad_left += left;
  placed->window.pad_bottom += bottom;
  placed->window.pad_right += right;
  if (auto fits = expect_window(node, placed->window); !fits) {
    return tl::unexpected(fits.error());
  }
  return placed;
}

Result<void> expect_window(const NodeContext& node, const Window& window) {
  for (const std::uint32_t number : {window.kernel_height, window.kernel_width, window.pad_top,
                                     window.pad_left, window.pad_bottom, window.pad_right}) {
    if (number > kMaxWindow) {
      return node.refuse(fmt::format("its window or padding is over {} wide", kMaxWindow));
    }
  }
  return {};
}

}  // namespace medisc
