/// What a service answers to a hospital, a request at a time. All throw Failure, which ends the
/// conversation; the hospital is told.
#pragma once

#include "actors/service/connected_hospital.hpp"

namespace medisc {

/// Some chunks of D = W - a1 of the pool with this hospital: fetches the pool's mask from the
/// dealer the first time, and keeps it.
Task<void> give_weights(ConnectedHospital& hospital, const WeightsRequest& request);

/// Stores a hospital's openings of bundles, our halves of them fetched first. A bundle whose
/// openings have another length than the plan asks for is refused.
Task<void> take_openings(ConnectedHospital& hospital, const Prepare& prepare);

/// Runs a session on the bundles that are named, or says why not: busy, or which of the bundles
/// can't be used; nothing is spent then.
Task<void> serve_session(ConnectedHospital& hospital, const OpenSession& open);

}  // namespace medisc
