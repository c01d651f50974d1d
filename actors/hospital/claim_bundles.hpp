/// The bundles that a job's records need.
#pragma once

#include "actors/conversation/process.hpp"
#include "actors/hospital/hospital_context.hpp"
#include "actors/hospital/orders.hpp"

namespace medisc {

/// Claims bundles into `held` until it has `count`: prepared ones, then delivered ones, then,
/// where the order waits, new ones from the dealer, who is asked once. What is claimed is
/// prepared after it; `held` has it, whatever happens. Returns how many are missing still.
/// Throws Failure.
Task<std::size_t> claim_bundles(Process& process, const HospitalContext& hospital,
                                Connection& service, const DiagnoseOrder& order,
                                std::size_t count, Ids& held);

/// Throws Failure: kPoolDry, of `needed` bundles only `left` are there; how long a refill
/// takes.
Task<void> throw_dry(Process& process, const HospitalContext& hospital,
                     const DiagnoseOrder& order, std::size_t needed, std::size_t left);

}  // namespace medisc
