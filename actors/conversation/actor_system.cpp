#include "actors/conversation/actor_system.hpp"

#include <caf/io/middleman.hpp>

namespace medisc {

ActorSettings::ActorSettings() {
  load<caf::io::middleman>();
  // A conversation lives on the network thread; workers have next to nothing to do.
  set("scheduler.policy", caf::atom("sharing"));
  set("scheduler.max-threads", std::size_t{2});
  // What is there is read at once; a second attempt would mostly find nothing.
  set("middleman.max-consecutive-reads", std::size_t{1});
  set("middleman.enable-automatic-connections", false);
  set("logger.verbosity", caf::atom("quiet"));
}

}  // namespace medisc
