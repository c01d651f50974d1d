/// A look at what a gateway's configuration refers to.
#pragma once

#include <vector>

#include "config/gateway_config.hpp"
#include "site/config_checks.hpp"

namespace medisc {

/// Adds what is found. Asks the hospital's daemon, where one is there, for its models; calls
/// nobody else.
void check_gateway(std::vector<ConfigCheck>& checks, const GatewayConfig& config);

}  // namespace medisc
