/// The hospital's jobs: prepare bundles, diagnose records, ping the service. Each is one
/// conversation.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "actors/conversation/event_log.hpp"
#include "actors/conversation/handshake.hpp"
#include "actors/conversation/worker_pool.hpp"
#include "metrics/metrics.hpp"
#include "protocol/session_size.hpp"
#include "storage/store.hpp"

namespace medisc {

struct HospitalSettings {
  std::shared_ptr<const Identity> identity;
  PeerAddress dealer;
  PeerAddress service;
  std::string service_name;  ///< as the configuration calls it, for texts
  Patience patience;
  std::shared_ptr<EventLog> event_log;
  std::shared_ptr<Metrics> metrics = no_metrics();
};

/// A hospital's actors.
struct HospitalContext {
  HospitalSettings settings;
  PartyLedger ledger;
  Dialer dialer;
  std::shared_ptr<WorkerPool> workers = std::make_shared<WorkerPool>();  ///< the process's one

  OwnName self() const { return {settings.identity.get(), Role::kHospital}; }
  PoolKey pool_of(const Plan& plan) const;
};

/// The same hospital with another of its services: ledger and dialer are shared.
std::shared_ptr<const HospitalContext> with_service(const HospitalContext& hospital,
                                                    PeerAddress service, std::string name);

std::shared_ptr<const HospitalContext> start_hospital(caf::actor_system& system,
                                                      HospitalSettings settings,
                                                      std::unique_ptr<Store> store);

/// Stops its actors, once no job runs.
void stop_hospital(const HospitalContext& hospital);

using Progress = std::function<void(std::size_t done, std::size_t of)>;

struct PrepareOrder {
  std::string model;
  std::size_t count = 0;
  Progress progress;
  std::chrono::seconds wait{0};  ///< for a dealer that is still dealing
};

struct PrepareOutcome {
  std::size_t prepared = 0;  ///< now
  std::size_t ready = 0;     ///< in all
};

/// Prepares `count` more bundles: fetches plan, masked weights and halves as needed, opens to
/// the service what it may know ahead. Errors: kPoolDry, with how many were prepared, where the
/// dealer has fewer.
std::future<Result<PrepareOutcome>> prepare(caf::actor_system& system,
                                            std::shared_ptr<const HospitalContext> hospital,
                                            PrepareOrder order);

struct Diagnosis {
  std::vector<std::int64_t> logits;  ///< at the plan's output scale
  SessionId session{};
  SessionCosts costs;  ///< of the whole session
};

/// Takes the diagnoses of one session, in the records' order; `first` is the index of its first
/// record. An error ends the job, after the next session where that is open already.
using DiagnosisReport =
    std::function<Result<void>(std::size_t first, std::span<const Diagnosis>)>;

struct DiagnoseOrder {
  std::string model;
  Plan plan;                                       ///< that the records were encoded under
  std::vector<std::vector<std::int64_t>> records;  ///< encoded
  std::size_t batch = 1;                           ///< records a session, at most
  std::uint64_t memory = SessionBounds{}.memory;  ///< bytes a session, about (session_size.hpp)
  DiagnosisReport report;
  std::chrono::seconds wait{0};  ///< for bundles, and for a service that is busy
  bool ahead = true;             ///< whether a session may open while the one before it runs
};

/// Runs the records on prepared bundles, preparing delivered ones first where they are needed.
/// All bundles are claimed before the first session, so that no two jobs meet at one; where too
/// few are there and the order waits, more are fetched from the dealer. A session that fails
/// ends the job as well, after the next one where that is open already. Errors before anything
/// is consumed: kPoolDry with how many are left, and how long a refill takes; kBusy;
/// kPlanMismatch with both hashes; kPeerUnavailable. `report` is called on the network thread.
std::future<Result<void>> diagnose(caf::actor_system& system,
                                   std::shared_ptr<const HospitalContext> hospital,
                                   DiagnoseOrder order);

using RoundTrips = std::vector<std::chrono::nanoseconds>;

/// Pings the service over one connection, `count` times one after the other, and returns how
/// long each answer took. Errors: kPeerUnavailable; those of the handshake.
std::future<Result<RoundTrips>> ping_service(caf::actor_system& system,
                                             std::shared_ptr<const HospitalContext> hospital,
                                             std::size_t count);

/// The plan of a model as this hospital holds it. Errors: kPoolDry where none was fetched yet.
Result<Plan> stored_plan(caf::actor_system& system, const HospitalContext& hospital,
                         const std::string& model);

}  // namespace medisc
