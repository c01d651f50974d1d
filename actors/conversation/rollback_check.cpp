#include "actors/conversation/rollback_check.hpp"

namespace medisc {

Task<void> tell_spent(Host& host, Connection& connection, PartyLedger ledger,
                      std::shared_ptr<EventLog> event_log, Peer peer) {
  auto asked = host.ask<OwnSpent>(ledger, ExchangeSpent{peer, std::nullopt});
  const OwnSpent ours = value_of(co_await asked);
  auto telling = request<SpentReport>(connection, ours.standing);
  const SpentReport told = co_await telling;
  auto taking = host.ask<OwnSpent>(ledger, ExchangeSpent{peer, told});
  const OwnSpent taken = value_of(co_await taking);
  report_old_copy(*event_log, peer, taken);
}

Task<Connection*> connect_checked(Host& host, Dialer dialer, OwnName self, PeerAddress target,
                                  Patience patience, PartyLedger ledger,
                                  std::shared_ptr<EventLog> event_log) {
  auto meeting = connect_to(host, dialer, self, target, patience);
  Connection* connection = co_await meeting;
  auto telling = tell_spent(host, *connection, ledger, event_log, target.peer);
  try {
    co_await telling;
  } catch (const Failure&) {
    connection->close();
    throw;
  }
  co_return connection;
}

void report_old_copy(EventLog& event_log, const Peer& peer, const OwnSpent& own) {
  if (!own.burned) return;
  event_log.warning("old-copy-found", {{"role", role_name(peer.role)},
                                       {"key", to_hex(peer.key)},
                                       {"burned", std::to_string(*own.burned)}});
}

}  // namespace medisc
