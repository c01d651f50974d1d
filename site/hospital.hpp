/// A hospital at work with one of its services, for those who know nothing of actors: prepare
/// bundles ahead of time, diagnose records on them.
///
/// Who opens it needs the hospital's configuration (config/hospital.toml), its key and its
/// database. All calls wait for their job's end; several threads may have jobs at the same
/// time, each claims bundles of its own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "actors/hospital/orders.hpp"
#include "config/config_source.hpp"
#include "config/key_file.hpp"
#include "error/error.hpp"
#include "jobs/client.hpp"
#include "plan/plan.hpp"

namespace medisc {

class Hospital {
 public:
  /// `service` names one of the configuration's services, or is empty for the only one. `ask`:
  /// for a passphrase that no file holds. Calls nobody yet. Errors: kUsage for the
  /// configuration; those of its key file, certificates and database.
  static Result<Hospital> open(const ConfigSource& config, const std::string& service = "",
                               const AskPassphrase& ask = nullptr);
  Hospital(Hospital&& other) noexcept;
  Hospital& operator=(Hospital&& other) noexcept;
  /// Ends its actors, then its threads. No job may run then.
  ~Hospital();

  /// The service's name in the configuration, and its public key in hexadecimal.
  const std::string& service_name() const;
  std::string service_key() const;

  /// The plan of a model, as this hospital holds it: what records are encoded under. Errors:
  /// kPoolDry where nothing was prepared for the model yet.
  Result<Plan> plan(const std::string& model) const;

  /// Prepares `order.count` more bundles; asks dealer and service for what it does not hold
  /// yet. Errors: kPoolDry, with how many were prepared, where the dealer has fewer;
  /// kPeerUnavailable; kRefused.
  Result<PrepareOutcome> prepare(PrepareOrder order);

  /// Diagnoses the order's records on prepared bundles, one a record, and tells `order.report`
  /// after each session, on another thread. Errors before a bundle is used: kPoolDry, kBusy,
  /// kPlanMismatch, kPeerUnavailable, kRefused; later ones leave what was reported valid.
  Result<void> diagnose(DiagnoseOrder order);

  /// Runs a job whose results are kept in the database, and may be asked for again: those that
  /// are there already come first (jobs/message.hpp). `stops` as HospitalClient::diagnose has
  /// it. Errors: those of JobRunner::begin, and as above.
  Result<JobBegun> run(JobOrder order, const JobReport& report,
                       const JobSocket::GivesUp& stops = nullptr);

  /// As `diagnose` for who wants all of it at once, or nothing but the error. Replaces
  /// `order.report`.
  Result<std::vector<Diagnosis>> diagnoses(DiagnoseOrder order);

  /// How long each of `count` messages took to the service and back, over one connection.
  Result<RoundTrips> ping(std::size_t count);

 private:
  Hospital(std::unique_ptr<class RunningHospital> running,
           std::unique_ptr<class JobRunner> runner);

  std::unique_ptr<class RunningHospital> running_;
  std::unique_ptr<class JobRunner> runner_;  // before the actors that it asks
};

}  // namespace medisc
