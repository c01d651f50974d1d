#include "actors/conversation/rollback_check.hpp"

#include "actors/conversation/attempt.hpp"

namespace medisc {
namespace {

/// Warns where this database is an older copy.
void report_old_copy(EventLog& event_log, const Peer& peer, const OwnSpent& own) {
  if (!own.burned) return;
  event_log.warning("old-copy-found", {{"role", role_name(peer.role)},
                                       {"key", to_hex(peer.key)},
                                       {"burned", std::to_string(*own.burned)}});
}

Task<void> tell_spent(Process& process, Connection& connection,
                      std::shared_ptr<EventLog> event_log, Peer peer) {
  const OwnSpent ours = value_of(co_await process.ask<ExchangeSpent>(peer, std::nullopt));
  const SpentReport told =
      co_await request<SpentReport, SpentReport>(connection, ours.report.own, ours.report.peer);
  const OwnSpent taken = value_of(co_await process.ask<ExchangeSpent>(peer, told));
  report_old_copy(*event_log, peer, taken);
}

}  // namespace

Task<Connection*> connect_checked(Process& process, OwnName self, PeerAddress target,
                                  Patience patience, std::shared_ptr<EventLog> event_log) {
  Connection* connection = co_await connect_to(process, self, target, patience);
  const Result<void> told =
      co_await attempt(tell_spent(process, *connection, event_log, target.peer));
  if (told) co_return connection;
  connection->close();
  throw Failure(told.error());
}

Task<void> answer_spent(Process& process, Connection& connection,
                        std::shared_ptr<EventLog> event_log, Peer peer, SpentReport told) {
  const OwnSpent own = value_of(co_await process.ask<ExchangeSpent>(peer, told));
  report_old_copy(*event_log, peer, own);
  connection.send(own.report);
}

}  // namespace medisc
