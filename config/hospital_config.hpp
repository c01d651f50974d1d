/// What a hospital is told: config/hospital.toml shows and explains every key.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "config/key_file.hpp"
#include "config/sections.hpp"
#include "config/tls_config.hpp"

namespace medisc {

/// [connect]: how long to try when a peer does not answer.
struct ConnectConfig {
  std::uint32_t attempts = 5;
  std::chrono::milliseconds delay{200};
  std::chrono::seconds silence{60};
};

/// [[pools]]: prepared bundles that `medisc hospital run` keeps at hand.
struct PoolConfig {
  std::string service;  ///< its name in this configuration
  std::string model;
  Levels levels{50, 200};
};

struct HospitalConfig {
  KeyFile key;
  std::filesystem::path database;
  RemotePeer dealer;
  std::vector<RemotePeer> services;
  std::vector<PoolConfig> pools;
  ConnectConfig connect;
  TlsConfig tls;
  LogConfig log;
  std::optional<Address> metrics;  ///< where to serve them; none: not at all
  std::vector<Setting> settings;   ///< every value, and who says so
};

/// Errors: kUsage with file and line, or the variable or flag that set it, for what is missing,
/// unknown, of another type, out of bounds, or there twice.
Result<HospitalConfig> load_hospital_config(const ConfigSource& source);

}  // namespace medisc
