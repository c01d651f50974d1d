#include "metrics/endpoint.hpp"

#include "http/router.hpp"
#include "http/server.hpp"

namespace medisc {
namespace {

/// Whoever reaches the address may read, by whatever name: nothing here changes anything.
HttpSettings settings_at(const Address& address) {
  HttpSettings settings;
  settings.listen = address;
  settings.hosts = {"*"};
  settings.limits.header_bytes = 8u << 10;
  settings.limits.connections = 16;
  settings.limits.connections_each = 16;
  settings.limits.requests = 16;
  settings.limits.header_time = std::chrono::seconds(2);
  settings.limits.grace = std::chrono::seconds(2);
  settings.limits.keep_alive = false;
  return settings;
}

}  // namespace

Result<std::unique_ptr<Endpoint>> Endpoint::open(EndpointSettings settings) {
  std::unique_ptr<Endpoint> endpoint(new Endpoint);
  if (!settings.listen) return endpoint;
  auto monitor = std::make_shared<Monitor>(
      MonitorSettings{settings.role, settings.version, settings.database, settings.peer_name});
  auto router = HttpRouter::make(
      {{"metrics", "GET", "/metrics", "", 0,
        [monitor](const auto&) {
          return http_text(200, monitor->text(), "text/plain; version=0.0.4; charset=utf-8");
        }},
       {"healthz", "GET", "/healthz", "", 0, [monitor](const auto&) {
          const std::string reason = monitor->reason();
          return http_json(reason.empty() ? 200 : 503, monitor->health_line(reason));
        }}});
  if (!router) return tl::unexpected<Error>(router.error());
  auto server = HttpServer::start(settings_at(*settings.listen), *std::move(router));
  if (!server) {
    return fail(
        server.error().code,
        "can't serve metrics at " + to_string(*settings.listen) + ": " + server.error().context,
        "is the address this machine's, and the port free? see [metrics] listen");
  }
  endpoint->metrics_ = monitor->metrics();
  endpoint->monitor_ = std::move(monitor);
  endpoint->server_ = std::move(*server);
  return endpoint;
}

Endpoint::~Endpoint() = default;

std::optional<Address> Endpoint::address() const {
  if (!server_) return std::nullopt;
  return std::get<Address>(server_->where());
}

void Endpoint::ready() {
  if (monitor_) monitor_->ready();
}

void Endpoint::stopping() {
  if (monitor_) monitor_->stopping();
}

}  // namespace medisc
