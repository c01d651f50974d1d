#include "site/metrics_endpoint.hpp"

namespace medisc {

Result<std::unique_ptr<Endpoint>> serve_metrics(const std::optional<Address>& listen, Role role,
                                                const std::filesystem::path& database,
                                                const NameOf& peer_name, EventLog& event_log) {
  auto endpoint = Endpoint::open({listen, role, MEDISC_VERSION, database, peer_name});
  if (endpoint && (*endpoint)->address()) {
    event_log.info("metrics-ready", {{"address", to_string(*(*endpoint)->address())}});
  }
  return endpoint;
}

}  // namespace medisc
