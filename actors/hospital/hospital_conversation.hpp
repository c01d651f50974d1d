/// What a hospital says to its dealer and its service.
#pragma once

#include "actors/conversation/host.hpp"
#include "actors/hospital/hospital.hpp"

namespace medisc {

Task<PrepareOutcome> run_prepare(Host& host, const HospitalContext& hospital,
                                 const PrepareOrder& order);

Task<void> run_diagnose(Host& host, const HospitalContext& hospital,
                        const DiagnoseOrder& order);

/// Meets the service, or the dealer, and tells it how we stand with it. Throws Failure.
Task<Connection*> connect_checked(Host& host, const HospitalContext& hospital,
                                  PeerAddress target);

/// Another connection to the service, beside the one that a job has. Tried once; null where it
/// is not to be had: the job goes on with one.
Task<Connection*> connect_to_service_again(Host& host, const HospitalContext& hospital);

/// As ping_service (hospital.hpp) says.
Task<RoundTrips> run_ping(Host& host, const HospitalContext& hospital, std::size_t count);

/// Bundles of a plan in a state at this hospital, `limit` at most.
Task<Ids> bundles_in(Host& host, const HospitalContext& hospital, PoolKey pool,
                     BundleState state, std::size_t limit);

/// Bundles in a state for one job, `limit` at most: nobody else gets them until they are
/// released or spent.
Task<Ids> claim_in_state(Host& host, const HospitalContext& hospital, PoolKey pool,
                         BundleState state, std::size_t limit);
Task<void> release_bundles(Host& host, const HospitalContext& hospital, PoolKey pool, Ids ids);

/// Claims bundles into `held` until it has `count`: delivered ones, then new ones from the
/// dealer, who is asked again for so long; fewer where it has no more by then. Not prepared
/// yet.
Task<void> claim_from_dealer(Host& host, const HospitalContext& hospital, Connection& service,
                             const Plan& plan, std::size_t count, std::chrono::seconds wait,
                             Ids& held);

/// Prepares these delivered bundles at the service: computes our shares, sends the openings,
/// keeps the shares once the service has taken the openings.
Task<void> prepare_bundles(Host& host, const HospitalContext& hospital, Connection& service,
                           const Plan& plan, Ids ids, Progress progress);

/// Adds bundles of a model that prepare_bundles has prepared to the metrics.
void count_prepared(const HospitalContext& hospital, const std::string& model,
                    std::size_t count);

/// The plan that the service runs for this model, stored.
Task<Plan> fetch_plan(Host& host, const HospitalContext& hospital, Connection& service,
                      std::string model);

}  // namespace medisc
