/// What a dealer is told: config/dealer.toml shows and explains every key.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "config/key_file.hpp"
#include "config/sections.hpp"
#include "config/tls_config.hpp"

namespace medisc {

/// [stock]: how many bundles of each pool the running dealer keeps waiting for their hospital.
struct StockConfig {
  Levels levels{100, 400};
  std::uint64_t disk_bytes = std::uint64_t{10'000}
                             << 20;  ///< of the database, all pools together
};

struct DealerConfig {
  Address listen;  ///< port 0: any that is free
  KeyFile key;
  std::filesystem::path database;
  std::vector<NamedKey> hospitals;
  std::vector<NamedKey> services;
  std::optional<StockConfig> stock;  ///< none: it deals by hand alone
  TlsConfig tls;
  LogConfig log;
  std::optional<Address> metrics;  ///< where to serve them; none: not at all
  std::vector<Setting> settings;   ///< every value, and who says so
};

/// Errors: kUsage with file and line, or the variable or flag that set it, for what is missing,
/// unknown, of another type, out of bounds, or there twice.
Result<DealerConfig> load_dealer_config(const ConfigSource& source);

}  // namespace medisc
