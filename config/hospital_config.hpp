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

/// [socket]: where the daemon takes jobs from programs of its own machine.
struct SocketConfig {
  std::filesystem::path path;        ///< beside the database where nothing is said
  std::string group;                 ///< besides the daemon's own user; empty: nobody
  std::vector<std::string> trusted;  ///< users whose word counts for who asks: gateways
};

/// [jobs]
struct JobsConfig {
  std::uint64_t waiting_mb = 1024;  ///< of records that wait
};

/// [results]
struct ResultsConfig {
  std::uint32_t keep_days = 0;  ///< 0: for ever
};

struct HospitalConfig {
  KeyFile key;
  std::filesystem::path database;
  RemotePeer dealer;
  std::vector<RemotePeer> services;
  std::vector<PoolConfig> pools;
  ConnectConfig connect;
  SocketConfig socket;
  JobsConfig jobs;
  ResultsConfig results;
  TlsConfig tls;
  LogConfig log;
  std::vector<Setting> settings;  ///< every value, and who says so
};

/// Errors: kUsage with file and line, or the variable or flag that set it, for what is missing,
/// unknown, of another type, out of bounds, or there twice.
Result<HospitalConfig> load_hospital_config(const ConfigSource& source);

}  // namespace medisc
