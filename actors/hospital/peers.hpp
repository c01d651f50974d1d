/// A hospital's connections to its service and its dealer, and what it asks first.
#pragma once

#include "actors/conversation/process.hpp"
#include "actors/hospital/hospital_context.hpp"

namespace medisc {

/// Connects, and tells the peer what was spent with it (conversation/rollback_check.hpp).
/// Throws Failure.
Task<Connection*> connect_to_service(Process& process, const HospitalContext& hospital);
Task<Connection*> connect_to_dealer(Process& process, const HospitalContext& hospital);

/// Another connection to the service, beside the one that a job has. Tried once; null where it
/// is not to be had: the job goes on with one.
Task<Connection*> connect_to_service_again(Process& process, const HospitalContext& hospital);

/// The plan that the service runs for this model, stored. Throws Failure.
Task<Plan> fetch_plan(Process& process, const HospitalContext& hospital, Connection& service,
                      std::string model);

}  // namespace medisc
