/// What an imported sample makes of one record, in floating point.
#pragma once

#include <vector>

#include <gtest/gtest.h>

#include "tests/import/sample.hpp"

namespace medisc {

inline std::vector<double> run(const OnnxSample& sample, const std::vector<double>& record) {
  const auto network = sample.import();
  EXPECT_TRUE(network.has_value()) << render(network.error());
  return network ? evaluate(*network, record) : std::vector<double>{};
}

}  // namespace medisc
