#include "actors/dealer.hpp"

#include "actors/dealer_ledger.hpp"
#include "actors/meeting.hpp"
#include "actors/standing.hpp"

namespace medisc {
namespace {

Task<void> answer_party(Host& host, Connection& connection, const DealerSettings& settings,
                        DealerLedger ledger) {
  auto greeting =
      welcome(connection, {settings.identity.get(), Role::kDealer}, settings.is_registered);
  const Peer peer = co_await greeting;
  connection.set_peer(peer_fields(settings.peer_name, peer));
  Journal::Fields met = connection.peer();
  met.emplace_back("channel", connection.encrypted() ? "tls" : "plain");
  settings.journal->info("peer-met", met);
  for (;;) {
    auto arrival = next_request(connection);
    std::optional<Message> request = co_await arrival;
    if (!request) co_return;
    expect_still_registered(settings.is_registered, peer);
    Journal::Fields about = connection.peer();
    about.emplace_back("kind", message_name(*request));
    settings.journal->debug("request", about);
    if (const auto* standing = std::get_if<Standing>(&*request)) {
      auto answering =
          answer_standing(host, connection, ledger, settings.journal, peer, *standing);
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
      settings.journal->warning("bundles-not-here", about);
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
      settings.journal, settings.channels, settings.metrics);
  if (listener) listener->staff = {caf::actor_cast<caf::actor>(ledger)};
  return listener;
}

}  // namespace medisc
