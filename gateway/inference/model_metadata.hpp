/// What the Open Inference Protocol tells of a server and its models, as JSON.
#pragma once

#include <span>
#include <string>

#include "plan/plan.hpp"

namespace medisc {

/// Name, versions, platform "medisc_plan", inputs and outputs (tensors.hpp).
std::string model_metadata(const Plan& plan, std::string_view name,
                           std::span<const std::string> versions);

/// Name "medisc", its version, and the extensions that are spoken.
std::string server_metadata(std::string_view version);

}  // namespace medisc
