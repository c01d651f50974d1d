#include "compiler/calibration.hpp"

#include "compiler/reach.hpp"

namespace medisc {

std::vector<double> observe(const Network& network, std::span<const double> records) {
  return Reach(network, records).overall();
}

}  // namespace medisc
