#include "cli/database_owner.hpp"

#include "config/role_of.hpp"

namespace medisc {
namespace {

template <class Config>
Result<DatabaseOwner> owner_in(const Result<Config>& config) {
  if (!config) return tl::unexpected<Error>(config.error());
  return owner_of(*config);
}

}  // namespace

DatabaseOwner owner_of(const DealerConfig& config) {
  DatabaseOwner owner{Role::kDealer, config.database, {}};
  owner.names.add(config.hospitals);
  owner.names.add(config.services);
  return owner;
}

DatabaseOwner owner_of(const ServiceConfig& config) {
  DatabaseOwner owner{Role::kService, config.database, {}};
  owner.names.add(config.hospitals);
  return owner;
}

DatabaseOwner owner_of(const HospitalConfig& config) {
  DatabaseOwner owner{Role::kHospital, config.database, {}};
  owner.names.add(config.services);
  return owner;
}

Result<DatabaseOwner> load_database_owner(const std::filesystem::path& config) {
  const auto role = role_of(config);
  if (!role) return tl::unexpected<Error>(role.error());
  switch (*role) {
    case Role::kDealer:
      return owner_in(load_dealer_config(config));
    case Role::kService:
      return owner_in(load_service_config(config));
    case Role::kHospital:
      return owner_in(load_hospital_config(config));
  }
  return fail(ErrorCode::kInternal, "unknown role");
}

}  // namespace medisc
