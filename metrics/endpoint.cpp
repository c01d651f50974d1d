#include "metrics/endpoint.hpp"

#include <atomic>
#include <chrono>

#include <nlohmann/json.hpp>

#include "metrics/database_metrics.hpp"
#include "metrics/http_server.hpp"
#include "metrics/registry.hpp"

namespace medisc {
namespace {

enum class Phase { kStarting, kServing, kStopping };

double seconds_since_1970() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
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

  std::optional<HttpAnswer> at(const std::string& path) {
    if (path == "/metrics") return metrics();
    if (path == "/healthz") return health();
    return std::nullopt;
  }

 private:
  HttpAnswer metrics() {
    // What was counted is worth having while the database can't be read; /healthz says why.
    const auto samples = database_.samples();
    return {200, "text/plain; version=0.0.4; charset=utf-8",
            registry_->text(samples ? *samples : std::vector<Sample>{})};
  }

  HttpAnswer health() {
    const std::string reason = why_unhealthy();
    nlohmann::ordered_json line;
    line["status"] = reason.empty() ? "ok" : "unavailable";
    line["role"] = role_;
    line["version"] = version_;
    if (!reason.empty()) line["reason"] = reason;
    return {reason.empty() ? 200 : 503, "application/json",
            line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n"};
  }

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
  auto server = HttpServer::start(*settings.listen,
                                  [pages](const std::string& path) { return pages->at(path); });
  if (!server) return tl::unexpected<Error>(server.error());
  endpoint->metrics_ = pages->registry();
  endpoint->pages_ = std::move(pages);
  endpoint->server_ = std::move(*server);
  return endpoint;
}

Endpoint::~Endpoint() = default;

std::optional<Address> Endpoint::address() const {
  if (!server_) return std::nullopt;
  return server_->address();
}

void Endpoint::ready() {
  if (pages_) pages_->set_phase(Phase::kServing);
}

void Endpoint::stopping() {
  if (pages_) pages_->set_phase(Phase::kStopping);
}

}  // namespace medisc
