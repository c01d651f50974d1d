/// All that a gateway answers.
#pragma once

#include <vector>

#include "gateway/diagnoses.hpp"
#include "gateway/intake/intake.hpp"
#include "http/router.hpp"

namespace medisc {

/// The route tables together, and GET /openapi.json, which describes them and itself. What is
/// passed outlives them. `intake`: null where no images come in by themselves; then there are
/// no routes of them.
std::vector<HttpRoute> gateway_routes(Daemon& daemon, Diagnoses& diagnoses,
                                      const GatewayConfig& config, Intake* intake = nullptr);

}  // namespace medisc
