#include <iostream>

#include <unistd.h>

#include "channel/channels.hpp"
#include "cli/loading.hpp"
#include "cli/verbs.hpp"
#include "config/role_config.hpp"
#include "storage/store.hpp"

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

void check_address(Checklist& list, const Channels& channels, const std::string& what,
                   const Address& address) {
  list.add(what, to_string(address), only_errors(channels.encrypts(address)));
}

void check_role(Checklist& list, const Channels& channels, const Result<Seed>&,
                const DealerConfig& config) {
  check_address(list, channels, "listen", config.listen);
}

void check_role(Checklist& list, const Channels& channels, const Result<Seed>& key,
                const ServiceConfig& config) {
  check_address(list, channels, "listen", config.listen);
  check_address(list, channels, "dealer", config.dealer.address);
  for (const ModelConfig& model : config.models) {
    // Without a key the model itself is checked all the same: under another.
    list.add("model", model.name,
             only_errors(compile_model(model, key.value_or(Seed::random()))));
  }
}

void check_role(Checklist& list, const Channels& channels, const Result<Seed>&,
                const HospitalConfig& config) {
  check_address(list, channels, "dealer", config.dealer.address);
  for (const RemotePeer& service : config.services) {
    check_address(list, channels, "service", service.address);
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
        const auto key = load_seed(role.key);
        list.add("key", role.key.path.string(), only_errors(key));
        list.add("database", role.database.string(), check_database(role.database));
        const auto channels = Channels::open(role.tls, std::chrono::system_clock::now());
        list.add("tls", role.tls.certificate ? role.tls.certificate->string() : "ephemeral",
                 only_errors(channels));
        if (channels) check_role(list, *channels, key, role);
      },
      *config);
  return list.print_all(arguments.format);
}

}  // namespace medisc
