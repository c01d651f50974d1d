#include "cli/local_site.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>

#include "config/key_file.hpp"
#include "correlation/half.hpp"
#include "site/configured_model.hpp"
#include "site/manifest_text.hpp"
#include "site/role_identity.hpp"
#include "site/toml_lines.hpp"

namespace medisc {
namespace {

constexpr std::chrono::seconds kPatience{60};
/// A service calibrates before it is ready, which may take as long as it took us.
constexpr std::chrono::hours kCompilePatience{24};
/// Bundles that lie in the three databases at a time: so many bytes, or so many.
constexpr std::size_t kChunkBytes = 64u << 20;
constexpr std::size_t kChunkBundles = 1024;
constexpr const char* kAnyPort = "127.0.0.1:0";

Result<void> write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file);
  out << text;
  out.flush();
  if (out) return {};
  return fail(ErrorCode::kStorage, file.string() + " can't be written",
              "free some disk space, or set TMPDIR");
}

/// A new key in "<role>.key"; its public part in hexadecimal.
Result<std::string> make_key(const std::filesystem::path& folder, const std::string& role) {
  const std::filesystem::path file = folder / (role + ".key");
  if (auto written = write_key_file(file, Seed::random()); !written) {
    return tl::unexpected<Error>(written.error());
  }
  const auto identity = load_identity(KeyFile(file));
  if (!identity) return tl::unexpected<Error>(identity.error());
  return to_hex((*identity)->public_key());
}

std::string role_section(const std::string& role, const std::string& listen) {
  return "[" + role + "]\n" + (listen.empty() ? "" : "listen = " + toml_text(listen) + "\n") +
         "key = \"" + role + ".key\"\ndatabase = \"" + role + ".db\"\n";
}

std::string peer_section(const std::string& header, const std::string& key,
                         const std::string& address) {
  return header + "\n" + (address.empty() ? "" : "address = " + toml_text(address) + "\n") +
         "public_key = \"" + key + "\"\n";
}

std::string ranges_text(const std::vector<double>& ranges) {
  std::string text;
  for (const double range : ranges) {
    text += fmt::format("{}{:.17g}", text.empty() ? "" : ",", range);
  }
  return text + "\n";
}

/// Rows of doubles as an array file, version 1.0.
std::string npy_bytes(const std::vector<double>& values, std::size_t columns) {
  std::string header =
      fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, {}), }}",
                  values.size() / columns, columns);
  constexpr std::size_t kPrefix = 10;
  header.append(63 - (kPrefix + header.size()) % 64, ' ');
  header += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size() & 0xFF);
  bytes += static_cast<char>(header.size() >> 8);
  bytes += header;
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double));
  return bytes;
}

/// How the model compares, but for its line.
std::string comparison_text(const BorrowOptions& borrows) {
  const char* const name = borrows.comparison == ComparisonChoice::kTree    ? "tree"
                           : borrows.comparison == ComparisonChoice::kChain ? "chain"
                                                                            : "auto";
  std::string toml = fmt::format("comparison = \"{}\"\n", name);
  if (borrows.bundle_mb) toml += fmt::format("bundle_mb = {:.17e}\n", *borrows.bundle_mb);
  return toml;
}

/// [link].
std::string link_section(const LinkSpeed& link) {
  return fmt::format("[link]\ndelay_ms = {:.17e}\nmbit_s = {:.17e}\n", link.delay_ms,
                     link.mbit_s);
}

