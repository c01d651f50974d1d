/// What a gateway is told: config/gateway.toml shows and explains every key.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/address.hpp"
#include "config/config_source.hpp"
#include "config/intake_config.hpp"
#include "config/log_config.hpp"
#include "config/setting.hpp"
#include "error/error.hpp"

namespace medisc {

/// [limits]
struct GatewayLimits {
  std::size_t records = 1024;  ///< of one request
  std::size_t body_mb = 256;   ///< of one
  std::size_t connections = 256;
  std::size_t requests = 128;  ///< at work
};

/// [jobs]: how the gateway asks.
struct GatewayJobs {
  std::uint32_t batch = 16;        ///< records a session, at most
  std::uint64_t memory_mb = 1024;  ///< of sessions
  std::uint32_t wait_s = 0;        ///< for bundles, and for a service that is busy
};

struct GatewayConfig {
  std::optional<Address> listen;      ///< where it takes HTTP; or
  std::filesystem::path unix_socket;  ///< there
  std::filesystem::path hospital;     ///< the daemon's socket
  std::optional<std::filesystem::path> tokens;
  std::vector<std::string> hosts;                    ///< further names by which it is called
  std::optional<std::filesystem::path> certificate;  ///< PEM: TLS
  std::optional<std::filesystem::path> key;
  GatewayLimits limits;
  GatewayJobs jobs;
  std::optional<IntakeConfig> intake;
  LogConfig log;
  std::optional<Address> metrics;  ///< where to serve the daemon's; none: nowhere
  std::vector<Setting> settings;
};

/// Errors: kUsage, as for the other roles; TLS without one of its two files; an address that is
/// not a loopback one without TLS, or without tokens.
Result<GatewayConfig> load_gateway_config(const ConfigSource& source);

}  // namespace medisc
