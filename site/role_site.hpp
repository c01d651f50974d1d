/// A running role: all that a dealer, a service or a hospital is made of, from its
/// configuration.
///
///   auto dealer = open_dealer_site("dealer.toml");
///   if (!dealer) ...                       // what is wrong with the configuration
///   if (auto ok = (*dealer)->start(); !ok) ...
///   ...                                    // it serves; (*dealer)->reload() reads it again
///   (*dealer)->stop();
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "actors/conversation/event_log.hpp"
#include "config/address.hpp"
#include "config/config_source.hpp"
#include "config/key_file.hpp"
#include "metrics/endpoint.hpp"

namespace medisc {

/// For one thread at a time. Going, it ends what still runs.
class RoleSite {
 public:
  RoleSite(const RoleSite&) = delete;
  RoleSite& operator=(const RoleSite&) = delete;
  virtual ~RoleSite();

  /// Starts its threads; they inherit which signals this thread blocks. Once. Errors: kUsage
  /// where it can't listen; kStorage.
  virtual Result<void> start() = 0;

  /// Reads the configuration again: peers, models, pools and stock. An error changes nothing.
  /// The event log tells how it went.
  void reload();

  /// From here on /healthz says that it stops.
  virtual void stopping();

  /// Stops in order: no new conversation, those that run get up to `kGrace` to end.
  virtual void stop() = 0;

  /// Where it listens once it has started; a hospital does not.
  virtual std::optional<Address> address() const { return std::nullopt; }

  /// Where /metrics and /healthz are, once it has started, if they are anywhere.
  std::optional<Address> metrics_address() const;

  EventLog& event_log() { return *event_log_; }

  static constexpr std::chrono::seconds kGrace{5};

 protected:
  explicit RoleSite(std::shared_ptr<EventLog> event_log) : event_log_(std::move(event_log)) {}

  virtual Result<void> read_again() = 0;

  std::shared_ptr<EventLog> event_log_;
  std::unique_ptr<Endpoint> endpoint_;
};

/// Reads configuration, key, certificates and models, and opens the database; starts nothing.
/// `ask`: for a passphrase that no file holds. Errors: those of the configuration, the key
/// file, Channels, the models and the store.
Result<std::unique_ptr<RoleSite>> open_dealer_site(const ConfigSource& source,
                                                   const AskPassphrase& ask = nullptr);
Result<std::unique_ptr<RoleSite>> open_service_site(const ConfigSource& source,
                                                    const AskPassphrase& ask = nullptr);

/// A hospital that keeps its pools full. Reads its configuration alone; the rest when it
/// starts.
Result<std::unique_ptr<RoleSite>> open_hospital_site(const ConfigSource& source,
                                                     const AskPassphrase& ask = nullptr);

}  // namespace medisc
