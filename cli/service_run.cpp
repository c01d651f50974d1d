#include <fmt/format.h>

#include "actors/service.hpp"
#include "cli/daemon.hpp"
#include "cli/loading.hpp"
#include "cli/metrics_endpoint.hpp"
#include "cli/verbs.hpp"

namespace medisc {

Result<void> run(const ServiceRunArguments& arguments) {
  const auto config = load_service_config(arguments.config);
  if (!config) return tl::unexpected<Error>(config.error());
  auto identity = load_identity(config->key);
  if (!identity) return tl::unexpected<Error>(identity.error());

  if (auto local = expect_loopback(config->dealer.address); !local) return local;

  const DatabaseOwner owner = owner_of(*config);
  ServiceSettings settings;
  settings.listen = config->listen;
  settings.identity = *identity;
  settings.dealer = {config->dealer.address, {config->dealer.public_key, Role::kDealer}};
  settings.is_registered = registered(config->hospitals, {});
  settings.journal = make_journal(config->log);
  settings.names = owner.names;
  for (const ModelConfig& model : config->models) {
    auto compiled = compile_model(model, config->key);
    if (!compiled) return tl::unexpected<Error>(compiled.error());
    for (const Cap& cap : compiled->caps) {
      settings.journal->warning("layer-capped", {{"model", model.name},
                                                 {"layer", cap.layer},
                                                 {"cap", fmt::format("{}", cap.cap)}});
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
  const auto endpoint = serve_metrics(config->metrics, owner, *settings.journal);
  if (!endpoint) return tl::unexpected<Error>(endpoint.error());
  settings.metrics = (*endpoint)->metrics();
  ActorSettings actor_settings;
  caf::actor_system system{actor_settings};
  const auto listener = start_service(system, settings, std::move(*store));
  if (!listener) return tl::unexpected<Error>(listener.error());
  settings.journal->info("service-ready",
                         {{"address", to_string(Address{config->listen.host, listener->port})},
                          {"key", to_hex((*identity)->public_key())}});
  run_until_signal(*listener, *settings.journal, **endpoint);
  return {};
}

}  // namespace medisc
