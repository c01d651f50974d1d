/// Any role's configuration, or a gateway's.
#pragma once

#include <variant>

#include "config/dealer_config.hpp"
#include "config/gateway_config.hpp"
#include "config/hospital_config.hpp"
#include "config/service_config.hpp"

namespace medisc {

using RoleConfig = std::variant<DealerConfig, ServiceConfig, HospitalConfig, GatewayConfig>;

/// Of the role that the file is for. Errors: those of role_of and of the role's own reader.
Result<RoleConfig> load_role_config(const ConfigSource& source);

}  // namespace medisc
