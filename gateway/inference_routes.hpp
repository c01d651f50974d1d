/// The Open Inference Protocol V2, as KServe and Triton speak it, over the hospital's daemon.
///
///   GET  /v2                                   server metadata
///   GET  /v2/health/live, /v2/health/ready     by the status alone
///   GET  /v2/models                            an index; POST /v2/repository/index likewise
///   GET  /v2/models/{model}[/versions/{version}]          metadata
///   GET  /v2/models/{model}[/versions/{version}]/ready    whether a record can be diagnosed
///   now GET  /v2/models/{model}[/versions/{version}]/stats    its pool POST
///   /v2/models/{model}[/versions/{version}]/infer
///
/// Parameters of an infer request beyond the protocol's: "service", "wait" (seconds), "batch"
/// (records a session), "record_ids" (texts between commas).
#pragma once

#include <vector>

#include "gateway/asking.hpp"
#include "http/router.hpp"

namespace medisc {

/// `daemon` and `config` outlive them.
std::vector<HttpRoute> inference_routes(Daemon& daemon, const GatewayConfig& config);

}  // namespace medisc
