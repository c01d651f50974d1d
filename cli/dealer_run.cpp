#include <optional>

#include "actors/conversation/actor_system.hpp"
#include "actors/dealer/dealer.hpp"
#include "actors/dealer/restock.hpp"
#include "cli/daemon.hpp"
#include "cli/loading.hpp"
#include "cli/metrics_endpoint.hpp"
#include "cli/peer_register.hpp"
#include "cli/role_channels.hpp"
#include "cli/verbs.hpp"
#include "config/dealer_config.hpp"
#include "storage/store.hpp"

namespace medisc {

Result<void> run(const DealerRunArguments& arguments) {
  const auto config = load_dealer_config(arguments.config);
  if (!config) return tl::unexpected<Error>(config.error());
  auto identity = load_identity(config->key);
  if (!identity) return tl::unexpected<Error>(identity.error());
  const auto event_log = make_event_log(config->log);
  const auto channels = open_channels(config->tls, {config->listen}, *event_log);
  if (!channels) return tl::unexpected<Error>(channels.error());
  auto store = open_dealer_pools(config->database, {.check = true});
  if (!store) return tl::unexpected<Error>(store.error());

  const auto peers = std::make_shared<PeerRegister>(config->hospitals, config->services);
  DealerSettings settings;
  settings.listen = config->listen;
  settings.channels = *channels;
  settings.identity = *identity;
  settings.is_registered = registered_in(peers);
  settings.event_log = event_log;
  settings.peer_name = name_of(peers->names());

  block_daemon_signals();
  const auto endpoint = serve_metrics(config->metrics, Role::kDealer, config->database,
                                      settings.peer_name, *settings.event_log);
  if (!endpoint) return tl::unexpected<Error>(endpoint.error());
  settings.metrics = (*endpoint)->metrics();
  ActorSystem actors;
  const auto listener = start_dealer(actors.get(), settings, std::move(*store));
  if (!listener) return tl::unexpected<Error>(listener.error());
  settings.event_log->info(
      "dealer-ready", {{"address", to_string(Address{config->listen.host, listener->port})},
                       {"key", to_hex((*identity)->public_key())}});

  std::optional<StockKeeper> stock;
  const auto start_stock = [&](const DealerConfig& current) -> Result<void> {
    stock.reset();
    if (!current.stock) return {};
    auto own_store = open_dealer_pools(current.database);
    if (!own_store) return tl::unexpected<Error>(own_store.error());
    stock.emplace(
        std::move(*own_store),
        StockSettings{current.stock->levels, current.stock->disk_bytes, settings.is_registered,
                      settings.event_log, settings.peer_name});
    return {};
  };
  if (auto started = start_stock(*config); !started) {
    stop(*listener, std::chrono::milliseconds(0));
    return started;
  }
  run_until_signal(*listener, *settings.event_log, **endpoint, [&]() -> Result<void> {
    auto again = load_dealer_config(arguments.config);
    if (!again) return tl::unexpected<Error>(again.error());
    again->database = config->database;  // a daemon keeps the database that it began with
    peers->replace(again->hospitals, again->services);
    return start_stock(*again);
  });
  return {};
}

}  // namespace medisc
