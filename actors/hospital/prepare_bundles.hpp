/// Opening to the service, ahead of time, what it may know of delivered bundles.
#pragma once

#include "actors/conversation/process.hpp"
#include "actors/hospital/hospital_context.hpp"
#include "actors/hospital/orders.hpp"

namespace medisc {

/// Prepares these delivered bundles at the service: computes our shares, sends the openings,
/// keeps the shares once the service has taken the openings. Throws Failure; bundles that can
/// never work are burned then.
Task<void> prepare_bundles(Process& process, const HospitalContext& hospital,
                           Connection& service, const Plan& plan, Ids ids, Progress progress);

/// Adds bundles of a model that were prepared to the metrics.
void count_prepared(const HospitalContext& hospital, const std::string& model,
                    std::size_t count);

}  // namespace medisc
