#include "config/role_config.hpp"

#include "config/role_of.hpp"
#include "config/toml_value.hpp"

namespace medisc {
namespace {

template <class Config>
Result<RoleConfig> any(Result<Config> config) {
  if (!config) return tl::unexpected<Error>(config.error());
  return RoleConfig(std::move(*config));
}

}  // namespace

Result<RoleConfig> load_role_config(const ConfigSource& source) {
  // A gateway is no party: it has no role.
  const auto file = read_toml(source.file);
  if (file && file->find("gateway") != nullptr) return any(load_gateway_config(source));
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
