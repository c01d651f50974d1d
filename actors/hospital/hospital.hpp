/// The hospital's jobs: prepare bundles, diagnose records, ping the service.
#pragma once

#include <future>
#include <memory>
#include <string>

#include <caf/all.hpp>

#include "actors/hospital/hospital_context.hpp"
#include "actors/hospital/orders.hpp"
#include "storage/party_pools.hpp"

namespace medisc {

/// Starts a hospital's ledger, dialer and lanes, which its jobs and those with its other
/// services (with_service) share. `keys`: what its results are kept under, if they are.
std::shared_ptr<const HospitalContext> start_hospital(
    caf::actor_system& system, HospitalSettings settings, std::unique_ptr<PartyPools> pools,
    std::shared_ptr<const SiteKeys> keys = nullptr);

/// Stops its actors, once no job runs.
void stop_hospital(const HospitalContext& hospital);

/// Prepares `count` more bundles: fetches plan, masked weights and halves as needed, opens to
/// the service what it may know ahead. Errors: kPoolDry, with how many were prepared, where the
/// dealer has fewer.
std::future<Result<PrepareOutcome>> prepare(caf::actor_system& system,
                                            std::shared_ptr<const HospitalContext> hospital,
                                            PrepareOrder order);

/// Runs the records on prepared bundles, in the lane of the model and its service (lane.hpp),
/// preparing delivered ones first where they are needed. All bundles are claimed before the
/// first session, so that no two jobs meet at one; where too few are there and the order waits,
/// more are fetched from the dealer. A session that fails ends the job as well, after the next
/// one where that is open already. Errors before anything is consumed: kPoolDry with how many
/// are left, and how long a refill takes; kBusy; kPlanMismatch with both hashes;
/// kPeerUnavailable. `report` is called on the network thread.
std::future<Result<void>> diagnose(std::shared_ptr<const HospitalContext> hospital,
                                   DiagnoseOrder order);

/// Pings the service over one connection, `count` times one after the other, and returns how
/// long each answer took. Errors: kPeerUnavailable; those of the handshake.
std::future<Result<RoundTrips>> ping_service(caf::actor_system& system,
                                             std::shared_ptr<const HospitalContext> hospital,
                                             std::size_t count);

/// The plan of a model as this hospital holds it. Errors: kPoolDry where none was fetched yet.
Result<Plan> stored_plan(caf::actor_system& system, const HospitalContext& hospital,
                         const std::string& model);

}  // namespace medisc
