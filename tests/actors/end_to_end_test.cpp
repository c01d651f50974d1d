// Dealer, service and hospital in one process: whole jobs of a hospital.
#include <algorithm>
#include <atomic>
#include <functional>
#include <utility>

#include "actors/service/service_context.hpp"
#include "protocol/pieces.hpp"
#include "protocol/traffic.hpp"
#include "tests/actors/three_roles.hpp"

namespace medisc::test {
namespace {

class EndToEnd : public ThreeRoles {
 protected:
  using Saying = std::function<void(Connection&, const Message&)>;

  /// From now on the hospital meets, at the service's name, one that says what a test wants;
  /// but for spent reports and plans. It knows the hospital over so many connections; how many
  /// are left is returned.
  std::shared_ptr<const std::atomic<int>> pretend(Saying say, int connections = 99) {
    const auto room = std::make_shared<std::atomic<int>>(connections);
    const IsRegistered is_registered = [room](const Peer&) {
      return --*room >= 0;
    };
    const Listener listener = world_.serve([=, this](Process&, Connection& connection) {
      return pretending(connection, is_registered, say);
    });
    const PeerAddress address{at(listener), {service_->public_key(), Role::kService}};
    context_ = with_service(*context_, address, "acme");
    return room;
  }

 private:
  Task<void> pretending(Connection& connection, IsRegistered is_registered, Saying say) {
    auto greeting =
        accept_peer(connection, {service_.get(), Role::kService}, std::move(is_registered));
    co_await greeting;
    for (;;) {
      const std::optional<Message> message = co_await next_request(connection);
      if (!message) co_return;
      if (std::holds_alternative<SpentReport>(*message)) {
        connection.send(SpentReport{});
      } else if (std::holds_alternative<PlanRequest>(*message)) {
        connection.send(PlanOffer{"small", plan_});
      } else {
        say(connection, *message);
      }
    }
  }
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

