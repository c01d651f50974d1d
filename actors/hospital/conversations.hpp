/// A hospital's jobs as conversations with its service and its dealer. What each does, and its
/// errors, are told where it is started (hospital.hpp); errors are thrown here, as Failures.
#pragma once

#include "actors/conversation/process.hpp"
#include "actors/hospital/hospital_context.hpp"
#include "actors/hospital/orders.hpp"

namespace medisc {

Task<PrepareOutcome> run_prepare(Process& process, const HospitalContext& hospital,
                                 const PrepareOrder& order);

Task<void> run_diagnose(Process& process, const HospitalContext& hospital,
                        const DiagnoseOrder& order);

Task<RoundTrips> run_ping(Process& process, const HospitalContext& hospital, std::size_t count);

}  // namespace medisc
