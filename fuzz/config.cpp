// Configurations of all three roles: one that is accepted is within its documented bounds, and
// each value that it shows, given as an override, gives the same configuration.
#include <algorithm>
#include <cmath>

#include "config/role_config.hpp"
#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "fuzz/input_file.hpp"

namespace medisc::fuzz {
namespace {

bool is_name(const std::string& name) {
  return !name.empty() && name.size() <= 64;
}

bool are_names(const std::vector<NamedKey>& peers) {
  return !peers.empty() && std::ranges::all_of(peers, is_name, &NamedKey::name);
}

bool is_callable(const RemotePeer& peer) {
  return is_name(peer.name) && !peer.address.host.empty() && peer.address.port != 0;
}

bool are_levels(const Levels& levels) {
  return levels.low >= 1 && levels.high > levels.low;
}

bool is_whole(const TlsConfig& tls) {
  return tls.certificate.has_value() == tls.key.has_value();
}

bool are_bits(std::optional<std::uint32_t> bits) {
  return bits.value_or(1) >= 1 && bits.value_or(1) <= 62;
}

/// Nothing, a largest magnitude, or the least and the largest value.
bool is_range(const std::vector<double>& range) {
  return range.empty() || (range.size() == 1 && std::isfinite(range[0]) && range[0] > 0) ||
         (range.size() == 2 && range[0] < range[1]);
}

bool is_bounded(const ModelConfig& model) {
  const auto* range = std::get_if<std::vector<double>>(&model.input_range);
  return is_name(model.name) && (range == nullptr || is_range(*range)) &&
         (!model.ring_bits || *model.ring_bits == 32 || *model.ring_bits == 64) &&
         are_bits(model.margin_bits) && are_bits(model.input_bits) &&
         are_bits(model.activation_bits) && are_bits(model.weight_bits);
}

bool is_bounded(const DealerConfig& dealer) {
  return are_names(dealer.hospitals) && are_names(dealer.services) &&
         (!dealer.stock || (are_levels(dealer.stock->levels) && dealer.stock->disk_bytes > 0));
}

bool is_bounded(const ServiceConfig& service) {
  const LimitsConfig& limits = service.limits;
  return is_callable(service.dealer) && are_names(service.hospitals) &&
         !service.models.empty() &&
         std::ranges::all_of(service.models,
                             [](const ModelConfig& model) { return is_bounded(model); }) &&
         limits.max_sessions >= 1 && limits.wait.count() >= 0 && limits.wait.count() <= 50 &&
         limits.silence.count() >= 1;
}

bool is_bounded(const HospitalConfig& hospital) {
  return is_callable(hospital.dealer) && !hospital.services.empty() &&
         std::ranges::all_of(hospital.services, is_callable) &&
         std::ranges::all_of(hospital.pools, are_levels, &PoolConfig::levels) &&
         hospital.connect.attempts >= 1 && hospital.connect.delay.count() >= 0 &&
         hospital.connect.silence.count() >= 1;
}

/// The values of plain sections, as flags.
std::vector<Override> overrides_of(const std::vector<Setting>& settings) {
  std::vector<Override> overrides;
  for (const Setting& setting : settings) {
    const auto dot = setting.key.find('.');
    if (!setting.value || setting.key.find('[') != std::string::npos) continue;
    overrides.push_back(flag_override(setting.key.substr(0, dot), setting.key.substr(dot + 1),
                                      *setting.value, "--set"));
  }
  return overrides;
}

bool same_values(const std::vector<Setting>& a, const std::vector<Setting>& b) {
  return std::ranges::equal(a, b, [](const Setting& left, const Setting& right) {
    return left.key == right.key && left.value == right.value;
  });
}

template <class Config>
void check(Result<Config> (*load)(const ConfigSource&), const std::filesystem::path& file) {
  ConfigSource source(file);
  const auto config = load(source);
  if (!config) {
    require(config.error().code == ErrorCode::kUsage, "a bad configuration is wrong usage");
    require(config.error().context.starts_with(file.string()), "an error names the file");
    return;
  }
  require(is_bounded(*config) && is_whole(config->tls), "a configuration is within its bounds");
  require(!config->key.path.empty() && !config->database.empty(), "its files are named");
  source.overrides = overrides_of(config->settings);
  const auto again = load(source);
  require(again && same_values(again->settings, config->settings),
          "a value as an override says what it says in the file");
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  static const InputFile file("role.toml");
  file.write(as_text(std::span(data, size)));
  check(load_dealer_config, file.path());
  check(load_service_config, file.path());
  check(load_hospital_config, file.path());
  const auto any = load_role_config(file.path());
  require(any || any.error().code == ErrorCode::kUsage, "a bad configuration is wrong usage");
  return 0;
}