  for (Store* store : {hospital_store_, service_store_}) {
    EXPECT_EQ(count_in(*store, BundleState::kConsumed), 12U);
    EXPECT_EQ(count_in(*store, BundleState::kPrepared), 0U);
    const auto sessions = store->sessions(99).value();
    ASSERT_EQ(sessions.size(), 9U);
    for (const SessionRow& session : sessions) EXPECT_EQ(session.state, SessionState::kDone);
  }
}

TEST_F(EndToEnd, ABigBatchesTurnsGoInPieces) {
  constexpr std::size_t kRecords = kPieceLanes / 3 + 1000;  // of three ReLUs each
  start(kRecords);
  ASSERT_TRUE(succeeded(prepare_some(kRecords)));
  ASSERT_TRUE(succeeded(diagnose_some(kRecords, kRecords)));
  ASSERT_EQ(diagnoses_.size(), kRecords);
  expect_reference();
  EXPECT_EQ(diagnoses_.front().session, diagnoses_.back().session);
}

TEST_F(EndToEnd, HalvesThatDoNotOpenStandInNobodysWay) {
  start(1);
  const PoolId pool = dealer_store_->pool_levels().value().at(0).id;
  const std::string id(32, 'a');
  ASSERT_TRUE(succeeded(dealer_store_->add_dealt(pool, {{id, Bytes(80, 1), Bytes(80, 2)}})));
  EXPECT_TRUE(failed(prepare_some(2), ErrorCode::kRefused, id));
  EXPECT_EQ(count_in(*hospital_store_, BundleState::kBurned), 1U);
  EXPECT_EQ(count_in(*hospital_store_, BundleState::kDelivered), 1U);
  ASSERT_TRUE(succeeded(prepare_some(1)));
  ASSERT_TRUE(succeeded(diagnose_some(1, 1)));
  expect_reference();
}

TEST_F(EndToEnd, ADryPoolIsSaidBeforeAnythingIsSpent) {
  start(3);
  ASSERT_TRUE(succeeded(prepare_some(2)));
  EXPECT_TRUE(failed(diagnose_some(5, 1), ErrorCode::kPoolDry, "2 are left; a refill of them"));
  EXPECT_TRUE(diagnoses_.empty());
  EXPECT_EQ(count_in(*hospital_store_, BundleState::kPrepared), 2U);
  EXPECT_EQ(count_in(*service_store_, BundleState::kPrepared), 2U);
  EXPECT_TRUE(failed(prepare_some(2), ErrorCode::kPoolDry, "1 of 2 bundles were prepared"));
  ASSERT_TRUE(succeeded(diagnose_some(3, 8)));
  expect_reference();
}

TEST_F(EndToEnd, WhoWaitsGetsBundlesAsTheyAreDealt) {
  start(3);
  ASSERT_TRUE(succeeded(prepare_some(1)));
  wait_ = 20s;
  ASSERT_TRUE(succeeded(diagnose_some(3, 1)));  // two of them straight from the dealer
  expect_reference();
  wait_ = 1s;
  EXPECT_TRUE(failed(diagnose_some(2, 1), ErrorCode::kPoolDry, "0 are left"));
}

TEST_F(EndToEnd, BundlesThatTheServiceHasSpentAreReplaced) {
  start(6);
  ASSERT_TRUE(succeeded(prepare_some(6)));
  const PoolId pool = service_store_->pool_levels().value().at(0).id;
  const PoolId own = hospital_store_->pool_levels().value().at(0).id;
  const auto ids = hospital_store_->bundles_in(own, BundleState::kPrepared, 2).value();
  ASSERT_TRUE(succeeded(service_store_->burn(pool, ids, "lost")));
  ASSERT_TRUE(succeeded(diagnose_some(3, 3)));
  expect_reference();
  EXPECT_TRUE(world_.notes()->await("bundles-spent-elsewhere"));
  EXPECT_EQ(count_in(*hospital_store_, BundleState::kBurned), 2U);
  EXPECT_EQ(count_in(*hospital_store_, BundleState::kConsumed), 3U);
  EXPECT_TRUE(failed(diagnose_some(2, 1), ErrorCode::kPoolDry, "1 are left"));
}

TEST_F(EndToEnd, ABusyServiceSpendsNothing) {
  limits_ = {1, 0, 1s};
  start(8);
  ASSERT_TRUE(succeeded(prepare_some(8)));
  auto held = running_service_.context->gate.try_enter(hospital_->public_key(), 1);
  ASSERT_TRUE(held.has_value());
  EXPECT_TRUE(failed(diagnose_some(2, 1), ErrorCode::kBusy, "1 sessions at once"));
  for (Store* store : {hospital_store_, service_store_}) {
    EXPECT_EQ(count_in(*store, BundleState::kPrepared), 8U);
  }
}

/// Only a proposal that is refused is nothing spent: an order that has time to wait for room
/// must not take such a bundle again.
TEST_F(EndToEnd, AnAcceptedSessionThatIsTakenBackIsSpent) {
  start(4);
  ASSERT_TRUE(succeeded(prepare_some(4)));
  const auto sessions = std::make_shared<std::atomic<int>>(0);
  pretend([sessions](Connection& connection, const Message&) {
    ++*sessions;
    connection.send(SessionAccepted{});
    connection.send(Refusal{"busy", "not now", ""});
  });
  wait_ = 20s;
  EXPECT_TRUE(failed(diagnose_some(3, 1), ErrorCode::kBusy, "not now"));
  EXPECT_EQ(*sessions, 1);
  EXPECT_EQ(count_in(*hospital_store_, BundleState::kConsumed), 1U);
  EXPECT_EQ(count_in(*hospital_store_, BundleState::kPrepared), 3U);
  const auto booked = hospital_store_->sessions(9).value();
  ASSERT_EQ(booked.size(), 1U);
  EXPECT_EQ(booked[0].state, SessionState::kFailed);
}

TEST_F(EndToEnd, NewModelsAreOfferedWithoutARestart) {
  start(4);
  ASSERT_TRUE(succeeded(prepare_some(2)));
  Plan newer = plan_;
  newer.weights_tag[0] ^= 1;
  const auto small = [&](Plan plan, std::uint32_t version) {
    return std::make_shared<const LoadedModel>(
        "small", CompiledModel{std::move(plan), weights_, {}, {}, {}}, version);
  };
  ASSERT_TRUE(succeeded(
      replace_models(world_.system(), running_service_, {small(plan_, 1), small(newer, 2)})));
  EXPECT_TRUE(world_.notes()->await("plan-registered model=small/2"));
  // The name alone is the newest version, whose pool is empty; the old one still runs.
  EXPECT_TRUE(failed(prepare_some(1), ErrorCode::kPoolDry));
  EXPECT_EQ(stored_plan(world_.system(), *context_, "small").value(), newer);
  auto preparing = prepare(world_.system(), context_, {"small/1", 1, nullptr});
  EXPECT_TRUE(succeeded(preparing.get()));
  EXPECT_EQ(stored_plan(world_.system(), *context_, "small/1").value(), plan_);
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

Prepared taken(const Prepare& offered) {
  Prepared answer;
  for (const OfflineOpenings& bundle : offered.bundles) answer.ids.push_back(bundle.id);
  return answer;
}

/// Every message has 256 bundles, at most, and the second one comes over another connection.
TEST_F(EndToEnd, BundlesAreOfferedOverTwoConnections) {
  constexpr std::size_t kBundles = 1000;
  start(kBundles + 1);
  ASSERT_TRUE(succeeded(prepare_some(1)));  // the masked weights are here
  struct Held {
    Connection* connection = nullptr;
    Prepared answer;
  };
  const auto held = std::make_shared<Held>();
  pretend([held](Connection& connection, const Message& message) {
    const Prepared answer = taken(std::get<Prepare>(message));
    if (held->connection == nullptr) {  // is answered once the other one has come
      *held = {&connection, answer};
      return;
    }
    if (!held->answer.ids.empty()) {
      EXPECT_NE(held->connection, &connection);
      held->connection->send(std::exchange(held->answer, {}));
    }
    connection.send(answer);
  });
  std::vector<std::size_t> progress;
  ASSERT_TRUE(succeeded(prepare_some(kBundles, [&](std::size_t done, std::size_t of) {
    EXPECT_EQ(of, kBundles);
    progress.push_back(done);
  })));
  EXPECT_TRUE(std::ranges::is_sorted(progress));
  ASSERT_EQ(progress.size(), 4U);
  EXPECT_EQ(progress.back(), kBundles);
  EXPECT_EQ(count_in(*hospital_store_, BundleState::kPrepared), kBundles + 1);
}

TEST_F(EndToEnd, WhereThereIsNoSecondConnectionTheFirstDoesAll) {
  constexpr std::size_t kBundles = 600;
  start(kBundles + 1);
  ASSERT_TRUE(succeeded(prepare_some(1)));
  const auto say = [](Connection& connection, const Message& message) {
    connection.send(taken(std::get<Prepare>(message)));
  };
  const auto left = pretend(say, 1);
  ASSERT_TRUE(succeeded(prepare_some(kBundles)));
  EXPECT_EQ(count_in(*hospital_store_, BundleState::kPrepared), kBundles + 1);
  EXPECT_EQ(*left, -1);  // another one was tried
}

/// What the service refuses is burned, what it took is kept, and the rest is given back.
TEST_F(EndToEnd, AMessageThatIsRefusedEndsTheJobOnBothConnections) {
  constexpr std::size_t kBundles = 2000;
  start(kBundles + 1);
  ASSERT_TRUE(succeeded(prepare_some(1)));
  const auto messages = std::make_shared<int>(0);
  pretend([messages](Connection& connection, const Message& message) {
    if (++*messages == 3) throw Failure({ErrorCode::kRefused, "not these", ""});
    connection.send(taken(std::get<Prepare>(message)));
  });
  EXPECT_TRUE(failed(prepare_some(kBundles), ErrorCode::kRefused, "not these"));
  EXPECT_EQ(count_in(*hospital_store_, BundleState::kBurned), 256U);
  const auto prepared = count_in(*hospital_store_, BundleState::kPrepared);
  EXPECT_GE(prepared, 2U * 256 + 1);
  const auto delivered = count_in(*hospital_store_, BundleState::kDelivered);
  EXPECT_EQ(prepared + delivered, kBundles + 1 - 256);
  pretend([](Connection& connection, const Message& message) {
    connection.send(taken(std::get<Prepare>(message)));
  });
  EXPECT_TRUE(succeeded(prepare_some(delivered)));  // nobody holds them
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
  auto diagnosing = diagnose(context_, order);
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
  start(8);
  ASSERT_TRUE(succeeded(prepare_some(8)));
  reported_ = fail(ErrorCode::kInterrupted, "enough");
  EXPECT_TRUE(failed(diagnose_some(6, 2), ErrorCode::kInterrupted, "enough"));
  EXPECT_EQ(diagnoses_.size(), 2U);
  for (Store* store : {hospital_store_, service_store_}) {
    EXPECT_EQ(count_in(*store, BundleState::kConsumed), 2U);
    EXPECT_EQ(count_in(*store, BundleState::kPrepared), 6U);
  }
  reported_ = {};
  throws_ = true;
  EXPECT_TRUE(failed(diagnose_some(4, 2), ErrorCode::kInternal, "not enough memory"));
  throws_ = false;
  // The lane knows by now how long a session takes, and had the next one open.
  EXPECT_EQ(count_in(*hospital_store_, BundleState::kPrepared), 2U);
  ASSERT_TRUE(succeeded(diagnose_some(2, 2)));
  expect_reference();
}

/// The second session's report fails when the third is open, and spent, already.
TEST_F(EndToEnd, ASessionThatOpensAheadIsRunEvenWhereTheJobEnds) {
  start(8);
  ASSERT_TRUE(succeeded(prepare_some(8)));
  reported_ = fail(ErrorCode::kInterrupted, "enough");
  told_from_ = 2;
  EXPECT_TRUE(failed(diagnose_some(4, 1), ErrorCode::kInterrupted, "enough"));
  ASSERT_EQ(diagnoses_.size(), 3U);
  expect_reference();
  for (Store* store : {hospital_store_, service_store_}) {
    EXPECT_EQ(count_in(*store, BundleState::kConsumed), 3U);
    EXPECT_EQ(count_in(*store, BundleState::kPrepared), 5U);
  }

  ahead_ = false;
  EXPECT_TRUE(failed(diagnose_some(4, 1), ErrorCode::kInterrupted, "enough"));
  EXPECT_EQ(diagnoses_.size(), 2U);
  EXPECT_EQ(count_in(*hospital_store_, BundleState::kConsumed), 5U);
}

TEST_F(EndToEnd, AServiceWithRoomForOneSessionRunsThemOneByOne) {
  limits_ = {1, 0, 1s};
  start(6);
  ASSERT_TRUE(succeeded(prepare_some(6)));
  ASSERT_TRUE(succeeded(diagnose_some(6, 1)));
  ASSERT_EQ(diagnoses_.size(), 6U);
  expect_reference();
  for (Store* store : {hospital_store_, service_store_}) {
    EXPECT_EQ(count_in(*store, BundleState::kConsumed), 6U);
    EXPECT_EQ(count_in(*store, BundleState::kBurned), 0U);
  }
}

TEST_F(EndToEnd, ABatchIsSplitToTheMemoryBound) {
  start(5);
  ASSERT_TRUE(succeeded(prepare_some(5)));
  ahead_ = false;
  memory_ = memory_for_two();
  ASSERT_TRUE(succeeded(diagnose_some(5, 64)));
  expect_reference();
  EXPECT_THAT(records_of_sessions(), testing::ElementsAre(1, 2, 2));
}

TEST_F(EndToEnd, SessionsThatOpenAheadShareTheMemoryBound) {
  start(5);
  ASSERT_TRUE(succeeded(prepare_some(5)));
  memory_ = 2 * memory_for_two();
  ASSERT_TRUE(succeeded(diagnose_some(5, 4)));
  expect_reference();
  EXPECT_THAT(records_of_sessions(), testing::ElementsAre(1, 2, 2));
}

TEST_F(EndToEnd, ABatchIsSplitToWhatTheServiceHasRoomFor) {
  limits_.memory = memory_for_two();
  start(5);
  ASSERT_TRUE(succeeded(prepare_some(5)));
  ASSERT_TRUE(succeeded(diagnose_some(5, 64)));
  expect_reference();
  EXPECT_THAT(records_of_sessions(), testing::ElementsAre(1, 2, 2));
}

TEST_F(EndToEnd, ARecordThatNeverFitsIsRefusedBeforeAnythingIsSpent) {
  start(2);
  ASSERT_TRUE(succeeded(prepare_some(2)));
  memory_ = 10;
  EXPECT_TRUE(failed(diagnose_some(1, 1), ErrorCode::kUsage, "needs 1 MB; the limit is 0"));
  EXPECT_EQ(count_in(*hospital_store_, BundleState::kPrepared), 2U);
  EXPECT_EQ(count_in(*service_store_, BundleState::kPrepared), 2U);
}

/// A network with both borrows and a product of two secrets.
class ProductEndToEnd : public ThreeRoles {
 protected:
  ProductEndToEnd() : ThreeRoles(product_model()) {}

  /// The last session over so many records cost what the plan declares, as both booked it.
  void expect_declared(std::size_t records) {
    const Traffic declared = declared_traffic(make_gates(plan_), records);
    for (Store* store : {hospital_store_, service_store_}) {
      const SessionRow session = store->sessions(1).value().at(0);
      EXPECT_EQ(session.state, SessionState::kDone);
      EXPECT_EQ(session.start.records, static_cast<std::int64_t>(records));
      EXPECT_EQ(session.costs.payload_up, static_cast<std::int64_t>(declared.bytes_up()));
      EXPECT_EQ(session.costs.payload_down, static_cast<std::int64_t>(declared.bytes_down()));
      EXPECT_EQ(session.costs.flights, static_cast<std::int64_t>(declared.flights()));
      const auto layers = store->layer_summaries(1).value();
      ASSERT_EQ(layers.size(), plan_.steps.size());
      for (std::size_t i = 0; i < layers.size(); ++i) {
        EXPECT_EQ(layers[i].mean_bits_up, static_cast<double>(declared.steps[i].bits_up)) << i;
        EXPECT_EQ(layers[i].mean_bits_down, static_cast<double>(declared.steps[i].bits_down));
      }
    }
  }
};

TEST_F(ProductEndToEnd, EqualsTheReferenceAndCostsWhatThePlanDeclares) {
  start(12);
  ASSERT_TRUE(succeeded(prepare_some(12)));
  EXPECT_EQ(stored_plan(world_.system(), *context_, "small").value(), plan_);
  for (const std::size_t batch : {1U, 3U, 7U}) {
    ASSERT_TRUE(succeeded(diagnose_some(batch, batch)));
    ASSERT_EQ(diagnoses_.size(), batch);
    expect_reference();
    ASSERT_TRUE(world_.notes()->await("records=" + std::to_string(batch)));
    expect_declared(batch);
  }
  const auto differs = [&](const Diagnosis& one) {
    return one.logits != diagnoses_.front().logits;
  };
  EXPECT_TRUE(std::ranges::any_of(diagnoses_, differs)) << "the product tells records apart";
}

}  // namespace
}  // namespace medisc::test
