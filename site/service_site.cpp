#include <algorithm>

#include <malloc.h>

#include <fmt/format.h>

#include "actors/conversation/actor_system.hpp"
#include "actors/service/service.hpp"
#include "config/service_config.hpp"
#include "site/metrics_endpoint.hpp"
#include "site/peer_register.hpp"
#include "site/planned_model.hpp"
#include "site/role_channels.hpp"
#include "site/role_identity.hpp"
#include "site/role_site.hpp"
#include "storage/store.hpp"

namespace medisc {
namespace {

void tell_fidelity(const LoadedModel& model, EventLog& event_log) {
  const FidelitySummary& fidelity = model.compiled.plan.fidelity;
  const bool drawn = fidelity.samples == 0;
  const auto share = [](std::uint32_t millionths) {
    return fmt::format("{:.4f}", millionths / 1e6);
  };
  event_log.info("model-fidelity",
                 {{"model", model.label()},
                  {"samples", drawn ? "drawn" : "given"},
                  {"records", std::to_string(drawn ? fidelity.drawn : fidelity.samples)},
                  {"agreement", share(fidelity.agreement)},
                  {"p99_error", share(fidelity.p99)},
                  {"largest_error", share(fidelity.largest)}});
}

void tell_doubts(const std::string& name, const PlannedModel& planned, EventLog& event_log) {
  if (planned.far) {
    event_log.warning("model-far-from-network", {{"model", name}, {"error", *planned.far}});
  }
  for (const std::string& warning : planned.warnings) {
    event_log.warning("model-fidelity-doubtful", {{"model", name}, {"warning", warning}});
  }
  for (const Cap& cap : planned.caps) {
    event_log.warning(
        "layer-capped",
        {{"model", name}, {"layer", cap.layer}, {"cap", fmt::format("{}", cap.cap)}});
  }
}

/// Compiles the configuration's models. One that comes out as it was is taken over from
/// `before`.
Result<LoadedModels> load_models(const ServiceConfig& config, const Seed& key,
                                 const LoadedModels& before, EventLog& event_log) {
  LoadedModels models;
  for (const ModelConfig& model : config.models) {
    auto planned = plan_apart(model, key);
    if (!planned) return tl::unexpected<Error>(planned.error());
    tell_doubts(model.name, *planned, event_log);
    auto loaded = std::make_shared<const LoadedModel>(
        model.name,
        CompiledModel{
            std::move(planned->plan), std::move(planned->weights), {}, {}, {}, {}, {}},
        model.version);
    const auto same = std::ranges::find_if(before, [&](const auto& old) {
      return old->hash == loaded->hash && old->label() == loaded->label();
    });
    const bool is_new = same == before.end();
    models.push_back(is_new ? loaded : *same);
    if (is_new) {
      event_log.info("model-loaded", {{"model", models.back()->label()},
                                      {"plan", to_hex(models.back()->hash)}});
      tell_fidelity(*models.back(), event_log);
    }
  }
  malloc_trim(0);  // a reload plans in this process, and takes far more than what it makes
  return models;
}

ServiceSettings settings_of(const ServiceConfig& config, const Channels& channels,
                            const std::shared_ptr<PeerRegister>& peers) {
  ServiceSettings settings;
  settings.listen = config.listen;
  settings.channels = channels;
  settings.dealer = {
      config.dealer.address, {config.dealer.public_key, Role::kDealer}, channels};
  settings.is_registered = registered_in(peers);
  settings.peer_name = name_of(peers->names());
  settings.sessions = {config.limits.max_sessions, config.limits.max_waiting,
                       config.limits.wait, std::uint64_t{config.limits.memory_mb} << 20};
  settings.records_an_hour = config.limits.records_per_hour;
  settings.silence = config.limits.silence;
  return settings;
}

class ServiceSite final : public RoleSite {
 public:
  ServiceSite(ConfigSource source, ServiceConfig config, const Seed& seed,
              std::shared_ptr<PeerRegister> peers, ServiceSettings settings,
              std::unique_ptr<PartyPools> pools)
      : RoleSite(settings.event_log),
        source_(std::move(source)),
        config_(std::move(config)),
        seed_(seed),
        peers_(std::move(peers)),
        settings_(std::move(settings)),
        pools_(std::move(pools)) {}

