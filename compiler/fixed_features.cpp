#include "compiler/fixed_features.hpp"

#include <utility>

namespace medisc {
namespace {

bool only_dense_reads_record(const Network& network) {
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const bool dense = std::holds_alternative<Dense>(network.layers[i].op);
    for (const std::uint32_t tensor : network.inputs_of(i)) {
      if (tensor == 0 && !dense) return false;
    }
  }
  return true;
}

void fix(Dense& dense, const std::vector<std::optional<double>>& fixed) {
  for (std::size_t row = 0; row < dense.outputs; ++row) {
    for (std::size_t i = 0; i < dense.inputs; ++i) {
      if (!fixed[i]) continue;
      double& weight = dense.matrix[row * dense.inputs + i];
      dense.bias[row] += weight * *fixed[i];
      weight = 0;
    }
  }
}

}  // namespace

Network with_fixed(Network network, const std::vector<std::optional<double>>& fixed) {
  if (fixed.empty() || !only_dense_reads_record(network)) return network;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    auto* dense = std::get_if<Dense>(&network.layers[i].op);
    if (dense != nullptr && network.inputs_of(i).front() == 0) fix(*dense, fixed);
  }
  return network;
}

}  // namespace medisc
