#include "actors/standing.hpp"

#include "storage/old_copy.hpp"

namespace medisc {

Result<OwnStanding> exchange_standing(Store& store, const ExchangeStanding& request,
                                      std::span<const BundleState> unspent) {
  const std::string peer = to_hex(request.peer.key);
  const Scope scope = request.peer.role == Role::kDealer ? Scope::kAll : Scope::kPeer;
  OwnStanding own;
  if (request.told) {
    const SpentCounts told{request.told->own, request.told->peer};
    auto burned = burn_if_old_copy(store, peer, scope, told, unspent);
    if (!burned) return tl::unexpected<Error>(burned.error());
    own.burned = *burned;
  }
  const auto counts = store.spent_with(peer, scope);
  if (!counts) return tl::unexpected<Error>(counts.error());
  own.standing = {counts->own, counts->peer};
  return own;
}

Task<void> tell_standing(Host& host, Connection& connection, PartyLedger ledger,
                         std::shared_ptr<Journal> journal, Peer peer) {
  auto asked = host.ask<OwnStanding>(ledger, ExchangeStanding{peer, std::nullopt});
  const OwnStanding ours = value_of(co_await asked);
  auto telling = request<Standing>(connection, ours.standing);
  const Standing told = co_await telling;
  auto taking = host.ask<OwnStanding>(ledger, ExchangeStanding{peer, told});
  const OwnStanding taken = value_of(co_await taking);
  report_old_copy(*journal, peer, taken);
}

Task<Connection*> consult(Host& host, Dialer dialer, OwnName self, PeerAddress target,
                          Patience patience, PartyLedger ledger,
                          std::shared_ptr<Journal> journal) {
  auto meeting = meet(host, dialer, self, target, patience);
  Connection* connection = co_await meeting;
  auto telling = tell_standing(host, *connection, ledger, journal, target.peer);
  try {
    co_await telling;
  } catch (const Failure&) {
    connection->close();
    throw;
  }
  co_return connection;
}

void report_old_copy(Journal& journal, const Peer& peer, const OwnStanding& own) {
  if (!own.burned) return;
  journal.warning("old-copy-found", {{"role", role_name(peer.role)},
                                     {"key", to_hex(peer.key)},
                                     {"burned", std::to_string(*own.burned)}});
}

}  // namespace medisc
