#include "gateway/gateway.hpp"

#include "gateway/routes.hpp"
#include "metrics/monitor_server.hpp"

namespace medisc {
namespace {

HttpSettings settings_of(const GatewayConfig& config) {
  HttpSettings settings;
  if (config.listen) {
    settings.listen = *config.listen;
  } else {
    settings.listen = UnixSocket{config.unix_socket, 0660};
  }
  if (config.certificate) settings.tls = HttpTls{*config.certificate, *config.key, {}, false};
  settings.hosts = config.hosts;
  settings.limits.connections = config.limits.connections;
  settings.limits.connections_each = config.limits.connections;
  settings.limits.requests = config.limits.requests;
  return settings;
}

Result<std::string> metrics_of(Daemon& daemon) {
  auto client = daemon.lease();
  if (!client) return tl::unexpected<Error>(client.error());
  return (*client)->metrics();
}

std::string why_unhealthy(Daemon& daemon) {
  auto client = daemon.lease();
  if (!client) return render(client.error());
  const auto health = (*client)->health();
  return health ? health->reason : render(health.error());
}

}  // namespace

Gateway::Gateway(GatewayConfig config)
    : config_(std::move(config)),
      event_log_(make_event_log(config_.log)),
      daemon_(config_.hospital),
      diagnoses_(daemon_, config_) {}

Gateway::~Gateway() {
  stop();
}

Result<std::unique_ptr<Gateway>> Gateway::start(GatewayConfig config) {
  std::unique_ptr<Gateway> gateway(new Gateway(std::move(config)));
  auto guard = Guard::open(gateway->config_.tokens);
  if (!guard) return tl::unexpected<Error>(guard.error());
  gateway->guard_ = std::move(*guard);
  if (auto taken = gateway->take_images(); !taken) return tl::unexpected<Error>(taken.error());
  if (auto served = gateway->serve(); !served) return tl::unexpected<Error>(served.error());
  if (auto served = gateway->serve_metrics(); !served) {
    return tl::unexpected<Error>(served.error());
  }
  return gateway;
}

Result<void> Gateway::take_images() {
  if (!config_.intake) return {};
  auto intake = Intake::open(*config_.intake, config_.jobs, daemon_, event_log_);
  if (!intake) return tl::unexpected<Error>(intake.error());
  intake_ = std::move(*intake);
  if (!config_.intake->dicom) return {};
  auto dicom = DicomServer::start(*config_.intake->dicom, *intake_, event_log_);
  if (!dicom) return tl::unexpected<Error>(dicom.error());
  dicom_ = std::move(*dicom);
  return {};
}

Result<void> Gateway::serve() {
  const auto guard = guard_;
  auto router = HttpRouter::make(gateway_routes(daemon_, diagnoses_, config_, intake_.get()),
                                 [guard](const HttpRoute& route, HttpRequest& request) {
                                   return guard->check(route, request);
                                 });
  if (!router) return tl::unexpected<Error>(router.error());
  HttpSettings settings = settings_of(config_);
  const auto log = event_log_;
  settings.on_failure = [log](const std::string& id, const std::string& what) {
    log->error("request-broke", {{"id", id}, {"error", what}});
  };
  settings.on_answer = [log](const HttpRequest& request, int status,
                             std::chrono::microseconds time) {
    log->debug("request-answered", {{"method", request.method},
                                    {"route", request.route},
                                    {"user", request.user},
                                    {"status", std::to_string(status)},
                                    {"us", std::to_string(time.count())}});
  };
  auto server = HttpServer::start(std::move(settings), std::move(*router));
  if (!server) return tl::unexpected<Error>(server.error());
  server_ = std::move(*server);
  return {};
}

Result<void> Gateway::serve_metrics() {
  if (!config_.metrics) return {};
  auto server = serve_monitor(*config_.metrics, {[this] { return metrics_of(daemon_); },
                                                 [this] { return why_unhealthy(daemon_); },
                                                 role_name(Role::kHospital), MEDISC_VERSION});
  if (!server) return tl::unexpected<Error>(server.error());
  metrics_ = std::move(*server);
  return {};
}

std::string Gateway::address() const {
  if (const auto* unix_socket = std::get_if<UnixSocket>(&server_->where())) {
    return "unix:" + unix_socket->path.string();
  }
  return (config_.certificate ? "https://" : "http://") +
         to_string(std::get<Address>(server_->where()));
}

std::optional<Address> Gateway::metrics_address() const {
  if (!metrics_) return std::nullopt;
  return std::get<Address>(metrics_->where());
}

std::optional<Address> Gateway::dicom_address() const {
  if (!dicom_) return std::nullopt;
  return dicom_->address();
}

void Gateway::reload() {
  if (const auto read = guard_->read_again()) {
    event_log_->info("reloaded");
  } else {
    event_log_->error("reload-failed", {{"error", render(read.error())}});
  }
}

void Gateway::stop() {
  if (metrics_) metrics_->stop();
  if (dicom_) dicom_->stop();
  if (server_) server_->stop();
  if (intake_) intake_->stop();
}

}  // namespace medisc
