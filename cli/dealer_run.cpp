#include "actors/dealer.hpp"
#include "cli/daemon.hpp"
#include "cli/loading.hpp"
#include "cli/role_channels.hpp"
#include "cli/verbs.hpp"
#include "config/dealer_config.hpp"

namespace medisc {

Result<void> run(const DealerRunArguments& arguments) {
  const auto config = load_dealer_config(arguments.config);
  if (!config) return tl::unexpected<Error>(config.error());
  auto identity = load_identity(config->key);
  if (!identity) return tl::unexpected<Error>(identity.error());
  const auto journal = make_journal(config->log);
  const auto channels = open_channels(config->tls, {config->listen}, *journal);
  if (!channels) return tl::unexpected<Error>(channels.error());
  auto store = open_store(config->database);
  if (!store) return tl::unexpected<Error>(store.error());

  DealerSettings settings;
  settings.listen = config->listen;
  settings.channels = *channels;
  settings.identity = *identity;
  settings.is_registered = registered(config->hospitals, config->services);
  settings.journal = journal;

  block_signals();
  ActorSettings actor_settings;
  caf::actor_system system{actor_settings};
  const auto listener = start_dealer(system, settings, std::move(*store));
  if (!listener) return tl::unexpected<Error>(listener.error());
  settings.journal->info("dealer-ready",
                         {{"address", to_string(Address{config->listen.host, listener->port})},
                          {"key", to_hex((*identity)->public_key())}});
  run_until_signal(*listener, *settings.journal);
  return {};
}

}  // namespace medisc
