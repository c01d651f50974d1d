#include "cli/daemon.hpp"
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
  return run_site(open_hospital_site(arguments.config, passphrase_at_terminal()));
}

}  // namespace medisc
