#include "cli/database_path.hpp"

#include "config/role_config.hpp"

namespace medisc {

Result<std::filesystem::path> database_path(const StatsArguments& arguments) {
  if (!arguments.database.empty()) return std::filesystem::path(arguments.database);
  if (arguments.config.file.empty()) {
    return fail(ErrorCode::kUsage, "no database is named",
                "give --database FILE, or --config with a party's configuration");
  }
  const auto config = load_role_config(arguments.config);
  if (!config) return tl::unexpected<Error>(config.error());
  return std::visit([](const auto& role) { return role.database; }, *config);
}

}  // namespace medisc
