/// What all of a hospital's verbs start with.
#pragma once

#include <memory>
#include <string>

#include "actors/conversation/actor_system.hpp"
#include "actors/hospital/hospital.hpp"
#include "cli/daemon.hpp"
#include "config/config_source.hpp"
#include "config/hospital_config.hpp"

namespace medisc {

/// A running hospital: its actors, shut down when it goes.
class RunningHospital {
 public:
  /// From a configuration; `service` names one of its services, or is empty for the only one.
  static Result<std::unique_ptr<RunningHospital>> start(const ConfigSource& source,
                                                        const std::string& service);
  /// With this of its services. `check_database`: StoreOptions::check.
  static Result<std::unique_ptr<RunningHospital>> start(
      const HospitalConfig& config, const RemotePeer& service,
      std::shared_ptr<Metrics> metrics = no_metrics(), bool check_database = false);
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
