/// Bundles that the dealer has delivered to this hospital, and are not prepared yet.
#pragma once

#include <chrono>

#include "actors/conversation/process.hpp"
#include "actors/hospital/hospital_context.hpp"

namespace medisc {

/// Claims delivered bundles into `held` until it has `count`: what is here, then new ones from
/// the dealer, who is asked again for so long; fewer where it has no more by then. Throws
/// Failure; what was claimed is in `held`.
Task<void> claim_from_dealer(Process& process, const HospitalContext& hospital,
                             Connection& service, const Plan& plan, std::size_t count,
                             std::chrono::seconds wait, Ids& held);

}  // namespace medisc
