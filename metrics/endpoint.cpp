#include "metrics/endpoint.hpp"

#include "metrics/monitor_server.hpp"

namespace medisc {

Result<std::unique_ptr<Endpoint>> Endpoint::open(EndpointSettings settings) {
  std::unique_ptr<Endpoint> endpoint(new Endpoint);
  if (!settings.listen) return endpoint;
  auto monitor = std::make_shared<Monitor>(
      MonitorSettings{settings.role, settings.version, settings.database, settings.peer_name});
  auto server = serve_monitor(
      *settings.listen,
      {[monitor]() -> Result<std::string> { return monitor->text(); },
       [monitor] { return monitor->reason(); }, role_name(settings.role), settings.version,
       [monitor] {
         return monitor->is_live();
       }});
  if (!server) return tl::unexpected<Error>(server.error());
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
