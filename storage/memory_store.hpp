/// The store in memory: the twin that tests and one-process runs use. Forgets all when it goes.
#pragma once

#include <map>

#include "storage/store.hpp"

namespace medisc {

class MemoryStore : public Store {
 public:
  explicit MemoryStore(Clock clock = system_clock()) : clock_(std::move(clock)) {}

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
  Result<std::uint64_t> used_bytes() override { return 0; }

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
  void erase_traces() override {}
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

  struct Bundle {
    std::string id;
    BundleState state{};
    std::optional<Bytes> hospital_half;
    std::optional<Bytes> service_half;
    Chunks chunks;
    Chunks openings;
    std::string changed_at;
    bool held = false;

    std::optional<Bytes>& half_of(Owner owner) {
      return owner == Owner::kHospital ? hospital_half : service_half;
    }
    std::optional<Bytes>& own_half() { return hospital_half ? hospital_half : service_half; }
    void erase(BundleState last, const std::string& time);
  };
  struct Pool {
    PoolKey key;
    std::optional<Bytes> mask;
    Bytes mask_tag;  ///< of the weights
    Chunks weights;
    std::optional<std::int64_t> pace_us;
    std::vector<Bundle> bundles;               ///< in the order that they came in
    std::map<std::string, std::size_t> by_id;  ///< index into `bundles`

    Bundle* find(const std::string& id);
    /// Those that are kPartial since before this time.
    void forget_partial(const std::string& time);
    /// Those in this state, whoever has been in it longest first.
    std::vector<Bundle*> in_state(BundleState state);
  };
  struct Session {
    SessionRow row;
    std::vector<LayerCosts> layers;
  };

  Result<Pool*> find(PoolId pool);
  const PlanRow& plan_of(const Pool& pool) const;
  std::vector<const Session*> newest_first() const;
  Session* find_session(const std::string& id);

  void count_spent(const Pool& pool, std::uint64_t bundles);

  RequestRow* find_row(const std::string& id);
  /// With the number of its results.
  RequestRow counted(RequestRow request) const;
  Result<void> put_results(const std::string& session, const SessionResults& results);
  Result<void> append_audit(const std::vector<AuditEntry>& entries);
  Result<void> interrupt_requests();

  std::string now() const { return utc_text(clock_()); }
  static bool takes(const Filter& filter, const Session& session);

  Clock clock_;
  std::vector<PlanRow> plans_;
  std::vector<Pool> pools_;  ///< PoolId is the index + 1
  std::vector<Session> sessions_;
  std::map<std::string, SpentCounts> spent_;  ///< by peer; '': own of all together
  std::optional<Bytes> site_secret_;
  std::vector<RequestRow> requests_;  ///< in the order that they came in
  std::vector<ResultRow> results_;
  std::int64_t results_so_far_ = 0;
  std::vector<AuditRow> audit_;
};

}  // namespace medisc
