#include <algorithm>

#include "actors/hospital/pool_keeper.hpp"
#include "metrics/monitor.hpp"
#include "site/job_server.hpp"
#include "site/retention.hpp"
#include "site/role_site.hpp"
#include "site/running_hospital.hpp"

namespace medisc {
namespace {

/// The hospital with each of its services. Errors: kUsage where a service's address would be
/// called in the clear.
Result<std::vector<NamedService>> named_services(const HospitalConfig& config,
                                                 const HospitalContext& hospital) {
  const Channels& channels = hospital.settings.service.channels;
  std::vector<NamedService> services;
  for (const RemotePeer& service : config.services) {
    if (auto safe = channels.encrypts(service.address); !safe) {
      return tl::unexpected<Error>(safe.error());
    }
    const PeerAddress address{service.address, {service.public_key, Role::kService}, channels};
    services.push_back({service.name, with_service(hospital, address, service.name)});
  }
  return services;
}

/// The pools that a configuration asks to be kept. Errors: as above.
Result<std::vector<KeptPool>> kept_pools(const HospitalConfig& config,
                                         const HospitalContext& hospital) {
  auto services = named_services(config, hospital);
  if (!services) return tl::unexpected<Error>(services.error());
  std::vector<KeptPool> pools;
  for (const PoolConfig& pool : config.pools) {
    const auto service = std::ranges::find(*services, pool.service, &NamedService::name);
    pools.push_back({service->hospital, pool.model, pool.levels});
  }
  return pools;
}

class HospitalSite final : public RoleSite {
 public:
  HospitalSite(ConfigSource source, HospitalConfig config, AskPassphrase ask)
      : RoleSite(make_event_log(config.log)),
        source_(std::move(source)),
        config_(std::move(config)),
        ask_(std::move(ask)) {
    name_services(config_);  // metrics ask for names from the start
    monitor_ = std::make_shared<Monitor>(
        MonitorSettings{Role::kHospital, MEDISC_VERSION, config_.database, name_of(names_)});
  }

  Result<void> start() override {
    HospitalStart how{event_log_, ask_, monitor_->metrics(), true};
    auto hospital = RunningHospital::start(config_, config_.services.front(), std::move(how));
    if (!hospital) return tl::unexpected<Error>(hospital.error());
    hospital_ = std::move(*hospital);
    if (auto kept = keep_pools(config_); !kept) return kept;
    if (auto serving = serve_jobs(); !serving) return serving;
    event_log_->info("hospital-ready",
                     {{"pools", std::to_string(config_.pools.size())},
                      {"socket", config_.socket.path.string()},
                      {"key", to_hex(context().settings.identity->public_key())}});
    monitor_->ready();
    return {};
  }

  void stopping() override { monitor_->stopping(); }

  void stop() override {
    stopping();
    if (server_) server_->stop(kGrace);
    server_.reset();
    retention_.reset();
    keepers_.reset();
  }

 private:
  const HospitalContext& context() const { return *hospital_->context(); }

  Result<void> read_again() override {
    const auto again = load_hospital_config(source_);
    if (!again) return tl::unexpected<Error>(again.error());
    return keep_pools(*again);
  }

  Result<void> serve_jobs() {
    auto services = named_services(config_, context());
    if (!services) return tl::unexpected<Error>(services.error());
    auto runner = JobRunner::open(hospital_->system(), std::move(*services), config_.database,
                                  config_.jobs.waiting_mb << 20);
    if (!runner) return tl::unexpected<Error>(runner.error());
    const std::shared_ptr<JobRunner> shared(std::move(*runner));
    shared->set_pools(config_.pools);
    JobServerSettings settings;
    settings.socket = config_.socket;
    settings.release = MEDISC_VERSION;
    settings.metrics = [monitor = monitor_] {
      return monitor->text();
    };
    settings.health = [monitor = monitor_] {
      return Health{true, monitor->reason()};
    };
    settings.event_log = event_log_;
    runner_ = shared;
    auto server = JobServer::start(std::move(settings), shared);
    if (!server) return tl::unexpected<Error>(server.error());
    server_ = std::move(*server);
    if (config_.results.keep_days > 0) {
      retention_.emplace(shared, std::chrono::days(config_.results.keep_days), event_log_);
    }
    return {};
  }

  /// From now on these. Errors: those of kept_pools, and then what was kept before still is.
  Result<void> keep_pools(const HospitalConfig& config) {
    auto pools = kept_pools(config, context());
    if (!pools) return tl::unexpected<Error>(pools.error());
    name_services(config);
    if (runner_) runner_->set_pools(config.pools);
    keepers_.reset();
    keepers_.emplace(hospital_->system(), std::move(*pools), event_log_);
    return {};
  }

  void name_services(const HospitalConfig& config) {
    PeerNames services;
    services.add(config.services);
    names_->replace(std::move(services));
  }

  ConfigSource source_;
  HospitalConfig config_;
  AskPassphrase ask_;
  std::shared_ptr<CurrentPeerNames> names_ = std::make_shared<CurrentPeerNames>();
  std::shared_ptr<Monitor> monitor_;
  std::unique_ptr<RunningHospital> hospital_;
  std::optional<PoolKeepers> keepers_;
  std::shared_ptr<JobRunner> runner_;
  std::unique_ptr<JobServer> server_;
  std::optional<Retention> retention_;
};

}  // namespace

Result<std::unique_ptr<RoleSite>> open_hospital_site(const ConfigSource& source,
                                                     const AskPassphrase& ask) {
  auto config = load_hospital_config(source);
  if (!config) return tl::unexpected<Error>(config.error());
  return std::make_unique<HospitalSite>(source, std::move(*config), ask);
}

}  // namespace medisc
