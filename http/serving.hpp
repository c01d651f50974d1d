/// What all connections of a running server share.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "http/application.hpp"
#include "http/connections.hpp"
#include "http/event.hpp"
#include "http/room.hpp"
#include "http/settings.hpp"

namespace medisc {

struct Serving {
  Serving(HttpSettings chosen, std::shared_ptr<HttpApplication> served)
      : settings(std::move(chosen)),
        application(std::move(served)),
        connections(settings.limits),
        room(settings.limits.requests, settings.limits.body_bytes_in_all) {}

  const HttpSettings settings;
  std::vector<std::string> hosts;  ///< as host_fault takes them
  std::shared_ptr<HttpApplication> application;
  Connections connections;
  Room room;
  std::atomic<bool> stops = false;
  Event stopping;  ///< no new requests; streams end
  Event cut;       ///< the grace is over
};

}  // namespace medisc