/// What [[models]] says. Numbers are written as TOML reads them back, to the last bit.
std::string model_section(const LocalModel& model) {
  const PlanOptions& options = model.options;
  const auto absolute = std::filesystem::absolute(model.files.network).string();
  std::string toml = fmt::format("[[models]]\nname = \"{}\"\nfile = {}\nfull_width = {}\n",
                                 LocalSite::kModel, toml_text(absolute), options.full_width);
  if (!options.widen_ring) toml += fmt::format("ring_bits = {}\n", options.ring_bits);
  if (model.files.any_fidelity) toml += "fidelity = \"warn\"\n";
  toml += comparison_text(model.files.borrows);
  if (model.files.samples) {
    const auto samples = std::filesystem::absolute(*model.files.samples).string();
    toml += fmt::format("samples = {}\n", toml_text(samples));
  }
  if (!model.samples.empty()) toml += "samples = \"samples.npy\"\n";
  if (model.files.import.output) {
    toml += fmt::format("output_name = {}\n", toml_text(*model.files.import.output));
  }
  for (const auto& [name, shape] : model.files.import.input_shapes) {
    toml += fmt::format("input_shapes = [{}]\n",
                        toml_text(fmt::format("{}={}", name, fmt::join(shape, "x"))));
  }
  for (const auto& [key, bits] : {std::pair{"input_bits", options.input_bits},
                                  {"activation_bits", options.activation_bits},
                                  {"weight_bits", options.weight_bits}}) {
    if (bits) toml += fmt::format("{} = {}\n", key, *bits);
  }
  toml += "manifest = \"model.toml\"\n";
  const std::vector<double>& ranges = model.ranges.largest;
  if (model.ranges.from != RangesFrom::kManifest) {
    toml += ranges.size() == 1 ? fmt::format("input_range = {:.17e}\n", ranges.front())
                               : "input_range = \"ranges.csv\"\n";
  }
  if (model.files.calibration) {
    const auto samples = std::filesystem::absolute(*model.files.calibration).string();
    toml += fmt::format("calibration = {}\ncalibration_margin = {}\n", toml_text(samples),
                        options.margin_bits);
  }
  if (options.output == Output::kLabel) toml += "output = \"label\"\n";
  if (model.files.public_normalisation) toml += "normalisation = \"public\"\n";
  return toml;
}

/// Stands where an address is not known yet. Nobody calls it.
constexpr const char* kNotYetKnown = "127.0.0.1:9";

}  // namespace

void LocalSite::forget_model() {
  model_.read = {};
  model_.samples = {};
  model_.compiled = {std::move(model_.compiled.plan), {}, {}, {}, {}, {}, {}};
}

LocalSite::LocalSite(std::filesystem::path folder, LocalModel model)
    : folder_(std::move(folder)), model_(std::move(model)) {}

Result<LocalSite> LocalSite::start_new(const TemporaryFolder& folder, LocalModel model,
                                       const std::function<Result<void>()>& check,
                                       TlsMode tls) {
  LocalSite site(folder.path(), std::move(model));
  site.tls_ = tls;
  if (auto made = site.make_keys(); !made) return tl::unexpected<Error>(made.error());
  if (auto started = site.start(check); !started) {
    return tl::unexpected<Error>(started.error());
  }
  return site;
}

Result<void> LocalSite::make_keys() {
  for (auto [role, key] :
       {std::pair{"dealer", &dealer_key_}, std::pair{"service", &service_key_},
        std::pair{"hospital", &hospital_key_}}) {
    auto made = make_key(folder_, role);
    if (!made) return tl::unexpected<Error>(made.error());
    *key = std::move(*made);
  }
  const auto key = read_key_file(KeyFile(path("service.key")));
  if (!key) return tl::unexpected<Error>(key.error());
  model_.compiled = tagged_model(std::move(model_.compiled), *key);
  return write_configurations(kNotYetKnown, kNotYetKnown);
}

