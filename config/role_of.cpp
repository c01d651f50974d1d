#include "config/role_of.hpp"

#include "config/toml_value.hpp"

namespace medisc {

Result<Role> role_of(const std::filesystem::path& path) {
  const auto table = read_toml(path);
  if (!table) return tl::unexpected<Error>(table.error());
  if (table->find("hospital") != nullptr) return Role::kHospital;
  if (table->find("service") != nullptr) return Role::kService;
  if (table->find("dealer") != nullptr) return Role::kDealer;
  return fail(
      ErrorCode::kUsage,
      path.string() + ": there is none of [hospital], [service], [dealer] and [gateway]",
      "name a role's configuration");
}

}  // namespace medisc
