// Dealer, service and hospital in one process: real brokers and sockets, stores in memory.
#include "actors/dealer.hpp"
#include "actors/filling.hpp"
#include "actors/hospital.hpp"
#include "actors/service.hpp"
#include "messages/plan_codec.hpp"
#include "model/reference.hpp"
#include "storage/memory_store.hpp"
#include "tests/actors/world.hpp"
#include "tests/messages/samples.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

std::shared_ptr<const Identity> shared_identity(std::uint8_t byte) {
  return std::make_shared<const Identity>(samples::identity(byte));
}

class EndToEnd : public testing::Test {
 protected:
  static constexpr auto kEverybody = [](const Peer&) {
    return true;
  };

  void start(std::uint64_t dealt) {
    auto dealer_store = std::make_unique<MemoryStore>();
    PlanRow row;
    row.hash = to_hex(hash_of(plan_));
    row.model = "small";
    row.ring_bits = plan_.ring_bits;
    row.encoded = encode_plan(plan_);
    ASSERT_TRUE(succeeded(dealer_store->put_plan(row)));
    const FillOrder order{hash_of(plan_), plan_, hospital_->public_key(),
                          service_->public_key(), dealt};
    ASSERT_TRUE(succeeded(fill_pool(*dealer_store, order, [](std::uint64_t) { return true; })));

    const auto dealer =
        start_dealer(world_.system(), {{"127.0.0.1", 0}, dealer_, kEverybody, world_.notes()},
                     std::move(dealer_store));
    ASSERT_TRUE(succeeded(dealer));
    world_.adopt(*dealer);
    const PeerAddress the_dealer{at(*dealer), {dealer_->public_key(), Role::kDealer}};

    ServiceSettings settings;
    settings.listen = {"127.0.0.1", 0};
    settings.identity = service_;
    settings.dealer = the_dealer;
    settings.is_registered = kEverybody;
    settings.models = {std::make_shared<const LoadedModel>(
        "small", CompiledModel{plan_, small_weights(), {}, {}})};
    settings.journal = world_.notes();
    auto service_store = std::make_unique<MemoryStore>();
    service_store_ = service_store.get();
    const auto service = start_service(world_.system(), settings, std::move(service_store));
    ASSERT_TRUE(succeeded(service));
    world_.adopt(*service);
    ASSERT_TRUE(world_.notes()->await("plan-registered model=small"));

    HospitalSettings hospital;
    hospital.identity = hospital_;
    hospital.dealer = the_dealer;
    hospital.service = {at(*service), {service_->public_key(), Role::kService}};
    hospital.service_name = "acme";
    hospital.journal = world_.notes();
    auto hospital_store = std::make_unique<MemoryStore>();
    hospital_store_ = hospital_store.get();
    context_ = start_hospital(world_.system(), hospital, std::move(hospital_store));
  }

  void TearDown() override {
    if (context_) stop_hospital(*context_);
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
      const auto x = static_cast<std::int64_t>(i);
      records_.push_back({x * 5 - 30, 64 - 3 * x, (x * x) % 60});
    }
    DiagnoseOrder order;
    order.model = "small";
    order.plan = plan_;
    order.records = records_;
    order.batch = batch;
    order.memory = memory_;
    order.report = [this](std::size_t first, std::span<const Diagnosis> diagnoses) {
      EXPECT_EQ(first, diagnoses_.size());
      diagnoses_.insert(diagnoses_.end(), diagnoses.begin(), diagnoses.end());
      return reported_;
    };
    auto diagnosing = diagnose(world_.system(), context_, std::move(order));
    if (diagnosing.wait_for(20s) != std::future_status::ready) std::abort();
    return diagnosing.get();
  }

  void expect_reference() {
    for (std::size_t i = 0; i < diagnoses_.size(); ++i) {
      EXPECT_EQ(diagnoses_[i].logits, reference(plan_, small_weights(), records_[i])) << i;
    }
  }

  static std::uint64_t count_in(MemoryStore& store, BundleState state) {
    return store.pool_levels().value().at(0).bundles.in(state);
  }

  World world_;
  const Plan plan_ = small_plan();
  const std::shared_ptr<const Identity> dealer_ = shared_identity(1);
  const std::shared_ptr<const Identity> service_ = shared_identity(2);
  const std::shared_ptr<const Identity> hospital_ = shared_identity(3);
  MemoryStore* service_store_ = nullptr;
  MemoryStore* hospital_store_ = nullptr;
  std::shared_ptr<const HospitalContext> context_;
  std::vector<std::vector<std::int64_t>> records_;
  std::vector<Diagnosis> diagnoses_;
  Result<void> reported_;
  std::uint64_t memory_ = SessionBounds{}.memory;
};

