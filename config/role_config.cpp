#include "config/role_config.hpp"

#include "config/role_of.hpp"

namespace medisc {
namespace {

template <class Config>
Result<RoleConfig> any(Result<Config> config) {
  if (!config) return tl::unexpected<Error>(config.error());
  return RoleConfig(std::move(*config));
}

}  // namespace

Result<RoleConfig> load_role_config(const ConfigSource& source) {
  const auto role = role_of(source.file);
  if (!role) return tl::unexpected<Error>(role.error());
  switch (*role) {
    case Role::kDealer:
      return any(load_dealer_config(source));
    case Role::kService:
      return any(load_service_config(source));
    case Role::kHospital:
      return any(load_hospital_config(source));
  }
  return fail(ErrorCode::kInternal, "unknown role");
}

}  // namespace medisc
