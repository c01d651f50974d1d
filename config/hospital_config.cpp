#include "config/hospital_config.hpp"

#include <algorithm>

namespace medisc {
namespace {

constexpr std::int64_t kMostAttempts = 1000;
constexpr std::int64_t kLongestDelayMs = 60'000;
constexpr std::int64_t kLongestSilence = 3'600;
constexpr std::int64_t kMostWaitingMb = std::int64_t{1} << 20;
constexpr std::int64_t kMostDays = 36'500;

ConnectConfig read_connect(TomlReader& reader) {
  auto section = reader.optional_section("connect");
  ConnectConfig connect;
  connect.attempts = static_cast<std::uint32_t>(
      section.integer_or("attempts", connect.attempts, 1, kMostAttempts));
  connect.delay = std::chrono::milliseconds(
      section.integer_or("delay_ms", connect.delay.count(), 0, kLongestDelayMs));
  connect.silence = std::chrono::seconds(
      section.integer_or("silence_s", connect.silence.count(), 1, kLongestSilence));
  return connect;
}

SocketConfig read_socket(TomlReader& reader, const std::filesystem::path& database) {
  auto section = reader.optional_section("socket");
  SocketConfig socket;
  socket.path = section.optional_path("path").value_or(database.string() + ".socket");
  socket.group = section.optional_text("group").value_or("");
  socket.trusted = section.texts("trusted");
  return socket;
}

JobsConfig read_jobs(TomlReader& reader) {
  auto section = reader.optional_section("jobs");
  JobsConfig jobs;
  jobs.waiting_mb = static_cast<std::uint64_t>(section.integer_or(
      "waiting_mb", static_cast<std::int64_t>(jobs.waiting_mb), 1, kMostWaitingMb));
  return jobs;
}

ResultsConfig read_results(TomlReader& reader) {
  auto section = reader.optional_section("results");
  ResultsConfig results;
  results.keep_days = static_cast<std::uint32_t>(
      section.integer_or("keep_days", results.keep_days, 0, kMostDays));
  return results;
}

std::vector<PoolConfig> read_pools(TomlReader& reader,
                                   const std::vector<RemotePeer>& services) {
  std::vector<PoolConfig> pools;
  std::vector<std::string> taken;
  for (auto& section : reader.optional_sections("pools")) {
    PoolConfig pool;
    pool.service = read_name(section, "service");
    pool.model = section.text("model");
    pool.levels = read_levels(section, pool.levels);
    if (std::ranges::find(services, pool.service, &RemotePeer::name) == services.end()) {
      section.complain("service",
                       "service is \"" + pool.service + "\", and no [[services]] has that name",
                       "name one of the services above");
    }
    expect_new(section, "model", pool.service + " " + pool.model, taken,
               "the pool of \"" + pool.model + "\" with \"" + pool.service + "\"");
    pools.push_back(std::move(pool));
  }
  return pools;
}

}  // namespace

Result<HospitalConfig> load_hospital_config(const ConfigSource& source) {
  auto reader = TomlReader::open(source);
  if (!reader) return tl::unexpected(reader.error());
  HospitalConfig config;
  auto hospital = reader->section("hospital");
  config.key = {hospital.path("key"), hospital.optional_path("key_passphrase")};
  config.database = hospital.path("database");
  config.dealer = read_dealer(*reader);
  config.services = read_remote_peers(*reader, "services");
  config.pools = read_pools(*reader, config.services);
  config.connect = read_connect(*reader);
  config.socket = read_socket(*reader, config.database);
  config.jobs = read_jobs(*reader);
  config.results = read_results(*reader);
  config.tls = read_tls(*reader);
  config.log = read_log(*reader);
  if (auto finished = reader->finish(); !finished) return tl::unexpected(finished.error());
  config.settings = reader->settings();
  return config;
}

}  // namespace medisc
