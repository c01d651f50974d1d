#include "site/running_hospital.hpp"

#include "site/role_channels.hpp"
#include "site/role_identity.hpp"
#include "storage/store.hpp"

namespace medisc {

Result<std::unique_ptr<RunningHospital>> RunningHospital::start(const HospitalConfig& config,
                                                                const RemotePeer& service,
                                                                HospitalStart how) {
  std::vector<Address> addresses{config.dealer.address};
  for (const RemotePeer& peer : config.services) addresses.push_back(peer.address);
  const auto channels = open_channels(config.tls, addresses, *how.event_log);
  if (!channels) return tl::unexpected<Error>(channels.error());
  auto identity = load_identity(config.key, how.ask);
  if (!identity) return tl::unexpected<Error>(identity.error());
  auto store = open_party_pools(config.database, {.check = how.check_database});
  if (!store) return tl::unexpected<Error>(store.error());
  auto keys = SiteKeys::open(**store, **identity);
  if (!keys) return tl::unexpected<Error>(keys.error());
  (*store)->use_audit_key(keys->audit());
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
  settings.event_log = std::move(how.event_log);
  settings.metrics = std::move(how.metrics);
  std::unique_ptr<RunningHospital> hospital(new RunningHospital);
  hospital->context_ =
      start_hospital(hospital->system(), std::move(settings), std::move(*store),
                     std::make_shared<const SiteKeys>(std::move(*keys)));
  return hospital;
}

RunningHospital::~RunningHospital() {
  if (context_) stop_hospital(*context_);
}

}  // namespace medisc
