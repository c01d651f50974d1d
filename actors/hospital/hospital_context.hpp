/// Who a hospital is, and whom it deals with.
#pragma once

#include <memory>
#include <string>

#include "actors/conversation/event_log.hpp"
#include "actors/conversation/handshake.hpp"
#include "metrics/metrics.hpp"
#include "results/site_keys.hpp"
#include "storage/rows.hpp"

namespace medisc {

struct HospitalSettings {
  std::shared_ptr<const Identity> identity;
  PeerAddress dealer;
  PeerAddress service;
  std::string service_name;  ///< as the configuration calls it, for texts
  Patience patience;
  std::shared_ptr<EventLog> event_log;
  std::shared_ptr<Metrics> metrics = no_metrics();
};

struct HelperActors;
class Lanes;

/// A hospital, as its jobs see it: its settings with one of its services.
struct HospitalContext {
  HospitalSettings settings;
  std::shared_ptr<const HelperActors> helpers{};  ///< those of the process, for its brokers
  std::shared_ptr<Lanes> lanes{};                 ///< those of the process
  std::shared_ptr<const SiteKeys> keys{};  ///< that results are kept under; none: nowhere

  OwnName self() const { return {settings.identity.get(), Role::kHospital}; }
  PoolKey pool_of(const Plan& plan) const;
};

/// The same hospital with another of its services.
std::shared_ptr<const HospitalContext> with_service(const HospitalContext& hospital,
                                                    PeerAddress service, std::string name);

}  // namespace medisc
