/// What a finished session leaves in the database.
#pragma once

#include <chrono>

#include "actors/conversation/session_link.hpp"
#include "correlation/party.hpp"
#include "plan/plan.hpp"
#include "storage/rows.hpp"

namespace medisc {

/// Costs as `party` measured them. Online time runs from the first online message to the last;
/// `total` from the request for a session on.
SessionEnd session_end(const SessionLink& link, Party party, const Plan& plan,
                       std::chrono::nanoseconds total);

/// A random session id: 16 bytes.
SessionId fresh_session_id();

}  // namespace medisc
