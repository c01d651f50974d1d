/// What a daemon shows over HTTP where its configuration has [metrics]: /metrics for
/// Prometheus, and /healthz, 200 while the daemon serves, 503 with the reason while it does
/// not.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "config/address.hpp"
#include "config/peer_names.hpp"
#include "messages/identifiers.hpp"
#include "metrics/metrics.hpp"
#include "metrics/monitor.hpp"

namespace medisc {

/// Whose metrics.
struct EndpointSettings {
  std::optional<Address> listen;  ///< none: nothing is served, and metrics are forgotten
  Role role{};
  std::string version;
  std::filesystem::path database;
  NameOf peer_name = name_of(PeerNames());
};

class Endpoint {
 public:
  /// Serves from now on; not healthy before `ready`. Errors: kUsage where the address can't be
  /// listened at.
  static Result<std::unique_ptr<Endpoint>> open(EndpointSettings settings);
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;
  ~Endpoint();

  /// Where to report; it may outlive this.
  std::shared_ptr<Metrics> metrics() const { return metrics_; }
  /// Where it listens, if it does.
  std::optional<Address> address() const;

  /// The daemon serves.
  void ready();
  /// It does so no longer.
  void stopping();

 private:
  Endpoint() = default;

  std::shared_ptr<Metrics> metrics_ = no_metrics();
  std::shared_ptr<Monitor> monitor_;
  std::unique_ptr<class HttpServer> server_;
};

}  // namespace medisc
