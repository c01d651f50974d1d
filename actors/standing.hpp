/// Who has an older copy of its database hears so from its peer, at the beginning of a
/// conversation (storage/old_copy.hpp).
#pragma once

#include <span>

#include "actors/host.hpp"
#include "actors/interfaces.hpp"
#include "actors/meeting.hpp"
#include "storage/store.hpp"

namespace medisc {

/// A ledger's part: takes what was told, if anything was, and says what to tell. The dealer's
/// word is about all pools, a party's about those shared with it.
Result<OwnStanding> exchange_standing(Store& store, const ExchangeStanding& request,
                                      std::span<const BundleState> unspent);

/// Whoever calls: tells the peer, and takes its answer. Throws Failure.
Task<void> tell_standing(Host& host, Connection& connection, PartyLedger ledger,
                         std::shared_ptr<Journal> journal, Peer peer);

/// Meets the peer, and tells it first of all how we stand with it. Throws Failure.
Task<Connection*> consult(Host& host, Dialer dialer, OwnName self, PeerAddress target,
                          Patience patience, PartyLedger ledger,
                          std::shared_ptr<Journal> journal);

/// Whoever is called: the answer to a Standing. Throws Failure.
template <class Ledger>
Task<void> answer_standing(Host& host, Connection& connection, Ledger ledger,
                           std::shared_ptr<Journal> journal, Peer peer, Standing told);

/// Warns where this database is an older copy.
void report_old_copy(Journal& journal, const Peer& peer, const OwnStanding& own);

template <class Ledger>
Task<void> answer_standing(Host& host, Connection& connection, Ledger ledger,
                           std::shared_ptr<Journal> journal, Peer peer, Standing told) {
  auto asked = host.ask<OwnStanding>(ledger, ExchangeStanding{peer, told});
  const OwnStanding own = value_of(co_await asked);
  report_old_copy(*journal, peer, own);
  connection.send(own.standing);
}

}  // namespace medisc
