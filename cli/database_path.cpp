#include "cli/database_path.hpp"

#include "config/dealer_config.hpp"
#include "config/hospital_config.hpp"
#include "config/role_of.hpp"
#include "config/service_config.hpp"

namespace medisc {

Result<std::filesystem::path> database_path(const StatsArguments& arguments) {
  if (!arguments.database.empty()) return std::filesystem::path(arguments.database);
  if (arguments.config.empty()) {
    return fail(ErrorCode::kUsage, "no database is named",
                "give --database FILE, or --config with a party's configuration");
  }
  const auto role = role_of(arguments.config);
  if (!role) return tl::unexpected<Error>(role.error());
  const auto database = [](auto config) -> Result<std::filesystem::path> {
    if (!config) return tl::unexpected<Error>(config.error());
    return config->database;
  };
  switch (*role) {
    case Role::kDealer: return database(load_dealer_config(arguments.config));
    case Role::kService: return database(load_service_config(arguments.config));
    case Role::kHospital: return database(load_hospital_config(arguments.config));
  }
  return fail(ErrorCode::kInternal, "unknown role");
}

}  // namespace medisc
