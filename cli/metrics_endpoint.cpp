#include "cli/metrics_endpoint.hpp"

namespace medisc {

Result<std::unique_ptr<Endpoint>> serve_metrics(const std::optional<Address>& listen,
                                                const DatabaseOwner& owner, Journal& journal) {
  auto endpoint =
      Endpoint::open({listen, owner.role, MEDISC_VERSION, owner.database, owner.names});
  if (endpoint && (*endpoint)->address()) {
    journal.info("metrics-ready", {{"address", to_string(*(*endpoint)->address())}});
  }
  return endpoint;
}

}  // namespace medisc
