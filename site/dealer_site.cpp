#include "actors/conversation/actor_system.hpp"
#include "actors/dealer/dealer.hpp"
#include "actors/dealer/restock.hpp"
#include "config/dealer_config.hpp"
#include "site/metrics_endpoint.hpp"
#include "site/peer_register.hpp"
#include "site/role_channels.hpp"
#include "site/role_identity.hpp"
#include "site/role_site.hpp"
#include "storage/store.hpp"

namespace medisc {
namespace {

class DealerSite final : public RoleSite {
 public:
  DealerSite(ConfigSource source, DealerConfig config, std::shared_ptr<const Identity> identity,
             std::shared_ptr<EventLog> event_log, Channels channels,
             std::unique_ptr<DealerPools> pools)
      : RoleSite(std::move(event_log)),
        source_(std::move(source)),
        config_(std::move(config)),
        pools_(std::move(pools)) {
    settings_.listen = config_.listen;
    settings_.channels = std::move(channels);
    settings_.identity = std::move(identity);
    settings_.is_registered = registered_in(peers_);
    settings_.event_log = event_log_;
    settings_.peer_name = name_of(peers_->names());
  }

  ~DealerSite() override {
    stock_.reset();
    if (listener_) medisc::stop(*listener_, std::chrono::milliseconds(0));
  }

  Result<void> start() override {
    auto endpoint = serve_metrics(config_.metrics, Role::kDealer, config_.database,
                                  settings_.peer_name, *event_log_);
    if (!endpoint) return tl::unexpected<Error>(endpoint.error());
    endpoint_ = std::move(*endpoint);
    settings_.metrics = endpoint_->metrics();
    auto listener = start_dealer(actors_.emplace().get(), settings_, std::move(pools_));
    if (!listener) return tl::unexpected<Error>(listener.error());
    listener_ = std::move(*listener);
    event_log_->info("dealer-ready", {{"address", to_string(*address())},
                                      {"key", to_hex(settings_.identity->public_key())}});
    if (auto started = start_stock(config_); !started) return started;
    endpoint_->ready();
    return {};
  }

  void stop() override {
    stopping();
    if (listener_) medisc::stop(*std::exchange(listener_, std::nullopt), kGrace);
  }

  std::optional<Address> address() const override {
    if (!listener_) return std::nullopt;
    return Address{config_.listen.host, listener_->port};
  }

 private:
  Result<void> read_again() override {
    auto again = load_dealer_config(source_);
    if (!again) return tl::unexpected<Error>(again.error());
    peers_->replace(again->hospitals, again->services);
    return start_stock(*again);
  }

  /// In the database that it began with, whatever a configuration that was read again says.
  Result<void> start_stock(const DealerConfig& current) {
    stock_.reset();
    if (!current.stock) return {};
    auto store = open_dealer_pools(config_.database);
    if (!store) return tl::unexpected<Error>(store.error());
    stock_.emplace(std::move(*store),
                   StockSettings{current.stock->levels, current.stock->disk_bytes,
                                 settings_.is_registered, event_log_, settings_.peer_name});
    return {};
  }

  ConfigSource source_;
  DealerConfig config_;
  std::shared_ptr<PeerRegister> peers_ =
      std::make_shared<PeerRegister>(config_.hospitals, config_.services);
  DealerSettings settings_;
  std::unique_ptr<DealerPools> pools_;  ///< until it starts
  std::optional<ActorSystem> actors_;
  std::optional<Listener> listener_;
  std::optional<StockKeeper> stock_;
};

}  // namespace

Result<std::unique_ptr<RoleSite>> open_dealer_site(const ConfigSource& source,
                                                   const AskPassphrase& ask) {
  auto config = load_dealer_config(source);
  if (!config) return tl::unexpected<Error>(config.error());
  auto identity = load_identity(config->key, ask);
  if (!identity) return tl::unexpected<Error>(identity.error());
  auto event_log = make_event_log(config->log);
  auto channels = open_channels(config->tls, {config->listen}, *event_log);
  if (!channels) return tl::unexpected<Error>(channels.error());
  auto store = open_dealer_pools(config->database, {.check = true});
  if (!store) return tl::unexpected<Error>(store.error());
  return std::make_unique<DealerSite>(source, std::move(*config), std::move(*identity),
                                      std::move(event_log), std::move(*channels),
                                      std::move(*store));
}

}  // namespace medisc
