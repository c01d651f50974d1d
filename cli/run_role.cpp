#include <optional>

#include "cli/daemon.hpp"
#include "cli/gateway_beside.hpp"
#include "cli/passphrase.hpp"
#include "cli/verbs.hpp"

namespace medisc {
namespace {

Result<void> run_site(const Result<std::unique_ptr<RoleSite>>& site) {
  if (!site) return tl::unexpected<Error>(site.error());
  return run_until_signal(**site);
}

}  // namespace

Result<void> run(const DealerRunArguments& arguments) {
  return run_site(open_dealer_site(arguments.config, passphrase_at_terminal()));
}

Result<void> run(const ServiceRunArguments& arguments) {
  return run_site(open_service_site(arguments.config, passphrase_at_terminal()));
}

Result<void> run(const HospitalRunArguments& arguments) {
  const auto site = open_hospital_site(arguments.config, passphrase_at_terminal());
  if (!site) return tl::unexpected<Error>(site.error());
  if (!arguments.gateway) return run_until_signal(**site);
  std::optional<GatewayBeside> gateway;
  return run_until_signal(**site, [&]() -> Result<void> {
    auto started = GatewayBeside::start(arguments);
    if (!started) return tl::unexpected<Error>(started.error());
    gateway.emplace(std::move(*started));
    return {};
  });
}

}  // namespace medisc