TEST_F(EndToEnd, RecordsBecomeTheReferencesLogits) {
  start(20);
  EXPECT_TRUE(failed(stored_plan(world_.system(), *context_, "small"), ErrorCode::kPoolDry,
                     "nothing is prepared"));
  std::vector<std::size_t> progress;
  const auto prepared = prepare_some(12, [&](std::size_t done, std::size_t of) {
    EXPECT_EQ(of, 12U);
    progress.push_back(done);
  });
  ASSERT_TRUE(succeeded(prepared));
  EXPECT_EQ(prepared->prepared, 12U);
  EXPECT_EQ(prepared->ready, 12U);
  EXPECT_EQ(progress.back(), 12U);
  EXPECT_EQ(stored_plan(world_.system(), *context_, "small").value(), plan_);

  ASSERT_TRUE(succeeded(diagnose_some(7, 1)));
  ASSERT_EQ(diagnoses_.size(), 7U);
  expect_reference();
  ASSERT_TRUE(succeeded(diagnose_some(5, 3)));
  ASSERT_EQ(diagnoses_.size(), 5U);
  expect_reference();
  EXPECT_EQ(diagnoses_[0].session, diagnoses_[2].session);
  EXPECT_NE(diagnoses_[2].session, diagnoses_[3].session);
  EXPECT_TRUE(world_.notes()->await("records=2"));  // the service has booked the last session

  for (MemoryStore* store : {hospital_store_, service_store_}) {
    EXPECT_EQ(count_in(*store, BundleState::kConsumed), 12U);
    EXPECT_EQ(count_in(*store, BundleState::kPrepared), 0U);
    const auto sessions = store->sessions(99).value();
    ASSERT_EQ(sessions.size(), 9U);
    for (const SessionRow& session : sessions) EXPECT_EQ(session.state, SessionState::kDone);
  }
}

TEST_F(EndToEnd, ADryPoolIsSaidBeforeAnythingIsSpent) {
  start(3);
  ASSERT_TRUE(succeeded(prepare_some(2)));
  EXPECT_TRUE(failed(diagnose_some(5, 1), ErrorCode::kPoolDry, "2 are left"));
  EXPECT_TRUE(diagnoses_.empty());
  EXPECT_EQ(count_in(*hospital_store_, BundleState::kPrepared), 2U);
  EXPECT_EQ(count_in(*service_store_, BundleState::kPrepared), 2U);
  EXPECT_TRUE(failed(prepare_some(2), ErrorCode::kPoolDry, "1 of 2 bundles were prepared"));
  ASSERT_TRUE(succeeded(diagnose_some(3, 8)));
  expect_reference();
}

TEST_F(EndToEnd, PingsCostNoBundle) {
  start(2);
  ASSERT_TRUE(succeeded(prepare_some(1)));
  const auto trips = ping_service(world_.system(), context_, 20).get();
  ASSERT_TRUE(succeeded(trips));
  ASSERT_EQ(trips->size(), 20U);
  for (const auto trip : *trips) EXPECT_GT(trip.count(), 0);
  EXPECT_EQ(count_in(*service_store_, BundleState::kPrepared), 1U);
  EXPECT_TRUE(service_store_->sessions(99).value().empty());
}

TEST_F(EndToEnd, AnotherModelOrPlanIsRefused) {
  start(2);
  auto preparing = prepare(world_.system(), context_, {"large", 1, nullptr});
  EXPECT_TRUE(failed(preparing.get(), ErrorCode::kRefused, "no model named 'large'"));
  ASSERT_TRUE(succeeded(prepare_some(2)));
  DiagnoseOrder order;
  order.model = "small";
  order.plan = plan_;
  order.records = {{1, 2, 3}};
  order.plan.weights_tag[3] = 1;
  auto diagnosing = diagnose(world_.system(), context_, order);
  EXPECT_TRUE(failed(diagnosing.get(), ErrorCode::kPlanMismatch, to_hex(hash_of(plan_))));
  EXPECT_EQ(count_in(*service_store_, BundleState::kPrepared), 2U);
}

TEST_F(EndToEnd, JobsAtTheSameTimeShareNoBundle) {
  start(12);
  std::vector<std::future<Result<PrepareOutcome>>> jobs;
  for (int i = 0; i < 3; ++i) {
    jobs.push_back(prepare(world_.system(), context_, {"small", 4, nullptr}));
  }
  for (auto& job : jobs) {
    ASSERT_EQ(job.wait_for(20s), std::future_status::ready);
    const auto prepared = job.get();
    ASSERT_TRUE(succeeded(prepared));
    EXPECT_EQ(prepared->prepared, 4U);
  }
  EXPECT_EQ(count_in(*hospital_store_, BundleState::kPrepared), 12U);
  ASSERT_TRUE(succeeded(diagnose_some(12, 1)));
  expect_reference();
  EXPECT_EQ(count_in(*service_store_, BundleState::kConsumed), 12U);
}

TEST_F(EndToEnd, AReportThatFailsEndsTheJobAndGivesTheRestBack) {
  start(6);
  ASSERT_TRUE(succeeded(prepare_some(6)));
  reported_ = fail(ErrorCode::kInterrupted, "enough");
  EXPECT_TRUE(failed(diagnose_some(6, 2), ErrorCode::kInterrupted, "enough"));
  EXPECT_EQ(diagnoses_.size(), 2U);
  for (MemoryStore* store : {hospital_store_, service_store_}) {
    EXPECT_EQ(count_in(*store, BundleState::kConsumed), 2U);
    EXPECT_EQ(count_in(*store, BundleState::kPrepared), 4U);
  }
  reported_ = {};
  ASSERT_TRUE(succeeded(diagnose_some(4, 2)));
  expect_reference();
}

TEST_F(EndToEnd, ABatchIsSplitToTheMemoryBound) {
  start(5);
  ASSERT_TRUE(succeeded(prepare_some(5)));
  memory_ = 2 * session_bytes_a_record(plan_, make_gates(plan_));
  ASSERT_TRUE(succeeded(diagnose_some(5, 64)));
  expect_reference();
  std::vector<std::int64_t> records;
  const auto sessions = hospital_store_->sessions(9).value();
  for (const SessionRow& session : sessions) records.push_back(session.start.records);
  EXPECT_THAT(records, testing::ElementsAre(1, 2, 2));
}

}  // namespace
}  // namespace medisc::test
