#include "site/result_book.hpp"

#include "actors/ledger/party_answers.hpp"
#include "config/hospital_config.hpp"
#include "jobs/client.hpp"
#include "messages/plan_codec.hpp"
#include "site/role_identity.hpp"
#include "site/stored_result.hpp"
#include "storage/audit_chain.hpp"
#include "storage/store.hpp"

namespace medisc {
namespace {

/// A hospital's database, and the keys to what it keeps.
struct OpenedDatabase {
  HospitalConfig config;
  std::unique_ptr<Store> store;
  std::shared_ptr<const SiteKeys> keys;
};

Result<OpenedDatabase> open_database(const ConfigSource& source, const AskPassphrase& ask) {
  auto config = load_hospital_config(source);
  if (!config) return tl::unexpected<Error>(config.error());
  const auto identity = load_identity(config->key, ask);
  if (!identity) return tl::unexpected<Error>(identity.error());
  auto store = open_store(config->database, {.create = false, .read_only = true});
  if (!store) return tl::unexpected<Error>(store.error());
  auto keys = SiteKeys::open(**store, **identity, false);
  if (!keys) return tl::unexpected<Error>(keys.error());
  return OpenedDatabase{std::move(*config), std::move(*store),
                        std::make_shared<const SiteKeys>(std::move(*keys))};
}

class FromDatabase final : public ResultBook {
 public:
  FromDatabase(OpenedDatabase database, std::unique_ptr<Store> plans)
      : config_(std::move(database.config)),
        keys_(database.keys),
        plans_(std::move(plans)),
        answers_(std::move(database.store), Owner::kHospital, database.keys) {}

  Result<StoredResults> results(const ResultsQuestion& question) override {
    const LedgerAnswer answer = answers_.answer(FindResults{query_of(question, *keys_)});
    const auto& found = std::get<Result<FoundResults>>(answer);
    if (!found) return tl::unexpected<Error>(found.error());
    return stored_results(*found, [this](const std::string& key) {
      for (const RemotePeer& service : config_.services) {
        if (to_hex(service.public_key) == key) return service.name;
      }
      return key;
    });
  }

  Result<Plan> plan(const PlanHash& hash) override {
    const auto bytes = plans_->plan_bytes(to_hex(hash));
    if (!bytes) return tl::unexpected<Error>(bytes.error());
    if (!*bytes) return fail(ErrorCode::kStorage, "plan " + to_hex(hash) + " is gone");
    return decode_plan(**bytes);
  }

 private:
  HospitalConfig config_;
  std::shared_ptr<const SiteKeys> keys_;
  std::unique_ptr<Store> plans_;
  PartyAnswers answers_;
};

class OverSocket final : public ResultBook {
 public:
  explicit OverSocket(HospitalClient client) : client_(std::move(client)) {}

  Result<StoredResults> results(const ResultsQuestion& question) override {
    auto results = client_.results(question);
    if (!results) return tl::unexpected<Error>(results.error());
    return StoredResults{std::move(*results)};
  }
  Result<Plan> plan(const PlanHash& hash) override { return client_.plan(hash); }

 private:
  HospitalClient client_;
};

}  // namespace

Result<std::unique_ptr<ResultBook>> ResultBook::open(const ConfigSource& config,
                                                     const AskPassphrase& ask) {
  auto database = open_database(config, ask);
  if (!database) return tl::unexpected<Error>(database.error());
  auto plans = open_store(database->config.database, {.create = false, .read_only = true});
  if (!plans) return tl::unexpected<Error>(plans.error());
  return std::make_unique<FromDatabase>(std::move(*database), std::move(*plans));
}

Result<std::unique_ptr<ResultBook>> ResultBook::over(const std::string& socket) {
  auto client = HospitalClient::connect(socket, "medisc results");
  if (!client) return tl::unexpected<Error>(client.error());
  return std::make_unique<OverSocket>(std::move(*client));
}

Result<AuditFinding> read_audit(const ConfigSource& config, const AskPassphrase& ask,
                                const std::function<void(const AuditRow&)>& visit) {
  const auto database = open_database(config, ask);
  if (!database) return tl::unexpected<Error>(database.error());
  AuditCheck check(database->keys->audit());
  AuditFinding finding;
  const auto read = database->store->each_audit([&](const AuditRow& row) {
    if (!check.follows(row) && !finding.broken) finding.broken = row.number;
    if (visit) visit(row);
    return true;
  });
  if (!read) return tl::unexpected<Error>(read.error());
  finding.rows = check.rows();
  finding.head = to_hex(check.last());
  return finding;
}

}  // namespace medisc
