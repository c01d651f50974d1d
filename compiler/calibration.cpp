#include "compiler/calibration.hpp"

#include <algorithm>
#include <cmath>

namespace medisc {

std::vector<double> observe(const Network& network, std::span<const double> records) {
  std::vector<double> largest(network.layers.size() + 1, 0.0);
  for (std::size_t at = 0; at + network.features <= records.size(); at += network.features) {
    const auto tensors = evaluate_tensors(network, records.subspan(at, network.features));
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      for (const double value : tensors[i]) largest[i] = std::max(largest[i], std::abs(value));
    }
  }
  return largest;
}

}  // namespace medisc
