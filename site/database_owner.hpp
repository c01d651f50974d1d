/// Whose database: a role's configuration, as far as a look at its database needs it.
#pragma once

#include <filesystem>

#include "config/config_source.hpp"
#include "config/peer_names.hpp"

namespace medisc {

struct DatabaseOwner {
  Role role{};
  std::filesystem::path database;
  PeerNames names;
};

/// From the configuration of any role. Errors: kUsage.
Result<DatabaseOwner> load_database_owner(const ConfigSource& source);

}  // namespace medisc
