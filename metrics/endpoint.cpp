#include "metrics/endpoint.hpp"

#include <atomic>
#include <chrono>

#include <nlohmann/json.hpp>

#include "http/router.hpp"
#include "http/server.hpp"
#include "metrics/database_metrics.hpp"
#include "metrics/registry.hpp"

namespace medisc {
namespace {

enum class Phase { kStarting, kServing, kStopping };

double seconds_since_1970() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

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

class Endpoint::Pages {
 public:
  explicit Pages(const EndpointSettings& settings)
      : role_(role_name(settings.role)),
        version_(settings.version),
        database_(settings.database, settings.role, settings.peer_name) {
    registry_->set(metric::kBuildInfo, {{"version", version_}, {"role", role_}}, 1);
    registry_->set(metric::kStartTime, {}, seconds_since_1970());
    registry_->set(metric::kConversationsOpen, {}, 0);
    registry_->add(metric::kConversations, {}, 0);
  }

  std::shared_ptr<Registry> registry() const { return registry_; }
  void set_phase(Phase phase) { phase_ = phase; }

  HttpResponse metrics() {
    // What was counted is worth having while the database can't be read; /healthz says why.
    const auto samples = database_.samples();
    return http_text(200, registry_->text(samples ? *samples : std::vector<Sample>{}),
                     "text/plain; version=0.0.4; charset=utf-8");
  }

  HttpResponse health() {
    const std::string reason = why_unhealthy();
    nlohmann::ordered_json line;
    line["status"] = reason.empty() ? "ok" : "unavailable";
    line["role"] = role_;
    line["version"] = version_;
    if (!reason.empty()) line["reason"] = reason;
    return http_json(
        reason.empty() ? 200 : 503,
        line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  }

 private:
  std::string why_unhealthy() {
    switch (phase_) {
      case Phase::kStarting:
        return "starting";
      case Phase::kStopping:
        return "stopping";
      case Phase::kServing:
        break;
    }
    const auto read = database_.check();
    return read ? "" : render(read.error());
  }

  std::string role_;
  std::string version_;
  std::shared_ptr<Registry> registry_ = std::make_shared<Registry>();
  DatabaseMetrics database_;
  std::atomic<Phase> phase_ = Phase::kStarting;
};

Result<std::unique_ptr<Endpoint>> Endpoint::open(EndpointSettings settings) {
  std::unique_ptr<Endpoint> endpoint(new Endpoint);
  if (!settings.listen) return endpoint;
  auto pages = std::make_shared<Pages>(settings);
  auto router = HttpRouter::make({{"metrics", "GET", "/metrics", "", 0,
                                   [pages](const auto&) {
                                     return pages->metrics();
                                   }},
                                  {"healthz", "GET", "/healthz", "", 0, [pages](const auto&) {
                                     return pages->health();
                                   }}});
  if (!router) return tl::unexpected<Error>(router.error());
  auto server = HttpServer::start(settings_at(*settings.listen), *std::move(router));
  if (!server) {
    return fail(
        server.error().code,
        "can't serve metrics at " + to_string(*settings.listen) + ": " + server.error().context,
        "is the address this machine's, and the port free? see [metrics] listen");
  }
  endpoint->metrics_ = pages->registry();
  endpoint->pages_ = std::move(pages);
  endpoint->server_ = std::move(*server);
  return endpoint;
}

Endpoint::~Endpoint() = default;

std::optional<Address> Endpoint::address() const {
  if (!server_) return std::nullopt;
  return std::get<Address>(server_->where());
}

void Endpoint::ready() {
  if (pages_) pages_->set_phase(Phase::kServing);
}

void Endpoint::stopping() {
  if (pages_) pages_->set_phase(Phase::kStopping);
}

}  // namespace medisc
