#include "actors/dealer.hpp"
#include "cli/daemon.hpp"
#include "cli/loading.hpp"
#include "cli/metrics_endpoint.hpp"
#include "cli/verbs.hpp"
#include "config/dealer_config.hpp"

namespace medisc {

Result<void> run(const DealerRunArguments& arguments) {
  const auto config = load_dealer_config(arguments.config);
  if (!config) return tl::unexpected<Error>(config.error());
  auto identity = load_identity(config->key);
  if (!identity) return tl::unexpected<Error>(identity.error());
  auto store = open_store(config->database);
  if (!store) return tl::unexpected<Error>(store.error());

  const DatabaseOwner owner = owner_of(*config);
  DealerSettings settings;
  settings.listen = config->listen;
  settings.identity = *identity;
  settings.is_registered = registered(config->hospitals, config->services);
  settings.journal = make_journal(config->log);
  settings.names = owner.names;

  block_signals();
  const auto endpoint = serve_metrics(config->metrics, owner, *settings.journal);
  if (!endpoint) return tl::unexpected<Error>(endpoint.error());
  settings.metrics = (*endpoint)->metrics();
  ActorSettings actor_settings;
  caf::actor_system system{actor_settings};
  const auto listener = start_dealer(system, settings, std::move(*store));
  if (!listener) return tl::unexpected<Error>(listener.error());
  settings.journal->info("dealer-ready",
                         {{"address", to_string(Address{config->listen.host, listener->port})},
                          {"key", to_hex((*identity)->public_key())}});
  run_until_signal(*listener, *settings.journal, **endpoint);
  return {};
}

}  // namespace medisc
