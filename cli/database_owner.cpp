#include "cli/database_owner.hpp"

#include "config/dealer_config.hpp"
#include "config/hospital_config.hpp"
#include "config/role_of.hpp"
#include "config/service_config.hpp"

namespace medisc {
namespace {

template <class Config>
Result<DatabaseOwner> owner_in(Role role, const Result<Config>& config) {
  if (!config) return tl::unexpected<Error>(config.error());
  DatabaseOwner owner{role, config->database, {}};
  if constexpr (requires { config->hospitals; }) owner.names.add(config->hospitals);
  if constexpr (requires { config->services; }) owner.names.add(config->services);
  return owner;
}

}  // namespace

Result<DatabaseOwner> load_database_owner(const std::filesystem::path& config) {
  const auto role = role_of(config);
  if (!role) return tl::unexpected<Error>(role.error());
  switch (*role) {
    case Role::kDealer:
      return owner_in(*role, load_dealer_config(config));
    case Role::kService:
      return owner_in(*role, load_service_config(config));
    case Role::kHospital:
      return owner_in(*role, load_hospital_config(config));
  }
  return fail(ErrorCode::kInternal, "unknown role");
}

}  // namespace medisc
