#include "actors/dealer/serve_party.hpp"

#include "actors/conversation/rollback_check.hpp"

namespace medisc {

Task<void> serve_party(Process& process, Connection& connection, DealerSettings settings) {
  const OwnName self{settings.identity.get(), Role::kDealer};
  const Peer peer = co_await accept_peer(connection, self, settings.is_registered);
  connection.set_peer(peer_fields(settings.peer_name, peer));
  EventLog::Fields met = connection.peer();
  met.emplace_back("channel", connection.encrypted() ? "tls" : "plain");
  settings.event_log->info("peer-met", met);
  for (;;) {
    std::optional<Message> request = co_await next_request(connection);
    if (!request) co_return;
    expect_still_registered(settings.is_registered, peer);
    EventLog::Fields about = connection.peer();
    about.emplace_back("kind", message_name(*request));
    settings.event_log->debug("request", about);
    if (const auto* spent = std::get_if<SpentReport>(&*request)) {
      co_await answer_spent(process, connection, settings.event_log, peer, *spent);
      continue;
    }
    const auto* bundles = std::get_if<BundleRequest>(&*request);
    const std::size_t named = bundles != nullptr ? bundles->ids.size() : 0;
    const Message answer =
        value_of(co_await process.ask<PeerRequest>(peer, std::move(*request)));
    const auto* grant = std::get_if<BundleGrant>(&answer);
    if (named > 0 && grant != nullptr && grant->halves.empty()) {
      about = connection.peer();
      about.emplace_back("count", std::to_string(named));
      settings.event_log->warning("bundles-not-here", about);
    }
    connection.send(answer);
  }
}

}  // namespace medisc
