#include "actors/dealer/dealer.hpp"

#include "actors/conversation/handshake.hpp"
#include "actors/conversation/rollback_check.hpp"
#include "actors/ledger/dealer_ledger.hpp"

namespace medisc {
namespace {

Task<void> answer_party(Host& host, Connection& connection, const DealerSettings& settings,
                        DealerLedger ledger) {
  auto greeting =
      accept_peer(connection, {settings.identity.get(), Role::kDealer}, settings.is_registered);
  const Peer peer = co_await greeting;
  connection.set_peer(peer_fields(settings.peer_name, peer));
  EventLog::Fields met = connection.peer();
  met.emplace_back("channel", connection.encrypted() ? "tls" : "plain");
  settings.event_log->info("peer-met", met);
  for (;;) {
    auto arrival = next_request(connection);
    std::optional<Message> request = co_await arrival;
    if (!request) co_return;
    expect_still_registered(settings.is_registered, peer);
    EventLog::Fields about = connection.peer();
    about.emplace_back("kind", message_name(*request));
    settings.event_log->debug("request", about);
    if (const auto* standing = std::get_if<SpentReport>(&*request)) {
      auto answering =
          answer_spent(host, connection, ledger, settings.event_log, peer, *standing);
      co_await answering;
      continue;
    }
    const auto* bundles = std::get_if<BundleRequest>(&*request);
    const std::size_t named = bundles != nullptr ? bundles->ids.size() : 0;
    auto reply = host.ask<Message>(ledger, peer, std::move(*request));
    const Message answer = value_of(co_await reply);
    const auto* grant = std::get_if<BundleGrant>(&answer);
    if (named > 0 && grant != nullptr && grant->halves.empty()) {
      about = connection.peer();
      about.emplace_back("count", std::to_string(named));
      settings.event_log->warning("bundles-not-here", about);
    }
    connection.send(answer);
  }
}

}  // namespace

Result<Listener> start_dealer(caf::actor_system& system, const DealerSettings& settings,
                              std::unique_ptr<Store> store) {
  const DealerLedger ledger = spawn_dealer_ledger(system, std::move(store));
  auto listener = listen(
      system, settings.listen,
      [settings, ledger](Host& host, Connection& connection) {
        return answer_party(host, connection, settings, ledger);
      },
      settings.event_log, settings.channels, settings.metrics);
  if (listener) listener->helper_actors = {caf::actor_cast<caf::actor>(ledger)};
  return listener;
}

}  // namespace medisc
