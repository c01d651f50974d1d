/// Clips: a layer on a tensor of the network, each element for itself.
#pragma once

#include <cstdint>

#include "import/node_context.hpp"

namespace medisc {

/// min(max(x, low), high); bounds beyond 1e30 stand for none, and one below that is known to
/// hold costs nothing. `low` is at most `high`.
std::uint32_t add_clip(NodeContext& node, std::uint32_t tensor, double low, double high);

}  // namespace medisc
