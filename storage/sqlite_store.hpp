/// The store in a SQLite database file.
///
/// What stays secret once it is used must not survive in the files. SQLite's own secure_delete
/// does not see to that: when rows move between the pages of a table their old bytes stay in
/// the pages' free room, where a later delete does not find them; and zeros over all of a
/// bundle cost more than the session that spends it. So material is encrypted, and its keys are
/// erased (materials.hpp); the write-ahead log is emptied after it.
#pragma once

#include "storage/ownership.hpp"
#include "storage/sqlite.hpp"
#include "storage/store.hpp"

namespace medisc {

class Materials;

class SqliteStore final : public Store {
 public:
  /// Errors: see open_store.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& path,
                                             const StoreOptions& options);
  ~SqliteStore() override;

  // PoolList
  Result<std::vector<PoolRow>> pools() override;
  Result<PoolChanges> changes(PoolId pool, const std::string& since) override;

  // Pools
  Result<void> put_plan(const PlanRow& plan) override;
  Result<std::vector<PlanRow>> plans(const PlanQuery& query) override;
  Result<std::optional<std::string>> newest_plan(const std::string& model,
                                                 const std::string& service) override;
  Result<PoolId> ensure_pool(const PoolKey& key) override;
  Result<void> set_mask(PoolId pool, const Bytes& mask) override;
  Result<std::optional<Bytes>> mask(PoolId pool) override;
  Result<void> set_pace(PoolId pool, std::int64_t microseconds) override;
  Result<SpentCounts> spent_with(const std::string& peer, Scope scope) override;
  Result<void> raise_spent(const std::string& peer, Scope scope,
                           const SpentCounts& least) override;

  // DealerPools
  using DealerPools::undelivered;
  using DealerPools::undelivered_by_id;
  Result<std::vector<Half>> undelivered(PoolId pool, Owner owner,
                                        const Portion& portion) override;
  Result<std::vector<Half>> undelivered_by_id(PoolId pool, Owner owner,
                                              const std::vector<std::string>& ids,
                                              const Portion& portion) override;
  Result<std::uint64_t> undelivered_count(PoolId pool, Owner owner) override;
  Result<void> acknowledge(PoolId pool, Owner owner,
                           const std::vector<std::string>& ids) override;
  Result<std::uint64_t> drop_partial(PoolId pool) override;
  Result<std::uint64_t> used_bytes() override;

  // PartyPools
  Result<HeldWeights> held_weights(PoolId pool) override;
  Result<HeldWeights> add_weights(PoolId pool, const Bytes& mask_tag,
                                  const Chunks& chunks) override;
  Result<std::vector<Bytes>> weights(PoolId pool, std::uint32_t first,
                                     std::size_t bytes) override;
  Result<std::vector<std::string>> bundles_in(PoolId pool, BundleState state,
                                              std::size_t limit) override;
  Result<std::vector<std::optional<BundleState>>> states_of(
      PoolId pool, const std::vector<std::string>& ids) override;
  Result<std::vector<MissingHalf>> missing(PoolId pool,
                                           const std::vector<std::string>& ids) override;
  Result<std::vector<std::string>> claim(PoolId pool, BundleState state,
                                         std::size_t limit) override;
  Result<void> release(PoolId pool, const std::vector<std::string>& ids) override;
  Result<std::vector<Half>> halves(PoolId pool, const std::vector<std::string>& ids) override;
  Result<void> store_prepared(PoolId pool,
                              const std::vector<PreparedOpenings>& prepared) override;
  Result<std::vector<ConsumedBundle>> consume(PoolId pool, const std::vector<std::string>& ids,
                                              const std::string& session_id) override;
  Result<std::vector<Bytes>> read_on(const ConsumedBundle& bundle, Material which,
                                     std::uint32_t first, std::size_t bytes) override;
  Result<std::uint64_t> burn(PoolId pool, const std::vector<std::string>& ids,
                             const std::string& reason) override;
  void erase_traces() override;
  Result<void> start_session(const SessionStart& session) override;
  using PartyPools::finish_session;
  Result<void> finish_session(const std::string& id, const SessionEnd& end,
                              const SessionResults& results) override;
  Result<std::uint64_t> recover() override;

