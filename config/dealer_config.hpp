/// What a dealer is told: config/dealer.toml shows and explains every key.
#pragma once

#include <filesystem>
#include <vector>

#include "config/sections.hpp"

namespace medisc {

struct DealerConfig {
  Address listen;  ///< port 0: any that is free
  std::filesystem::path key;
  std::filesystem::path database;
  std::vector<NamedKey> hospitals;
  std::vector<NamedKey> services;
  LogConfig log;
  std::optional<Address> metrics;  ///< where to serve them; none: not at all
};

/// Paths in the file are relative to its folder. Errors: kUsage with file and line, for what
/// is missing, unknown, of another type, out of bounds, or there twice.
Result<DealerConfig> load_dealer_config(const std::filesystem::path& path);

}  // namespace medisc
