/// Dealer, service and hospital in one process: real brokers and sockets, stores in memory.
#pragma once

#include "actors/dealer/dealer.hpp"
#include "actors/dealer/fill_pool.hpp"
#include "actors/hospital/hospital.hpp"
#include "actors/service/service.hpp"
#include "messages/plan_codec.hpp"
#include "plan/reference.hpp"
#include "storage/memory_store.hpp"
#include "tests/actors/world.hpp"
#include "tests/messages/samples.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::test {

inline std::shared_ptr<const Identity> shared_identity(std::uint8_t byte) {
  return std::make_shared<const Identity>(samples::identity(byte));
}

class ThreeRoles : public testing::Test {
 protected:
  static constexpr auto kEverybody = [](const Peer&) {
    return true;
  };

  explicit ThreeRoles(SmallModel model = {})
      : weights_(std::move(model.weights)), plan_(std::move(model.plan)) {}

  /// Deals so many bundles of the model, which the roles call "small".
  void start(std::uint64_t dealt) {
    auto dealer_store = std::make_unique<MemoryStore>();
    dealer_store_ = dealer_store.get();
    PlanRow row;
    row.hash = to_hex(hash_of(plan_));
    row.model = "small";
    row.ring_bits = plan_.ring_bits;
    row.encoded = encode_plan(plan_);
    ASSERT_TRUE(succeeded(dealer_store->put_plan(row)));
    const FillOrder order{hash_of(plan_), plan_, hospital_->public_key(),
                          service_->public_key(), dealt};
    ASSERT_TRUE(succeeded(fill_pool(*dealer_store, order, [](std::uint64_t) { return true; })));

    DealerSettings dealer_settings;
    dealer_settings.listen = {"127.0.0.1", 0};
    dealer_settings.identity = dealer_;
    dealer_settings.is_registered = kEverybody;
    dealer_settings.event_log = world_.notes();
    const auto dealer = start_dealer(world_.system(), dealer_settings, std::move(dealer_store));
    ASSERT_TRUE(succeeded(dealer));
    world_.adopt(*dealer);
    const PeerAddress the_dealer{at(*dealer), {dealer_->public_key(), Role::kDealer}};

    ServiceSettings settings;
    settings.listen = {"127.0.0.1", 0};
    settings.identity = service_;
    settings.dealer = the_dealer;
    settings.is_registered = kEverybody;
    settings.models = {std::make_shared<const LoadedModel>(
        "small", CompiledModel{plan_, weights_, {}, {}, {}})};
    settings.event_log = world_.notes();
    settings.sessions = limits_;
    auto service_store = std::make_unique<MemoryStore>();
    service_store_ = service_store.get();
    auto service = start_service(world_.system(), settings, std::move(service_store));
    ASSERT_TRUE(succeeded(service));
    running_service_ = *service;
    ASSERT_TRUE(world_.notes()->await("plan-registered model=small"));

    HospitalSettings hospital;
    hospital.identity = hospital_;
    hospital.dealer = the_dealer;
    hospital.service = {at(service->listener), {service_->public_key(), Role::kService}};
    hospital.service_name = "acme";
    hospital.event_log = world_.notes();
    auto hospital_store = std::make_unique<MemoryStore>();
    hospital_store_ = hospital_store.get();
    context_ = start_hospital(world_.system(), hospital, std::move(hospital_store));
  }

  void TearDown() override {
    if (context_) stop_hospital(*context_);
    if (running_service_.context) stop(running_service_.listener, 0ms);
  }

  Result<PrepareOutcome> prepare_some(std::size_t count, const Progress& progress = nullptr) {
    auto preparing = prepare(world_.system(), context_, {"small", count, progress});
    if (preparing.wait_for(20s) != std::future_status::ready) std::abort();
    return preparing.get();
  }

  Result<void> diagnose_some(std::size_t count, std::size_t batch) {
    diagnoses_.clear();
    records_.clear();
    for (std::size_t i = 0; i < count; ++i) {
      const auto x = static_cast<std::int64_t>(i % 19);  // within the input's range
      records_.push_back({x * 5 - 30, 64 - 3 * x, (x * x) % 60});
    }
    DiagnoseOrder order;
    order.model = "small";
    order.plan = plan_;
    order.records = records_;
    order.batch = batch;
    order.memory = memory_;
    order.wait = wait_;
    order.ahead = ahead_;
    order.report = [this](std::size_t first, std::span<const Diagnosis> diagnoses) {
      EXPECT_EQ(first, diagnoses_.size());
      diagnoses_.insert(diagnoses_.end(), diagnoses.begin(), diagnoses.end());
      if (throws_) throw std::bad_alloc();
      return diagnoses_.size() < told_from_ ? Result<void>{} : reported_;
    };
    auto diagnosing = diagnose(context_, std::move(order));
    if (diagnosing.wait_for(20s) != std::future_status::ready) std::abort();
    return diagnosing.get();
  }

  void expect_reference() {
    for (std::size_t i = 0; i < diagnoses_.size(); ++i) {
      EXPECT_EQ(diagnoses_[i].logits, reference(plan_, weights_, records_[i])) << i;
    }
  }

  /// Bytes in which two records fit, and no three.
  std::uint64_t memory_for_two() const {
    const Gates gates = make_gates(plan_);
    std::uint64_t memory = 1;
    while (records_a_session(plan_, gates, 9, memory) < 2) ++memory;
    return memory;
  }
  /// The newest session's first.
  std::vector<std::int64_t> records_of_sessions() {
    std::vector<std::int64_t> records;
    const auto sessions = hospital_store_->sessions(9).value();
    for (const SessionRow& session : sessions) records.push_back(session.start.records);
    return records;
  }

  static std::uint64_t count_in(Store& store, BundleState state) {
    return store.pool_levels().value().at(0).bundles.in(state);
  }

  World world_;
  SessionLimits limits_;
  RunningService running_service_;
  const Weights weights_;
  const Plan plan_;
  const std::shared_ptr<const Identity> dealer_ = shared_identity(1);
  const std::shared_ptr<const Identity> service_ = shared_identity(2);
  const std::shared_ptr<const Identity> hospital_ = shared_identity(3);
  Store* dealer_store_ = nullptr;
  Store* service_store_ = nullptr;
  Store* hospital_store_ = nullptr;
  std::shared_ptr<const HospitalContext> context_;
  std::vector<std::vector<std::int64_t>> records_;
  std::vector<Diagnosis> diagnoses_;
  Result<void> reported_;      ///< what a report returns,
  std::size_t told_from_ = 0;  ///< once there are so many diagnoses
  bool throws_ = false;        ///< whether it throws what is no Failure
  bool ahead_ = true;
  std::chrono::seconds wait_{0};
  std::uint64_t memory_ = DiagnoseOrder{}.memory;
};

}  // namespace medisc::test
