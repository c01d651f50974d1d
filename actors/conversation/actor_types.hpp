/// The actors that conversations ask, as CAF knows them. What they say is in
/// actors/contract.hpp.
#pragma once

#include <chrono>

#include <caf/all.hpp>

#include "actors/contract.hpp"
#include "config/address.hpp"

namespace medisc {

/// Owns a database; a thread of its own. Answers with the request's kind of answer, or its
/// error.
using Ledger = caf::typed_actor<caf::replies_to<LedgerRequest>::with<LedgerAnswer>>;

/// Connects a socket within so long; a thread of its own. The answer is a connected,
/// non-blocking descriptor, the asker's to close.
using Dialer = caf::typed_actor<caf::replies_to<Address, std::chrono::milliseconds>::with<int>>;

}  // namespace medisc

// None of these ever leaves its process: what crosses machines is messages/medisc.capnp.
template <>
struct caf::allowed_unsafe_message_type<medisc::LedgerRequest> : std::true_type {};
template <>
struct caf::allowed_unsafe_message_type<medisc::LedgerAnswer> : std::true_type {};
template <>
struct caf::allowed_unsafe_message_type<medisc::Address> : std::true_type {};