  // Results
  Result<Bytes> keep_site_secret(const Bytes& sealed) override;
  Result<std::optional<Bytes>> site_secret() override;
  Result<void> start_request(const RequestStart& request, const AuditEntry& entry) override;
  Result<void> resume_request(const std::string& id, const AuditEntry& entry) override;
  Result<void> end_request(const RequestEnd& end, const AuditEntry& entry) override;
  Result<std::optional<RequestRow>> find_request(const std::string& id) override;
  Result<std::optional<RequestRow>> find_request_by_tag(const Bytes& tag) override;
  Result<std::vector<RequestRow>> requests(std::size_t limit) override;
  Result<std::vector<ResultRow>> results(const ResultQuery& query) override;
  Result<std::uint64_t> drop_results(const std::string& before,
                                     const AuditEntry& entry) override;
  Result<void> note(const AuditEntry& entry) override;
  Result<void> each_audit(const std::function<bool(AuditRow)>& visit) override;

  // History
  Result<void> each_session(const Filter& filter,
                            const std::function<bool(SessionRow)>& visit) override;
  Result<std::vector<LayerSummary>> layer_summaries(std::size_t sessions,
                                                    const Filter& filter) override;

 private:
  Result<std::vector<std::string>> add(PoolId pool, const std::vector<NewBundle>& bundles,
                                       BundleState state) override;

  // Parts of `recover`.
  Result<void> forget_partial();
  Result<void> interrupt_requests();

  // Parts of transactions.
  Result<void> end_one(const RequestEnd& end);
  Result<void> put_results(const std::string& session, const SessionResults& results);
  Result<void> append_audit(const std::vector<AuditEntry>& entries);

  // Parts of `add_weights`.
  Result<void> drop_weights(PoolId pool);
  /// Those of these chunks that come after the first `here`.
  Result<void> put_weights(PoolId pool, const Bytes& mask_tag, const Chunks& chunks,
                           std::uint32_t here);

  SqliteStore(sqlite::Connection connection, std::filesystem::path path,
              const StoreOptions& options);

  std::string now() const { return utc_text(clock_()); }
  Result<void> check_pool(PoolId pool);

  // Parts of `add`: a bundle's row, with its first chunks; further chunks; its last has come.
  Result<void> add_first(PoolId pool, const NewBundle& bundle, BundleState state,
                         const std::string& time, Materials& materials);
  static Result<void> add_chunks(std::int64_t serial, const NewBundle& bundle,
                                 Materials& materials);
  Result<void> complete(std::int64_t serial, BundleState state, const std::string& time);
  static Result<void> add_openings(std::int64_t serial, const PreparedOpenings& bundle,
                                   Materials& materials);

  Result<std::vector<ConsumedBundle>> take(PoolId pool, const std::vector<std::string>& ids,
                                           const std::string& session_id,
                                           std::vector<std::string>& damaged);
  /// Takes one, with its first chunks, of so many bytes. Its rows stay while there are more.
  Result<ConsumedBundle> take_one(const std::string& id, std::int64_t serial,
                                  const std::string& session_id, std::size_t bytes,
                                  Materials& materials);
  /// Drops the rows of bundles whose session reads them no more.
  Result<void> drop_read(const std::string& session_id);
  // As the public ones; `damaged` takes the damaged bundles that were met.
  Result<std::vector<Half>> read_undelivered(PoolId pool, Owner owner, const Portion& portion,
                                             std::vector<std::string>& damaged);
  Result<std::vector<Half>> read_undelivered(PoolId pool, Owner owner,
                                             const std::vector<std::string>& ids,
                                             const Portion& portion,
                                             std::vector<std::string>& damaged);
  Result<std::vector<Half>> read_halves(PoolId pool, const std::vector<std::string>& ids,
                                        std::vector<std::string>& damaged);
  /// What read(damaged) returns. The bundles that it adds to `damaged` are burned then: the
  /// oldest would stand in everybody's way, for ever.
  template <class Read>
  auto burning_damaged(PoolId pool, Read read);
  /// Part of the transaction that spends them.
  Result<void> count_spent(PoolId pool, std::uint64_t bundles);
  Result<void> confirm_consumed(const std::vector<ConsumedBundle>& taken,
                                const std::string& session_id) const;
  /// A claim for this store.
  Result<void> hold(std::int64_t serial);
  Result<void> drop_dead_claims();
  /// `owner` of a claim; 0 where there is none.
  Result<bool> held_by_another(std::int64_t owner);

  sqlite::Connection connection_;
  std::filesystem::path path_;
  Clock clock_;
  std::size_t read_at_once_;
  Ownership ownership_;
};

template <class Read>
auto SqliteStore::burning_damaged(PoolId pool, Read read) {
  std::vector<std::string> damaged;
  auto result = read(damaged);
  if (!damaged.empty()) {
    if (auto burned = burn(pool, damaged, "damaged in the database"); !burned) {
      result = tl::unexpected(burned.error());
    }
  }
  return result;
}

}  // namespace medisc
