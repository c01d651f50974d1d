/// Bundles prepared for those who may order them.
///
///   POST /v1/preparations?model=M&count=N   "service=", "wait=" (seconds). Server-sent events
///                                           "progress" {"done", "of"}, then "done"
///                                           {"prepared", "ready"} or "failed" {"error"}. Who
///                                           hangs up ends it; what is prepared by then stays
#pragma once

#include <vector>

#include "gateway/daemon.hpp"
#include "http/router.hpp"

namespace medisc {

/// `daemon` outlives them. Whoever lets go of them waits for preparations that run.
std::vector<HttpRoute> preparation_routes(Daemon& daemon);

}  // namespace medisc