  ~ServiceSite() override {
    if (service_) medisc::stop(service_->listener, std::chrono::milliseconds(0));
  }

  Result<void> start() override {
    auto endpoint = serve_metrics(config_.metrics, Role::kService, config_.database,
                                  settings_.peer_name, *event_log_);
    if (!endpoint) return tl::unexpected<Error>(endpoint.error());
    endpoint_ = std::move(*endpoint);
    settings_.metrics = endpoint_->metrics();
    auto service = start_service(actors_.emplace().get(), settings_, std::move(pools_));
    if (!service) return tl::unexpected<Error>(service.error());
    service_ = std::move(*service);
    event_log_->info("service-ready", {{"address", to_string(*address())},
                                       {"key", to_hex(settings_.identity->public_key())}});
    endpoint_->ready();
    return {};
  }

  void stop() override {
    stopping();
    if (service_) medisc::stop(std::exchange(service_, std::nullopt)->listener, kGrace);
  }

  std::optional<Address> address() const override {
    if (!service_) return std::nullopt;
    return Address{config_.listen.host, service_->listener.port};
  }

 private:
  Result<void> read_again() override {
    const auto again = load_service_config(source_);
    if (!again) return tl::unexpected<Error>(again.error());
    auto models = load_models(*again, seed_, settings_.models, *event_log_);
    if (!models) return tl::unexpected<Error>(models.error());
    if (auto replaced = replace_models(actors_->get(), *service_, *models); !replaced) {
      return replaced;
    }
    settings_.models = std::move(*models);
    peers_->replace(again->hospitals, {});
    return {};
  }

  ConfigSource source_;
  ServiceConfig config_;
  Seed seed_;  ///< of its key: plans carry a tag that is made with it
  std::shared_ptr<PeerRegister> peers_;
  ServiceSettings settings_;           ///< `models`: those served now
  std::unique_ptr<PartyPools> pools_;  ///< until it starts
  std::optional<ActorSystem> actors_;
  std::optional<RunningService> service_;
};

}  // namespace

Result<std::unique_ptr<RoleSite>> open_service_site(const ConfigSource& source,
                                                    const AskPassphrase& ask) {
  auto config = load_service_config(source);
  if (!config) return tl::unexpected<Error>(config.error());
  const auto seed = read_key_file(config->key, ask);
  if (!seed) return tl::unexpected<Error>(seed.error());
  auto identity = identity_of(*seed);
  if (!identity) return tl::unexpected<Error>(identity.error());
  auto event_log = make_event_log(config->log);
  const auto channels =
      open_channels(config->tls, {config->listen, config->dealer.address}, *event_log);
  if (!channels) return tl::unexpected<Error>(channels.error());

  auto peers = std::make_shared<PeerRegister>(config->hospitals, std::vector<NamedKey>());
  ServiceSettings settings = settings_of(*config, *channels, peers);
  settings.identity = std::move(*identity);
  settings.event_log = std::move(event_log);
  auto models = load_models(*config, *seed, {}, *settings.event_log);
  if (!models) return tl::unexpected<Error>(models.error());
  settings.models = std::move(*models);
  auto store = open_party_pools(config->database, {.check = true});
  if (!store) return tl::unexpected<Error>(store.error());
  if (auto recovered = (*store)->recover(); !recovered) {
    return tl::unexpected<Error>(recovered.error());
  }
  return std::make_unique<ServiceSite>(source, std::move(*config), *seed, std::move(peers),
                                       std::move(settings), std::move(*store));
}

}  // namespace medisc
