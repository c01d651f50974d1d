/// Over plain HTTP, a daemon's own, or a gateway's for its daemon: /metrics for Prometheus;
/// /readyz (and /healthz, the same), whether a conversation would end well; /livez, whether the
/// process goes on at all.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "config/address.hpp"
#include "error/error.hpp"
#include "http/server.hpp"

namespace medisc {

struct MonitorPages {
  std::function<Result<std::string>()> text;  ///< as Prometheus reads it
  std::function<std::string()> reason;        ///< why not all is well; empty: it is
  std::string role;
  std::string version;
  std::function<bool()> is_live{};  ///< none: it is
};

/// Whoever reaches the address may read, by whatever name. Errors: kUsage where it can't be
/// listened at.
Result<std::unique_ptr<HttpServer>> serve_monitor(const Address& address, MonitorPages pages);

}  // namespace medisc
