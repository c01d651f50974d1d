/// Piecewise linear functions as sums of ReLUs: layers on a tensor of the network, each element
/// for itself.
#pragma once

#include <cstdint>

#include "import/node_context.hpp"

namespace medisc {

/// factor x + offset, the numbers public; x itself where that is all.
std::uint32_t add_scaled(NodeContext& node, std::uint32_t tensor, double factor, double offset);

/// min(max(x, low), high); bounds beyond 1e30 stand for none, and one below that is known to
/// hold costs nothing. `low` is at most `high`.
std::uint32_t add_clip(NodeContext& node, std::uint32_t tensor, double low, double high);

}  // namespace medisc
