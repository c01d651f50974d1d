#include <chrono>
#include <iostream>
#include <utility>
#include <vector>

#include <unistd.h>

#include "channel/channels.hpp"
#include "cli/loading.hpp"
#include "cli/verbs.hpp"
#include "config/role_config.hpp"

namespace medisc {
namespace {

/// Looks at everything, and remembers all that is wrong, not the first alone.
class Checklist {
 public:
  void add(const std::string& what, const std::string& name, const Result<void>& result) {
    table_.rows.push_back(
        {what, name, result.has_value(), result ? Cell{} : Cell{render(result.error())}});
    if (!result && !first_) first_ = result.error();
    if (!result) ++wrong_;
  }

  Result<void> print_all(Format format) const {
    print(std::cout, {table_}, format);
    if (!first_) return {};
    Error error = *first_;
    error.hint = "";
    error.context = std::to_string(wrong_) + " of " + std::to_string(table_.rows.size()) +
                    " checks failed; the first: " + first_->context;
    return tl::unexpected<Error>(error);
  }

 private:
  Table table_{
      "checks", {{"what", "what"}, {"name", "name"}, {"ok", "ok"}, {"error", "error"}}, {}};
  std::optional<Error> first_;
  std::size_t wrong_ = 0;
};

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

/// What a role listens at or calls, each by the name of its key or section.
using Addresses = std::vector<std::pair<std::string, Address>>;

Addresses addresses_of(const DealerConfig& config) {
  return {{"listen", config.listen}};
}

Addresses addresses_of(const ServiceConfig& config) {
  return {{"listen", config.listen}, {"dealer", config.dealer.address}};
}

Addresses addresses_of(const HospitalConfig& config) {
  Addresses addresses{{"dealer", config.dealer.address}};
  for (const RemotePeer& service : config.services) {
    addresses.emplace_back("service", service.address);
  }
  return addresses;
}

/// Certificate, key and authority, as far as there are such; and that no address is left in the
/// clear.
void check_channels(Checklist& list, const TlsConfig& tls, const Addresses& addresses) {
  const auto channels = Channels::open(tls, std::chrono::system_clock::now());
  list.add("tls", tls.certificate ? tls.certificate->string() : "made at each start",
           only_errors(channels));
  if (!channels) return;
  for (const auto& [what, address] : addresses) {
    list.add(what, to_string(address), only_errors(channels->encrypts(address)));
  }
}

void check_models(Checklist& list, const ServiceConfig& config) {
  for (const ModelConfig& model : config.models) {
    list.add("model", model.name, only_errors(compile_model(model, config.key)));
  }
}

}  // namespace

Result<void> run(const ConfigCheckArguments& arguments) {
  const auto config = load_role_config(arguments.config);
  if (!config) return tl::unexpected<Error>(config.error());
  Checklist list;
  list.add("configuration", arguments.config.file, {});
  std::visit(
      [&](const auto& role) {
        list.add("key", role.key.string(), only_errors(load_identity(role.key)));
        list.add("database", role.database.string(), check_database(role.database));
        check_channels(list, role.tls, addresses_of(role));
      },
      *config);
  if (const auto* service = std::get_if<ServiceConfig>(&*config)) check_models(list, *service);
  return list.print_all(arguments.format);
}

}  // namespace medisc
