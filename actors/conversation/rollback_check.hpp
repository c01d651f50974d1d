/// Who has an older copy of its database hears so from its peer, at the beginning of a
/// conversation (storage/old_copy.hpp).
#pragma once

#include "actors/contract.hpp"
#include "actors/conversation/handshake.hpp"
#include "actors/conversation/process.hpp"

namespace medisc {

/// Connects to the peer, tells it first of all what was spent with it, and takes its answer.
/// Throws Failure.
Task<Connection*> connect_checked(Process& process, OwnName self, PeerAddress target,
                                  Patience patience, std::shared_ptr<EventLog> event_log);

/// Whoever is called: the answer to a SpentReport. Throws Failure.
Task<void> answer_spent(Process& process, Connection& connection,
                        std::shared_ptr<EventLog> event_log, Peer peer, SpentReport told);

}  // namespace medisc
