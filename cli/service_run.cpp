#include <fmt/format.h>

#include "actors/service.hpp"
#include "cli/daemon.hpp"
#include "cli/loading.hpp"
#include "cli/role_channels.hpp"
#include "cli/verbs.hpp"

namespace medisc {

Result<void> run(const ServiceRunArguments& arguments) {
  const auto config = load_service_config(arguments.config);
  if (!config) return tl::unexpected<Error>(config.error());
  auto identity = load_identity(config->key);
  if (!identity) return tl::unexpected<Error>(identity.error());
  const auto journal = make_journal(config->log);
  const auto channels =
      open_channels(config->tls, {config->listen, config->dealer.address}, *journal);
  if (!channels) return tl::unexpected<Error>(channels.error());

  ServiceSettings settings;
  settings.listen = config->listen;
  settings.channels = *channels;
  settings.identity = *identity;
  settings.dealer = {
      config->dealer.address, {config->dealer.public_key, Role::kDealer}, *channels};
  settings.is_registered = registered(config->hospitals, {});
  settings.journal = journal;
  for (const ModelConfig& model : config->models) {
    auto compiled = compile_model(model, config->key);
    if (!compiled) return tl::unexpected<Error>(compiled.error());
    for (const Cap& cap : compiled->caps) {
      settings.journal->warning(
          "layer-capped",
          {{"model", model.name}, {"layer", cap.layer}, {"cap", fmt::format("{}", cap.cap)}});
    }
    settings.models.push_back(
        std::make_shared<const LoadedModel>(model.name, std::move(*compiled)));
    settings.journal->info("model-loaded", {{"model", model.name},
                                            {"plan", to_hex(settings.models.back()->hash)}});
  }
  auto store = open_store(config->database);
  if (!store) return tl::unexpected<Error>(store.error());
  if (auto recovered = (*store)->recover(); !recovered) {
    return tl::unexpected<Error>(recovered.error());
  }

  block_signals();
  ActorSettings actor_settings;
  caf::actor_system system{actor_settings};
  const auto listener = start_service(system, settings, std::move(*store));
  if (!listener) return tl::unexpected<Error>(listener.error());
  settings.journal->info("service-ready",
                         {{"address", to_string(Address{config->listen.host, listener->port})},
                          {"key", to_hex((*identity)->public_key())}});
  run_until_signal(*listener, *settings.journal);
  return {};
}

}  // namespace medisc
