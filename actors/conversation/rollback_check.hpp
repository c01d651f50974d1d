/// Who has an older copy of its database hears so from its peer, at the beginning of a
/// conversation (storage/old_copy.hpp).
#pragma once

#include "actors/contract.hpp"
#include "actors/conversation/handshake.hpp"
#include "actors/conversation/host.hpp"

namespace medisc {

/// Whoever calls: tells the peer, and takes its answer. Throws Failure.
Task<void> tell_spent(Host& host, Connection& connection, PartyLedger ledger,
                      std::shared_ptr<EventLog> event_log, Peer peer);

/// Meets the peer, and tells it first of all how we stand with it. Throws Failure.
Task<Connection*> connect_checked(Host& host, Dialer dialer, OwnName self, PeerAddress target,
                                  Patience patience, PartyLedger ledger,
                                  std::shared_ptr<EventLog> event_log);

/// Whoever is called: the answer to a SpentReport. Throws Failure.
template <class Ledger>
Task<void> answer_spent(Host& host, Connection& connection, Ledger ledger,
                        std::shared_ptr<EventLog> event_log, Peer peer, SpentReport told);

/// Warns where this database is an older copy.
void report_old_copy(EventLog& event_log, const Peer& peer, const OwnSpent& own);

template <class Ledger>
Task<void> answer_spent(Host& host, Connection& connection, Ledger ledger,
                        std::shared_ptr<EventLog> event_log, Peer peer, SpentReport told) {
  auto asked = host.ask<OwnSpent>(ledger, ExchangeSpent{peer, told});
  const OwnSpent own = value_of(co_await asked);
  report_old_copy(*event_log, peer, own);
  connection.send(own.standing);
}

}  // namespace medisc
