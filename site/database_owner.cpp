#include "site/database_owner.hpp"

#include "config/role_config.hpp"

namespace medisc {
namespace {

Result<DatabaseOwner> owner_of(Role role, const auto& config) {
  DatabaseOwner owner{role, config.database, {}};
  if constexpr (requires { config.hospitals; }) owner.names.add(config.hospitals);
  if constexpr (requires { config.services; }) owner.names.add(config.services);
  return owner;
}

struct Owners {
  Result<DatabaseOwner> operator()(const DealerConfig& c) const {
    return owner_of(Role::kDealer, c);
  }
  Result<DatabaseOwner> operator()(const ServiceConfig& c) const {
    return owner_of(Role::kService, c);
  }
  Result<DatabaseOwner> operator()(const HospitalConfig& c) const {
    return owner_of(Role::kHospital, c);
  }
  Result<DatabaseOwner> operator()(const GatewayConfig&) const {
    return fail(ErrorCode::kUsage, "a gateway has no database",
                "name the hospital's configuration");
  }
};

}  // namespace

Result<DatabaseOwner> load_database_owner(const ConfigSource& source) {
  const auto config = load_role_config(source);
  if (!config) return tl::unexpected<Error>(config.error());
  return std::visit(Owners(), *config);
}

}  // namespace medisc
