/// The bundles that an order's records need.
#pragma once

#include "actors/conversation/process.hpp"
#include "actors/hospital/hospital_context.hpp"
#include "actors/hospital/orders.hpp"

namespace medisc {

/// Claims `count` more bundles into `held`: prepared ones, then delivered ones, then, as long
/// as the order waits, new ones from the dealer. All are prepared after it. Throws Failure:
/// kPoolDry with how many are left, and how long a refill takes; what was claimed is in `held`.
Task<void> claim_bundles(Process& process, const HospitalContext& hospital, Connection& service,
                         const DiagnoseOrder& order, std::size_t count, Ids& held);

}  // namespace medisc
