#include <algorithm>

#include <fmt/format.h>

#include "actors/conversation/actor_system.hpp"
#include "actors/service/service.hpp"
#include "cli/daemon.hpp"
#include "cli/loading.hpp"
#include "cli/metrics_endpoint.hpp"
#include "cli/peer_register.hpp"
#include "cli/role_channels.hpp"
#include "cli/verbs.hpp"
#include "storage/store.hpp"

namespace medisc {
namespace {

/// Compiles the configuration's models. One that comes out as it was is taken over from
/// `before`.
Result<LoadedModels> load_models(const ServiceConfig& config, const Seed& key,
                                 const LoadedModels& before, EventLog& event_log) {
  LoadedModels models;
  for (const ModelConfig& model : config.models) {
    auto compiled = compile_model(model, key);
    if (!compiled) return tl::unexpected<Error>(compiled.error());
    for (const Cap& cap : compiled->caps) {
      event_log.warning(
          "layer-capped",
          {{"model", model.name}, {"layer", cap.layer}, {"cap", fmt::format("{}", cap.cap)}});
    }
    auto loaded =
        std::make_shared<const LoadedModel>(model.name, std::move(*compiled), model.version);
    const auto same = std::ranges::find_if(before, [&](const auto& old) {
      return old->hash == loaded->hash && old->label() == loaded->label();
    });
    const bool is_new = same == before.end();
    models.push_back(is_new ? loaded : *same);
    if (is_new) {
      event_log.info("model-loaded", {{"model", models.back()->label()},
                                      {"plan", to_hex(models.back()->hash)}});
    }
  }
  return models;
}

}  // namespace

Result<void> run(const ServiceRunArguments& arguments) {
  const auto config = load_service_config(arguments.config);
  if (!config) return tl::unexpected<Error>(config.error());
  const auto seed = load_seed(config->key);
  if (!seed) return tl::unexpected<Error>(seed.error());
  const auto identity = identity_of(*seed);
  if (!identity) return tl::unexpected<Error>(identity.error());
  const auto event_log = make_event_log(config->log);
  const auto channels =
      open_channels(config->tls, {config->listen, config->dealer.address}, *event_log);
  if (!channels) return tl::unexpected<Error>(channels.error());

  const auto peers = std::make_shared<PeerRegister>(config->hospitals, std::vector<NamedKey>());
  ServiceSettings settings;
  settings.listen = config->listen;
  settings.channels = *channels;
  settings.identity = *identity;
  settings.dealer = {
      config->dealer.address, {config->dealer.public_key, Role::kDealer}, *channels};
  settings.is_registered = registered_in(peers);
  settings.event_log = event_log;
  settings.peer_name = name_of(peers->names());
  settings.sessions = {config->limits.max_sessions, config->limits.max_waiting,
                       config->limits.wait};
  settings.records_an_hour = config->limits.records_per_hour;
  settings.silence = config->limits.silence;
  auto models = load_models(*config, *seed, {}, *settings.event_log);
  if (!models) return tl::unexpected<Error>(models.error());
  settings.models = std::move(*models);
  auto store = open_party_pools(config->database, {.check = true});
  if (!store) return tl::unexpected<Error>(store.error());
  if (auto recovered = (*store)->recover(); !recovered) {
    return tl::unexpected<Error>(recovered.error());
  }

  block_daemon_signals();
  const auto endpoint = serve_metrics(config->metrics, Role::kService, config->database,
                                      settings.peer_name, *settings.event_log);
  if (!endpoint) return tl::unexpected<Error>(endpoint.error());
  settings.metrics = (*endpoint)->metrics();
  ActorSystem actors;
  auto service = start_service(actors.get(), settings, std::move(*store));
  if (!service) return tl::unexpected<Error>(service.error());
  settings.event_log->info(
      "service-ready",
      {{"address", to_string(Address{config->listen.host, service->listener.port})},
       {"key", to_hex((*identity)->public_key())}});

  LoadedModels offered = settings.models;
  run_until_signal(service->listener, *settings.event_log, **endpoint, [&]() -> Result<void> {
    const auto again = load_service_config(arguments.config);
    if (!again) return tl::unexpected<Error>(again.error());
    auto replacements = load_models(*again, *seed, offered, *settings.event_log);
    if (!replacements) return tl::unexpected<Error>(replacements.error());
    if (auto replaced = replace_models(actors.get(), *service, *replacements); !replaced) {
      return replaced;
    }
    offered = std::move(*replacements);
    peers->replace(again->hospitals, {});
    return {};
  });
  return {};
}

}  // namespace medisc
