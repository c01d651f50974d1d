#include "actors/actor_system.hpp"

#include <caf/io/middleman.hpp>

namespace medisc {

ActorSettings::ActorSettings() {
  load<caf::io::middleman>();
  // A conversation lives on the network thread; workers have next to nothing to do.
  set("scheduler.policy", caf::atom("sharing"));
  set("scheduler.max-threads", std::size_t{2});
  set("middleman.enable-automatic-connections", false);
  set("logger.verbosity", caf::atom("quiet"));
}

}  // namespace medisc
