#include "site/config_checks.hpp"

#include <unistd.h>

#include "channel/channels.hpp"
#include "config/role_config.hpp"
#include "site/configured_model.hpp"
#include "site/gateway_checks.hpp"
#include "site/model_notes.hpp"
#include "site/range_price.hpp"
#include "storage/store.hpp"

namespace medisc {
namespace {

using Checks = std::vector<ConfigCheck>;

template <class T>
Result<void> only_errors(const Result<T>& result) {
  if (!result) return tl::unexpected<Error>(result.error());
  return {};
}

/// A database that is there must be one of ours; for one that is not there must be a folder to
/// make it in.
Result<void> check_database(const std::filesystem::path& database) {
  if (std::filesystem::exists(database)) {
    StoreOptions options;
    options.create = false;
    return only_errors(open_store(database, options));
  }
  const auto folder = std::filesystem::absolute(database).parent_path();
  if (::access(folder.c_str(), W_OK | X_OK) == 0) return {};
  return fail(ErrorCode::kStorage,
              folder.string() + " is no folder that " + database.filename().string() +
                  " can be made in",
              "make the folder, or let this user write there");
}

void check_address(Checks& checks, const Channels& channels, const std::string& what,
                   const Address& address) {
  checks.push_back({what, to_string(address), only_errors(channels.encrypts(address)), ""});
}

void check_role(Checks& checks, const Channels& channels, const Result<Seed>&,
                const DealerConfig& config) {
  check_address(checks, channels, "listen", config.listen);
}

/// What a model's owner should know of a plan that is made.
std::string note_on(const CompiledModel& model) {
  std::string note = in_one_line(model.notes);
  const auto add = [&](const std::string& more) {
    note += (note.empty() ? "" : "; ") + more;
  };
  const Fidelity& fidelity = *model.fidelity;
  add(fidelity_text(fidelity));
  for (const std::string& warning : model.warnings) add(warning);
  if (fidelity.drawn)
    add("give samples = \"FILE\" to measure it on records like those to come");
  if (const std::string wide = wide_ranges_text(model); !wide.empty()) add(wide);
  return note;
}

void check_role(Checks& checks, const Channels& channels, const Result<Seed>& key,
                const ServiceConfig& config) {
  check_address(checks, channels, "listen", config.listen);
  check_address(checks, channels, "dealer", config.dealer.address);
  for (const ModelConfig& model : config.models) {
    // Without a key the model itself is checked all the same: under another.
    const auto compiled = compile_model(model, key.value_or(Seed::random()), true);
    checks.push_back(
        {"model", model.name, only_errors(compiled), compiled ? note_on(*compiled) : ""});
  }
}

void check_role(Checks& checks, const Channels& channels, const Result<Seed>&,
                const HospitalConfig& config) {
  check_address(checks, channels, "dealer", config.dealer.address);
  for (const RemotePeer& service : config.services) {
    check_address(checks, channels, "service", service.address);
  }
}

template <class Config>
void check_all(Checks& checks, const Config& config, const AskPassphrase& ask) {
  const auto key = read_key_file(config.key, ask);
  checks.push_back({"key", config.key.path.string(), only_errors(key), ""});
  checks.push_back({"database", config.database.string(), check_database(config.database), ""});
  const auto channels = Channels::open(config.tls, std::chrono::system_clock::now());
  checks.push_back({"tls",
                    config.tls.certificate ? config.tls.certificate->string() : "ephemeral",
                    only_errors(channels), ""});
  if (channels) check_role(checks, *channels, key, config);
}

void check_all(Checks& checks, const GatewayConfig& config, const AskPassphrase&) {
  check_gateway(checks, config);
}

}  // namespace

Result<std::vector<ConfigCheck>> check_configuration(const ConfigSource& source,
                                                     const AskPassphrase& ask) {
  const auto config = load_role_config(source);
  if (!config) return tl::unexpected<Error>(config.error());
  Checks checks;
  std::visit([&](const auto& role) { check_all(checks, role, ask); }, *config);
  return checks;
}

}  // namespace medisc
