/// Calibration: how large the values of a network become on sample records. Deep networks need
/// it: what can be proven for every record grows with each layer, far beyond what records do.
#pragma once

#include <span>
#include <vector>

#include "compiler/network.hpp"

namespace medisc {

/// For PlanOptions::observed: the largest |value| of each tensor, the record among them.
/// `records`: row major, network.features values each.
std::vector<double> observe(const Network& network, std::span<const double> records);

}  // namespace medisc
