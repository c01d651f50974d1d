/// A service's conversation with one hospital.
#pragma once

#include "actors/conversation/process.hpp"
#include "actors/service/service_context.hpp"

namespace medisc {

/// Shakes hands, and answers the hospital's requests until it hangs up. Throws Failure.
Task<void> serve_hospital(Process& process, Connection& connection, ServiceContext& context);

}  // namespace medisc
