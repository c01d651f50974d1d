/// Products of two tensors of the network.
#pragma once

#include "error/error.hpp"
#include "import/node_context.hpp"

namespace medisc {

/// The node's result: the product of its two tensors, broadcast to one shape. Both factors, and
/// what it leaves, have the bits of an activation: layers more, where they are not results of
/// one.
Result<void> emit_product(NodeContext& node);

/// x x.
void emit_square(NodeContext& node);

}  // namespace medisc
