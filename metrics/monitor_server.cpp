#include "metrics/monitor_server.hpp"

#include "http/json_text.hpp"
#include "http/router.hpp"

namespace medisc {
namespace {

/// Nothing here changes anything.
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

HttpResponse text_of(const MonitorPages& pages) {
  auto text = pages.text();
  if (!text) return http_problem(503, render(text.error()));
  return http_text(200, std::move(*text), "text/plain; version=0.0.4; charset=utf-8");
}

HttpResponse health_of(const MonitorPages& pages) {
  const std::string reason = pages.reason();
  std::string line = std::string("{\"status\":\"") + (reason.empty() ? "ok" : "unavailable") +
                     "\",\"role\":" + json_quoted(pages.role) +
                     ",\"version\":" + json_quoted(pages.version);
  if (!reason.empty()) line += ",\"reason\":" + json_quoted(reason);
  return http_json(reason.empty() ? 200 : 503, line + "}\n");
}

HttpResponse life_of(const MonitorPages& pages) {
  const bool live = !pages.is_live || pages.is_live();
  return http_json(live ? 200 : 503, std::string("{\"status\":\"") +
                                         (live ? "ok" : "stopping") +
                                         "\",\"role\":" + json_quoted(pages.role) + "}\n");
}

}  // namespace

Result<std::unique_ptr<HttpServer>> serve_monitor(const Address& address, MonitorPages pages) {
  const auto shared = std::make_shared<const MonitorPages>(std::move(pages));
  auto router = HttpRouter::make({{"metrics", "GET", "/metrics", "", 0,
                                   [shared](const auto&) {
                                     return text_of(*shared);
                                   }},
                                  {"healthz", "GET", "/healthz", "", 0,
                                   [shared](const auto&) {
                                     return health_of(*shared);
                                   }},
                                  {"readyz", "GET", "/readyz", "", 0,
                                   [shared](const auto&) {
                                     return health_of(*shared);
                                   }},
                                  {"livez", "GET", "/livez", "", 0, [shared](const auto&) {
                                     return life_of(*shared);
                                   }}});
  if (!router) return tl::unexpected<Error>(router.error());
  auto server = HttpServer::start(settings_at(address), *std::move(router));
  if (server) return server;
  return fail(server.error().code,
              "can't serve metrics at " + to_string(address) + ": " + server.error().context,
              "is the address this machine's, and the port free? see [metrics] listen");
}

}  // namespace medisc
