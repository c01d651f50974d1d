#include "actors/dealer.hpp"

#include "actors/dealer_ledger.hpp"
#include "actors/meeting.hpp"

namespace medisc {
namespace {

Task<void> answer_party(Host& host, Connection& connection, const DealerSettings& settings,
                        DealerLedger ledger) {
  auto greeting =
      welcome(connection, {settings.identity.get(), Role::kDealer}, settings.is_registered);
  const Peer peer = co_await greeting;
  settings.journal->info("peer-met", {{"role", role_name(peer.role)},
                                      {"key", to_hex(peer.key)},
                                      {"channel", connection.encrypted() ? "tls" : "plain"}});
  for (;;) {
    auto arrival = next_request(connection);
    std::optional<Message> request = co_await arrival;
    if (!request) co_return;
    expect_still_registered(settings.is_registered, peer);
    settings.journal->debug("request",
                            {{"kind", message_name(*request)}, {"key", to_hex(peer.key)}});
    auto reply = host.ask<Message>(ledger, peer, std::move(*request));
    Result<Message> answered = co_await reply;
    connection.send(value_of(std::move(answered)));
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
      settings.journal, settings.channels);
  if (listener) listener->staff = {caf::actor_cast<caf::actor>(ledger)};
  return listener;
}

}  // namespace medisc
