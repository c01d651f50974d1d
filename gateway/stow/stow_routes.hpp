/// STOW-RS (PS3.18, 10.5): images come in over HTTP.
///
///   POST /dicom-web/studies
///   POST /dicom-web/studies/{study}    instances of this study alone
///
/// The body is multipart/related of parts of type application/dicom, each a file (Part 10).
/// Each is taken or not for itself, and the answer says which (store_response.hpp). Of the
/// whole request: 400 a body or a Study Instance UID that is none, 406 an answer other than
/// JSON, 415 another media type, or a compressed body.
#pragma once

#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/intake/intake.hpp"
#include "http/router.hpp"

namespace medisc {

/// For callers of scope "diagnose"; bodies are bounded as those of diagnoses. What is passed
/// outlives them.
std::vector<HttpRoute> stow_routes(Intake& intake, const GatewayConfig& config);

}  // namespace medisc
