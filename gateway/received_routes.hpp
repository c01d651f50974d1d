/// Images that came to the gateway's intake, for people and their programs.
///
///   GET  /v1/received                 the newest first: "limit=" (50; 1000 at most). Of each
///                                     what gateway/intake/received.hpp has, and of its first
///                                     file's header, while that is kept, whom it is of
///   GET  /v1/received/{id}            one of them
///   GET  /v1/received/{id}/picture    PNG, as of POST /v1/pictures: "place=" (of a file of a
///                                     series); with "map=true" the map of its diagnosis over
///                                     it
///   POST /v1/received/{id}/retry      its diagnosis is tried again at once, or its sending
#pragma once

#include <vector>

#include "gateway/daemon.hpp"
#include "gateway/intake/intake.hpp"
#include "http/router.hpp"

namespace medisc {

/// `intake` and `daemon` outlive them.
std::vector<HttpRoute> received_routes(Intake& intake, Daemon& daemon);

}  // namespace medisc
