#include "config/gateway_config.hpp"

#include "config/sections.hpp"

namespace medisc {
namespace {

constexpr std::string_view kUnix = "unix:";
constexpr std::int64_t kMostMb = std::int64_t{1} << 20;

/// "host:port", or "unix:PATH".
void read_listen(TomlSection& gateway, GatewayConfig& config,
                 const std::filesystem::path& folder) {
  const std::string text = gateway.text("listen");
  if (text.starts_with(kUnix)) {
    config.unix_socket = folder / text.substr(kUnix.size());
    return;
  }
  const auto address = parse_address(text);
  if (address) {
    config.listen = *address;
  } else {
    gateway.complain("listen", "listen: " + address.error().context,
                     "write host:port, or unix:PATH");
  }
}

/// Records and tokens must not leave the machine in the clear, nor be had by whoever comes.
void check_exposure_of(TomlSection& gateway, const GatewayConfig& config) {
  if (config.certificate.has_value() != config.key.has_value()) {
    gateway.complain("certificate", "certificate and key come together", "name both, or none");
  }
  if (!config.listen || is_loopback(*config.listen)) return;
  if (!config.certificate) {
    gateway.complain("listen", "listen is no loopback address, and there is no certificate",
                     "name certificate and key, or listen at 127.0.0.1 behind a proxy");
  }
  if (!config.tokens) {
    gateway.complain("listen", "listen is no loopback address, and there are no tokens",
                     "name a file of them, made by: medisc gateway token add");
  }
}

}  // namespace

Result<GatewayConfig> load_gateway_config(const ConfigSource& source) {
  auto reader = TomlReader::open(source);
  if (!reader) return tl::unexpected(reader.error());
  GatewayConfig config;
  auto gateway = reader->section("gateway");
  read_listen(gateway, config, std::filesystem::path(source.file).parent_path());
  config.hospital = gateway.path("hospital");
  config.tokens = gateway.optional_path("tokens");
  config.hosts = gateway.texts("hosts");
  config.certificate = gateway.optional_path("certificate");
  config.key = gateway.optional_path("key");
  check_exposure_of(gateway, config);

  auto limits = reader->optional_section("limits");
  const auto count = [](TomlSection& section, const char* key, std::size_t fallback,
                        std::int64_t most) {
    return static_cast<std::size_t>(
        section.integer_or(key, static_cast<std::int64_t>(fallback), 1, most));
  };
  config.limits.records = count(limits, "records", config.limits.records, 1 << 20);
  config.limits.body_mb = count(limits, "body_mb", config.limits.body_mb, 4096);
  config.limits.connections = count(limits, "connections", config.limits.connections, 4096);
  config.limits.requests = count(limits, "requests", config.limits.requests, 4096);

  auto jobs = reader->optional_section("jobs");
  config.jobs.batch = static_cast<std::uint32_t>(count(jobs, "batch", config.jobs.batch, 4096));
  config.jobs.memory_mb = count(jobs, "memory_mb", config.jobs.memory_mb, kMostMb);
  config.jobs.wait_s =
      static_cast<std::uint32_t>(jobs.integer_or("wait_s", config.jobs.wait_s, 0, 3600));
  config.intake = read_intake(*reader);
  config.log = read_log(*reader);
  config.metrics = read_metrics(*reader);
  if (auto finished = reader->finish(); !finished) return tl::unexpected(finished.error());
  config.settings = reader->settings();
  return config;
}

}  // namespace medisc
