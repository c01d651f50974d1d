/// Connects sockets without ever holding up the network thread.
#pragma once

#include "actors/conversation/actor_types.hpp"
#include "error/error.hpp"

namespace medisc {

Dialer spawn_dialer(caf::actor_system& system);

/// Connects within `patience`; blocks. Errors: kPeerUnavailable naming the address and why.
Result<int> dial(const Address& address, std::chrono::milliseconds patience);

}  // namespace medisc