Result<void> LocalSite::write_configurations(const std::string& dealer,
                                             const std::string& service) const {
  const std::string hospitals =
      peer_section("[[hospitals]]\nname = \"hospital\"", hospital_key_, "");
  const std::string dealer_peer = peer_section("[dealer]", dealer_key_, dealer);
  const std::string tls = tls_ == TlsMode::kAlways ? "[tls]\nmode = \"always\"\n" : "";
  for (const auto& [name, text] :
       {std::pair<std::string, std::string>{
            "dealer.toml",
            role_section("dealer", kAnyPort) + hospitals +
                peer_section("[[services]]\nname = \"service\"", service_key_, "") + tls},
        {"service.toml", role_section("service", kAnyPort) + dealer_peer + hospitals +
                             model_section(model_) + link_section(model_.files.borrows.link) +
                             tls},
        {"hospital.toml",
         role_section("hospital", "") + dealer_peer +
             peer_section("[[services]]\nname = \"service\"", service_key_, service) + tls},
        {"model.toml", manifest_toml(model_.manifest)},
        {"ranges.csv", ranges_text(model_.ranges.largest)}}) {
    if (auto written = write(path(name), text); !written) return written;
  }
  if (model_.samples.empty()) return {};
  return write(path("samples.npy"), npy_bytes(model_.samples, model_.network().features));
}

Result<void> LocalSite::start(const std::function<Result<void>()>& check) {
  auto dealer =
      Child::start({"dealer", "run", "--config", path("dealer.toml")}, path("dealer.log"));
  if (!dealer) return tl::unexpected<Error>(dealer.error());
  dealer_.emplace(std::move(*dealer));
  const auto dealer_address = dealer_->await("dealer-ready address=", kPatience, check);
  if (!dealer_address) return tl::unexpected<Error>(dealer_address.error());
  if (auto written = write_configurations(*dealer_address, kNotYetKnown); !written) {
    return written;
  }
  auto service =
      Child::start({"service", "run", "--config", path("service.toml")}, path("service.log"));
  if (!service) return tl::unexpected<Error>(service.error());
  service_.emplace(std::move(*service));
  const auto address = service_->await("service-ready address=", kCompilePatience, check);
  if (!address) return tl::unexpected<Error>(address.error());
  const auto registered = service_->await("plan-registered model=", kPatience, check);
  if (!registered) return tl::unexpected<Error>(registered.error());
  if (auto written = write_configurations(*dealer_address, *address); !written) return written;
  PoolChoice choice;
  choice.model = kModel;
  auto pool = DealerPool::open(path("dealer.toml"), choice);
  if (!pool) return tl::unexpected<Error>(pool.error());
  pool_ = std::move(*pool);
  return {};
}

Result<void> LocalSite::fill(std::uint64_t count) {
  const auto filled = pool_->fill(count, [](std::uint64_t) { return true; });
  if (!filled) return tl::unexpected<Error>(filled.error());
  return {};
}

Result<LocalSite::Dealing> LocalSite::fill_apart(std::uint64_t count,
                                                 const std::function<Result<void>()>& check) {
  auto verb = Child::start({"dealer", "fill", "--config", path("dealer.toml"), "--model",
                            kModel, "--count", std::to_string(count), "--format", "json"},
                           path("fill.log"));
  if (!verb) return tl::unexpected<Error>(verb.error());
  Dealing dealing;
  for (const auto& [mark, number] : {std::pair{"\"seconds\": ", &dealing.seconds},
                                     std::pair{"\"cpu_seconds\": ", &dealing.cpu_seconds},
                                     std::pair{"\"peak_bytes\": ", &dealing.peak_bytes}}) {
    const auto word = verb->await(mark, kCompilePatience, check);
    if (!word) return tl::unexpected<Error>(word.error());
    *number = std::strtod(word->c_str(), nullptr);
  }
  return dealing;
}

double LocalSite::processor_seconds() const {
  return medisc::processor_seconds() + dealer_->processor_seconds() +
         service_->processor_seconds();
}

std::size_t LocalSite::chunk(std::size_t batch) const {
  const std::size_t bundle = Seed::kBytes + correction_bytes(make_gates(plan()));
  const std::size_t fitting = std::clamp<std::size_t>(kChunkBytes / bundle, 1, kChunkBundles);
  return fitting > batch ? fitting - fitting % batch : fitting;
}

LocalSite::~LocalSite() {
  if (service_) service_->ask_to_end();
  if (dealer_) dealer_->ask_to_end();
}

}  // namespace medisc
