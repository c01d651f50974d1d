/// D = W - a1 of a pool, as the hospital gets it and keeps it: in chunks, once.
#pragma once

#include "actors/conversation/process.hpp"
#include "actors/hospital/hospital_context.hpp"

namespace medisc {

/// Fetches what is missing of D from the service, part by part, each durably stored. When this
/// has returned, D is here whole. Returns the tag of the mask in it. Throws Failure.
Task<MaskTag> fetch_masked_weights(Process& process, const HospitalContext& hospital,
                                   Connection& service, const Plan& plan);

}  // namespace medisc
