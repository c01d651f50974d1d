/// A hospital's actors, from its configuration: what all of its jobs start with.
#pragma once

#include <memory>

#include "actors/conversation/actor_system.hpp"
#include "actors/hospital/hospital.hpp"
#include "config/hospital_config.hpp"

namespace medisc {

/// What a configuration does not say.
struct HospitalStart {
  std::shared_ptr<EventLog> event_log;
  AskPassphrase ask;  ///< for a passphrase that no file holds
  std::shared_ptr<Metrics> metrics = no_metrics();
  bool check_database = false;  ///< StoreOptions::check
};

/// Going, it shuts its actors down. No job may run then.
class RunningHospital {
 public:
  /// With this of the configuration's services. Errors: those of open_channels, the key file
  /// and the store.
  static Result<std::unique_ptr<RunningHospital>> start(const HospitalConfig& config,
                                                        const RemotePeer& service,
                                                        HospitalStart how);
  ~RunningHospital();
  RunningHospital(const RunningHospital&) = delete;
  RunningHospital& operator=(const RunningHospital&) = delete;

  caf::actor_system& system() { return actors_.get(); }
  const std::shared_ptr<const HospitalContext>& context() const { return context_; }

 private:
  RunningHospital() = default;

  ActorSystem actors_;
  std::shared_ptr<const HospitalContext> context_;
};

}  // namespace medisc
