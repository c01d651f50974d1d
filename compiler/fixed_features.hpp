/// Features that are the same in every record.
#pragma once

#include <optional>
#include <vector>

#include "compiler/network.hpp"

namespace medisc {

/// The same function of records whose feature i is `fixed[i]`, where that is given: what it
/// adds to the first layers goes into their biases, so that its weights, however large, take no
/// bits from others. The network stays as it is where anything but a Dense reads the record.
/// Precondition: an entry a feature, or none at all.
Network with_fixed(Network network, const std::vector<std::optional<double>>& fixed);

}  // namespace medisc
