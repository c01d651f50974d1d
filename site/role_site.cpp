#include "site/role_site.hpp"

namespace medisc {

RoleSite::~RoleSite() = default;

void RoleSite::reload() {
  if (const auto reloaded = read_again()) {
    event_log_->info("reloaded");
  } else {
    event_log_->error("reload-failed", {{"error", render(reloaded.error())}});
  }
}

void RoleSite::stopping() {
  if (endpoint_) endpoint_->stopping();
}

std::optional<Address> RoleSite::metrics_address() const {
  return endpoint_ ? endpoint_->address() : std::nullopt;
}

}  // namespace medisc
