#include "config/service_config.hpp"

#include <cmath>
#include <limits>

namespace medisc {
namespace {

// Far beyond what fits any ring: the planner knows what a model can have.
constexpr std::int64_t kMostBits = 62;

std::optional<std::uint32_t> read_bits(TomlSection& section, const std::string& key) {
  const auto bits = section.integer(key, 1, kMostBits);
  if (!bits) return std::nullopt;
  return static_cast<std::uint32_t>(*bits);
}

std::optional<std::uint32_t> read_ring_bits(TomlSection& section) {
  const auto bits = section.integer("ring_bits", 32, 64);
  if (!bits) return std::nullopt;
  if (*bits != 32 && *bits != 64) {
    section.complain("ring_bits",
                     "ring_bits is " + std::to_string(*bits) + ", expected 32 or 64", "");
  }
  return static_cast<std::uint32_t>(*bits);
}

std::variant<std::vector<double>, std::filesystem::path> read_input_range(
    TomlSection& section) {
  auto range = section.numbers_or_path("input_range");
  const auto* numbers = std::get_if<std::vector<double>>(&range);
  if (!numbers || numbers->empty()) return range;
  const bool fits = numbers->size() == 1   ? numbers->front() > 0
                    : numbers->size() == 2 ? numbers->front() < numbers->back()
                                           : false;
  if (!fits) {
    section.complain("input_range",
                     "input_range is neither a number above 0, nor two, the least first",
                     "write the largest magnitude of a feature, the least and the largest, or "
                     "a CSV file in quotes");
  }
  return range;
}

/// A number above 0.
void read_positive(TomlSection& section, const std::string& key, double& value) {
  const std::optional<double> given = section.number(key);
  if (!given) return;
  if (!(*given > 0) || !std::isfinite(*given)) {
    section.complain(key, key + " is not above 0", "write a number above 0");
    return;
  }
  value = *given;
}

/// [link]: the line that plans are made for.
LinkSpeed read_link(TomlReader& reader) {
  auto section = reader.optional_section("link");
  LinkSpeed link;
  if (const std::optional<double> delay = section.number("delay_ms")) {
    if (!(*delay >= 0) || !std::isfinite(*delay)) {
      section.complain("delay_ms", "delay_ms is below 0", "write milliseconds, one way");
    } else {
      link.delay_ms = *delay;
    }
  }
  read_positive(section, "mbit_s", link.mbit_s);
  return link;
}

BorrowOptions read_borrows(TomlSection& section, const LinkSpeed& link) {
  BorrowOptions options;
  options.link = link;
  const std::string comparison =
      section.choice_or("comparison", "auto", {"auto", "tree", "chain"});
  options.comparison = comparison == "tree"    ? ComparisonChoice::kTree
                       : comparison == "chain" ? ComparisonChoice::kChain
                                               : ComparisonChoice::kAuto;
  double megabytes = 0;
  read_positive(section, "bundle_mb", megabytes);
  if (megabytes > 0) options.bundle_mb = megabytes;
  return options;
}

ModelConfig read_model(TomlSection& section, const LinkSpeed& link) {
  ModelConfig model;
  model.name = read_name(section, "name");
  model.version = static_cast<std::uint32_t>(
      section.integer("version", 1, std::numeric_limits<std::int32_t>::max()).value_or(0));
  model.file = section.path("file");
  model.manifest = section.optional_path("manifest");
  model.declared.from = "[[models]] \"" + model.name + "\"";
  read_task(section, "task", model.declared);
  model.input_range = read_input_range(section);
  model.ring_bits = read_ring_bits(section);
  model.label_only = section.choice_or("output", "logits", {"logits", "label"}) == "label";
  model.public_normalisation =
      section.choice_or("normalisation", "folded", {"folded", "public"}) == "public";
  model.samples = section.optional_path("samples");
  model.any_fidelity = section.choice_or("fidelity", "refuse", {"refuse", "warn"}) == "warn";
  section.choice_or("precision", "auto", {"auto"});
  model.borrows = read_borrows(section, link);
  model.calibration = section.optional_path("calibration");
  model.output_name = section.optional_text("output_name").value_or("");
  model.input_shapes = section.texts("input_shapes");
  model.margin_bits = read_bits(section, "calibration_margin");
  model.full_width = section.flag_or("full_width", false);
  model.input_bits = read_bits(section, "input_bits");
  model.activation_bits = read_bits(section, "activation_bits");
  model.weight_bits = read_bits(section, "weight_bits");
  return model;
}

std::vector<ModelConfig> read_models(TomlReader& reader) {
  const LinkSpeed link = read_link(reader);
  std::vector<ModelConfig> models;
  std::vector<std::string> names;
  for (auto& section : reader.sections("models")) {
    models.push_back(read_model(section, link));
    const ModelConfig& model = models.back();
    const std::string version =
        model.version == 0 ? "" : ", version " + std::to_string(model.version);
    expect_new(section, "name", model.name + version, names,
               "the name \"" + model.name + "\"" + version);
  }
  return models;
}

LimitsConfig read_limits(TomlReader& reader) {
  constexpr std::int64_t kMostSessions = 100'000;
  auto section = reader.optional_section("limits");
  LimitsConfig limits;
  limits.max_sessions = static_cast<std::uint32_t>(
      section.integer_or("max_sessions", limits.max_sessions, 1, kMostSessions));
  limits.max_waiting = static_cast<std::uint32_t>(
      section.integer_or("max_waiting", limits.max_waiting, 0, kMostSessions));
  constexpr std::int64_t kMostMegabytes = 1 << 20;
  limits.memory_mb = static_cast<std::uint32_t>(
      section.integer_or("memory_mb", limits.memory_mb, 1, kMostMegabytes));
  // A hospital gives its service up after a minute of silence, unless it is told otherwise.
  limits.wait = std::chrono::seconds(section.integer_or("wait_s", limits.wait.count(), 0, 50));
  limits.records_per_hour = static_cast<std::uint64_t>(
      section.integer_or("records_per_hour", 0, 0, std::numeric_limits<std::int32_t>::max()));
  limits.silence =
      std::chrono::seconds(section.integer_or("silence_s", limits.silence.count(), 1, 3'600));
  return limits;
}

}  // namespace

Result<ServiceConfig> load_service_config(const ConfigSource& source) {
  auto reader = TomlReader::open(source);
  if (!reader) return tl::unexpected(reader.error());
  ServiceConfig config;
  auto service = reader->section("service");
  config.listen = service.parsed("listen", parse_address);
  config.key = {service.path("key"), service.optional_path("key_passphrase")};
  config.database = service.path("database");
  config.dealer = read_dealer(*reader);
  config.hospitals = read_peers(*reader, "hospitals");
  config.models = read_models(*reader);
  config.limits = read_limits(*reader);
  config.tls = read_tls(*reader);
  config.log = read_log(*reader);
  config.metrics = read_metrics(*reader);
  if (auto finished = reader->finish(); !finished) return tl::unexpected(finished.error());
  config.settings = reader->settings();
  return config;
}

}  // namespace medisc
