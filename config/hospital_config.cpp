#include "config/hospital_config.hpp"

namespace medisc {
namespace {

constexpr std::int64_t kMostAttempts = 1000;
constexpr std::int64_t kLongestDelayMs = 60'000;

ConnectConfig read_connect(TomlReader& reader) {
  auto section = reader.optional_section("connect");
  ConnectConfig connect;
  if (const auto attempts = section.integer("attempts", 1, kMostAttempts)) {
    connect.attempts = static_cast<std::uint32_t>(*attempts);
  }
  if (const auto delay = section.integer("delay_ms", 0, kLongestDelayMs)) {
    connect.delay = std::chrono::milliseconds(*delay);
  }
  return connect;
}

}  // namespace

Result<HospitalConfig> load_hospital_config(const std::filesystem::path& path) {
  auto reader = TomlReader::open(path);
  if (!reader) return tl::unexpected(reader.error());
  HospitalConfig config;
  auto hospital = reader->section("hospital");
  config.key = hospital.path("key");
  config.database = hospital.path("database");
  config.dealer = read_dealer(*reader);
  config.services = read_remote_peers(*reader, "services");
  config.connect = read_connect(*reader);
  config.log = read_log(*reader);
  config.metrics = read_metrics(*reader);
  if (auto finished = reader->finish(); !finished) return tl::unexpected(finished.error());
  return config;
}

}  // namespace medisc
