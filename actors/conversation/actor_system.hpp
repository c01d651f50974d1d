/// CAF as MediSC runs it.
#pragma once

#include <caf/all.hpp>

namespace medisc {

/// No files, no CAF logs, a network module.
class ActorSettings : public caf::actor_system_config {
 public:
  ActorSettings();
};

/// The actors of one process. Going, it waits for all of them, which somebody has to end.
class ActorSystem {
 public:
  ActorSystem() : system_(settings_) {}
  caf::actor_system& get() { return system_; }

 private:
  ActorSettings settings_;
  caf::actor_system system_;
};

}  // namespace medisc
