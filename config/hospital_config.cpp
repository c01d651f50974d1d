#include "config/hospital_config.hpp"

namespace medisc {
namespace {

constexpr std::int64_t kMostAttempts = 1000;
constexpr std::int64_t kLongestDelayMs = 60'000;

ConnectConfig read_connect(TomlReader& reader) {
  auto section = reader.optional_section("connect");
  ConnectConfig connect;
  connect.attempts = static_cast<std::uint32_t>(
      section.integer_or("attempts", connect.attempts, 1, kMostAttempts));
  connect.delay = std::chrono::milliseconds(
      section.integer_or("delay_ms", connect.delay.count(), 0, kLongestDelayMs));
  return connect;
}

}  // namespace

Result<HospitalConfig> load_hospital_config(const ConfigSource& source) {
  auto reader = TomlReader::open(source);
  if (!reader) return tl::unexpected(reader.error());
  HospitalConfig config;
  auto hospital = reader->section("hospital");
  config.key = hospital.path("key");
  config.database = hospital.path("database");
  config.dealer = read_dealer(*reader);
  config.services = read_remote_peers(*reader, "services");
  config.connect = read_connect(*reader);
  config.log = read_log(*reader);
  if (auto finished = reader->finish(); !finished) return tl::unexpected(finished.error());
  config.settings = reader->settings();
  return config;
}

}  // namespace medisc
