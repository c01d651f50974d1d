#include "config/dealer_config.hpp"

namespace medisc {
namespace {

// A key stands for one party in one role: a hospital that could also call itself a service
// would get both halves of its bundles.
Result<void> expect_one_role(const std::string& file, const DealerConfig& config) {
  for (const auto& hospital : config.hospitals) {
    for (const auto& service : config.services) {
      if (hospital.public_key != service.public_key) continue;
      return fail(ErrorCode::kUsage,
                  file + ": hospital \"" + hospital.name + "\" and service \"" + service.name +
                      "\" have the same public key",
                  "give each party its own key: medisc keygen");
    }
  }
  return {};
}

std::optional<StockConfig> read_stock(TomlReader& reader) {
  constexpr std::int64_t kMostMegabytes = 100'000'000;
  auto section = reader.optional_section("stock");
  StockConfig stock;
  stock.levels = read_levels(section, stock.levels);
  if (const auto megabytes = section.integer("disk_mb", 1, kMostMegabytes)) {
    stock.disk_bytes = static_cast<std::uint64_t>(*megabytes) << 20;
  }
  if (!section.present()) return std::nullopt;
  return stock;
}

}  // namespace

Result<DealerConfig> load_dealer_config(const ConfigSource& source) {
  auto reader = TomlReader::open(source);
  if (!reader) return tl::unexpected(reader.error());
  DealerConfig config;
  auto dealer = reader->section("dealer");
  config.listen = dealer.parsed("listen", parse_address);
  config.key = {dealer.path("key"), dealer.optional_path("key_passphrase")};
  config.database = dealer.path("database");
  config.hospitals = read_peers(*reader, "hospitals");
  config.services = read_peers(*reader, "services");
  config.stock = read_stock(*reader);
  config.tls = read_tls(*reader);
  config.log = read_log(*reader);
  config.metrics = read_metrics(*reader);
  if (auto finished = reader->finish(); !finished) return tl::unexpected(finished.error());
  config.settings = reader->settings();
  if (auto roles = expect_one_role(source.file, config); !roles)
    return tl::unexpected(roles.error());
  return config;
}

}  // namespace medisc
