#include "cli/hospital_setup.hpp"

#include "cli/loading.hpp"
#include "cli/role_channels.hpp"
#include "cli/selection.hpp"
#include "config/hospital_config.hpp"
#include "storage/store.hpp"

namespace medisc {

Result<std::unique_ptr<RunningHospital>> RunningHospital::start(
    const ConfigSource& source, const std::string& service_name) {
  const auto config = load_hospital_config(source);
  if (!config) return tl::unexpected<Error>(config.error());
  const auto service = choose(config->services, service_name, "service", source.file);
  if (!service) return tl::unexpected<Error>(service.error());
  return start(*config, **service);
}

Result<std::unique_ptr<RunningHospital>> RunningHospital::start(
    const HospitalConfig& config, const RemotePeer& service, std::shared_ptr<Metrics> metrics,
    bool check_database) {
  const auto event_log = make_event_log(config.log);
  std::vector<Address> addresses{config.dealer.address};
  for (const RemotePeer& peer : config.services) addresses.push_back(peer.address);
  const auto channels = open_channels(config.tls, addresses, *event_log);
  if (!channels) return tl::unexpected<Error>(channels.error());
  auto identity = load_identity(config.key);
  if (!identity) return tl::unexpected<Error>(identity.error());
  auto store = open_party_pools(config.database, {.check = check_database});
  if (!store) return tl::unexpected<Error>(store.error());
  // Sessions of ours that nobody runs any more: a process of this hospital was killed.
  if (auto recovered = (*store)->recover(); !recovered) {
    return tl::unexpected<Error>(recovered.error());
  }

  HospitalSettings settings;
  settings.identity = *identity;
  settings.dealer = {
      config.dealer.address, {config.dealer.public_key, Role::kDealer}, *channels};
  settings.service = {service.address, {service.public_key, Role::kService}, *channels};
  settings.service_name = service.name;
  settings.patience.silence = config.connect.silence;
  settings.patience.attempts = static_cast<int>(config.connect.attempts);
  settings.patience.delay = config.connect.delay;
  settings.event_log = event_log;
  settings.metrics = std::move(metrics);
  std::unique_ptr<RunningHospital> hospital(new RunningHospital);
  hospital->context_ =
      start_hospital(hospital->system(), std::move(settings), std::move(*store));
  return hospital;
}

RunningHospital::~RunningHospital() {
  if (context_) stop_hospital(*context_);
}

}  // namespace medisc
