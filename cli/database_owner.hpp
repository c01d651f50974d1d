/// Whose database: a role's configuration, as far as a look at its database needs it.
#pragma once

#include <filesystem>

#include "config/dealer_config.hpp"
#include "config/hospital_config.hpp"
#include "config/peer_names.hpp"
#include "config/service_config.hpp"

namespace medisc {

struct DatabaseOwner {
  Role role{};
  std::filesystem::path database;
  PeerNames names;
};

DatabaseOwner owner_of(const DealerConfig& config);
DatabaseOwner owner_of(const ServiceConfig& config);
DatabaseOwner owner_of(const HospitalConfig& config);

/// From the configuration of any role. Errors: kUsage.
Result<DatabaseOwner> load_database_owner(const std::filesystem::path& config);

}  // namespace medisc
