/// The window of a Conv or pool over the tensor that it reads.
#pragma once

#include <cstdint>
#include <vector>

#include "import/node_context.hpp"
#include "import/window.hpp"

namespace medisc {

/// The node's window over x, which is the image `in`, and what a Pad has put around it;
/// `kernel` as place_window's. Errors: those of place_window and of expect_window.
Result<PlacedWindow> place_over_x(const NodeContext& node, Image in,
                                  const std::vector<std::int64_t>& kernel);

/// Errors: kUnsupported if it is larger than what a plan may have.
Result<void> expect_window(const NodeContext& node, const Window& window);

}  // namespace medisc
