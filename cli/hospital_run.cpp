#include <optional>

#include "actors/hospital/pool_keeper.hpp"
#include "cli/hospital_setup.hpp"
#include "cli/metrics_endpoint.hpp"
#include "cli/verbs.hpp"
#include "config/hospital_config.hpp"

namespace medisc {
namespace {

/// The pools that a configuration asks to be kept. Errors: kUsage where there are none, or a
/// service's address would be called in the clear.
Result<std::vector<KeptPool>> kept_pools(const HospitalConfig& config,
                                         const HospitalContext& hospital,
                                         const std::string& file) {
  if (config.pools.empty()) {
    return fail(ErrorCode::kUsage, file + " names no pool to keep full",
                "add a [[pools]] section for each model, with service, model, low and high");
  }
  const Channels& channels = hospital.settings.service.channels;
  std::vector<KeptPool> pools;
  for (const PoolConfig& pool : config.pools) {
    const auto service = std::ranges::find(config.services, pool.service, &RemotePeer::name);
    if (auto safe = channels.encrypts(service->address); !safe) {
      return tl::unexpected<Error>(safe.error());
    }
    const PeerAddress address{
        service->address, {service->public_key, Role::kService}, channels};
    pools.push_back({with_service(hospital, address, service->name), pool.model, pool.levels});
  }
  return pools;
}

}  // namespace

Result<void> run(const HospitalRunArguments& arguments) {
  const auto config = load_hospital_config(arguments.config);
  if (!config) return tl::unexpected<Error>(config.error());
  block_daemon_signals();
  const auto names = std::make_shared<CurrentPeerNames>();
  const auto name_services = [&](const HospitalConfig& current) {
    PeerNames services;
    services.add(current.services);
    names->replace(std::move(services));
  };
  name_services(*config);
  const auto endpoint = serve_metrics(config->metrics, Role::kHospital, config->database,
                                      name_of(names), *make_event_log(config->log));
  if (!endpoint) return tl::unexpected<Error>(endpoint.error());
  auto hospital =
      RunningHospital::start(*config, config->services.front(), (*endpoint)->metrics(), true);
  if (!hospital) return tl::unexpected<Error>(hospital.error());
  const HospitalContext& context = *(*hospital)->context();
  auto pools = kept_pools(*config, context, arguments.config.file);
  if (!pools) return tl::unexpected<Error>(pools.error());

  EventLog& event_log = *context.settings.event_log;
  std::optional<PoolKeepers> keepers;
  keepers.emplace((*hospital)->system(), std::move(*pools), context.settings.event_log);
  event_log.info("hospital-ready", {{"pools", std::to_string(config->pools.size())},
                                    {"key", to_hex(context.settings.identity->public_key())}});
  wait_for_stop(event_log, **endpoint, [&]() -> Result<void> {
    const auto again = load_hospital_config(arguments.config);
    if (!again) return tl::unexpected<Error>(again.error());
    auto replacements = kept_pools(*again, context, arguments.config.file);
    if (!replacements) return tl::unexpected<Error>(replacements.error());
    name_services(*again);
    keepers.reset();
    keepers.emplace((*hospital)->system(), std::move(*replacements),
                    context.settings.event_log);
    return {};
  });
  keepers.reset();
  bound_shutdown();
  event_log.info("stopped");
  return {};
}

}  // namespace medisc
