/// A network on its way to a plan, with what is chosen layer by layer.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/network.hpp"

namespace medisc {

/// Bits more (or fewer) than PlanOptions say: of a linear layer's weights, of what a ReLU
/// leaves.
struct LayerBits {
  int weight = 0;
  int activation = 0;
};

/// A ReLU that the planner capped (compiler/rewrites.hpp), because what it could prove of the
/// layers behind it left the ring.
struct Cap {
  std::string layer;
  double proven = 0;  ///< bound of its results, in the network's numbers
  double cap = 0;
};

struct Draft {
  Network network;
  std::vector<LayerBits> bits;  ///< one a layer
  /// The largest |value| of each tensor over sample records: no cap may lie below. Or none.
  std::vector<double> sampled;
  std::vector<Cap> caps;  ///< put in so far
  /// PlanOptions::observed, of the network as it is now.
  std::vector<double> observed{};
};

/// As PlanOptions say, nothing known of samples.
inline Draft plain_draft(Network network) {
  std::vector<LayerBits> bits(network.layers.size());
  return {std::move(network), std::move(bits), {}, {}, {}};
}

}  // namespace medisc
