#include "actors/ledger/party_ledger.hpp"

#include <atomic>
#include <thread>

#include "storage/memory_store.hpp"
#include "tests/actors/world.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

BundleId bundle(std::uint8_t number) {
  BundleId id{};
  id[0] = number;
  return id;
}

Ids hex(std::initializer_list<std::uint8_t> numbers) {
  Ids ids;
  for (const std::uint8_t number : numbers) ids.push_back(to_hex(bundle(number)));
  return ids;
}

MissingHalves missing(std::initializer_list<std::uint8_t> numbers) {
  MissingHalves halves;
  for (const std::string& id : hex(numbers)) halves.push_back({id, 0});
  return halves;
}

SessionStart session(const std::string& id) {
  return {id, "hospital", "small", to_hex(hash_of(small_plan())), "bb", 1};
}

class PartyLedgerTest : public testing::TestWithParam<Owner> {
 protected:
  void SetUp() override {
    auto store = std::make_unique<MemoryStore>();
    store_ = store.get();
    ledger_ = world_.adopt(spawn_party_ledger(world_.system(), std::move(store), GetParam()));
    ASSERT_TRUE(succeeded(ask<void>(PutPlan{"small", "bb", small_plan()})));
  }

  template <class T, class Request>
  Result<T> ask(Request request) {
    return world_.ask(ledger_, std::move(request));
  }

  void deposit(std::initializer_list<std::uint8_t> numbers) {
    Deposit request{pool_, {}};
    for (const std::uint8_t n : numbers) request.halves.push_back({bundle(n), Bytes(3, n), {}});
    ASSERT_TRUE(succeeded(ask<Ids>(request)));
  }
  void prepare(std::initializer_list<std::uint8_t> numbers) {
    PutPrepared request{pool_, {}};
    for (const std::uint8_t n : numbers)
      request.bundles.push_back({hex({n})[0], in_chunks(Bytes(2, n))});
    ASSERT_TRUE(succeeded(ask<void>(request)));
  }
  Ids in(BundleState state) { return ask<Ids>(FindBundles{pool_, state, SIZE_MAX}).value(); }

  World world_;
  Store* store_ = nullptr;
  Ledger ledger_;
  const PoolKey pool_{to_hex(hash_of(small_plan())), "aa", "bb"};
};

TEST_P(PartyLedgerTest, KeepsPlansByTheirModel) {
  EXPECT_EQ(ask<OptionalPlan>(FindPlan{"small", "bb"}).value(), small_plan());
  EXPECT_EQ(ask<OptionalPlan>(FindPlan{"large", "bb"}).value(), std::nullopt);
  Plan newer = small_plan();
  newer.weights_tag[0] = 1;
  ASSERT_TRUE(succeeded(ask<void>(PutPlan{"small", "bb", newer})));
  EXPECT_EQ(ask<OptionalPlan>(FindPlan{"small", "bb"}).value(), newer);
}

TEST_P(PartyLedgerTest, KeepsThePoolsMaskOnce) {
  EXPECT_EQ(ask<Bytes>(FindMask{pool_}).value(), Bytes{});
  const Bytes sealed{1, 2, 3};
  ASSERT_TRUE(succeeded(ask<void>(PutMask{pool_, sealed})));
  EXPECT_TRUE(succeeded(ask<void>(PutMask{pool_, sealed})));
  EXPECT_TRUE(failed(ask<void>(PutMask{pool_, {9}}), ErrorCode::kRefused));
  EXPECT_EQ(ask<Bytes>(FindMask{pool_}).value(), sealed);
}

TEST_P(PartyLedgerTest, KeepsMaskedWeightsInChunks) {
  EXPECT_EQ(ask<HeldWeights>(FindWeights{pool_}).value(), HeldWeights{});
  const MaskTag tag{7};
  const Chunks first{2, 0, {Bytes{1}}};
  const Chunks second{2, 1, {Bytes{2}}};
  const HeldWeights half{Bytes(tag.begin(), tag.end()), 2, 1};
  EXPECT_EQ(ask<HeldWeights>(PutWeights{pool_, tag, first}).value(), half);
  EXPECT_TRUE(failed(ask<ChunkList>(ReadWeights{pool_, 0, 1}), ErrorCode::kRefused));
  EXPECT_TRUE(ask<HeldWeights>(PutWeights{pool_, tag, second}).value().is_whole());
  EXPECT_EQ(ask<ChunkList>(ReadWeights{pool_, 0, 9}).value(), (ChunkList{{1}, {2}}));
}

TEST_P(PartyLedgerTest, KnowsNoPoolOfAPlanThatItLacks) {
  const PoolKey unknown{std::string(64, '0'), "aa", "bb"};
  EXPECT_TRUE(failed(ask<Bytes>(FindMask{unknown}), ErrorCode::kRefused));
  EXPECT_TRUE(failed(ask<void>(PutMask{unknown, {1}}), ErrorCode::kRefused));
  EXPECT_TRUE(failed(ask<HeldWeights>(FindWeights{unknown}), ErrorCode::kRefused));
  EXPECT_TRUE(failed(ask<MissingHalves>(FindMissing{unknown, hex({1})}), ErrorCode::kRefused));
  EXPECT_TRUE(failed(ask<Ids>(Deposit{unknown, {{bundle(1), {1}, {}}}}), ErrorCode::kRefused));
  EXPECT_TRUE(
      failed(ask<Ids>(FindBundles{unknown, BundleState::kPrepared, 1}), ErrorCode::kRefused));
  EXPECT_TRUE(failed(ask<Halves>(FindHalves{unknown, hex({1})}), ErrorCode::kRefused));
  EXPECT_TRUE(failed(ask<void>(Burn{unknown, hex({1}), "why"}), ErrorCode::kRefused));
}

TEST_P(PartyLedgerTest, DepositsEachHalfOnce) {
  deposit({1, 2, 3});
  EXPECT_EQ(in(BundleState::kDelivered), hex({1, 2, 3}));
  EXPECT_EQ(ask<MissingHalves>(FindMissing{pool_, hex({4, 2, 5})}).value(), missing({4, 5}));
  EXPECT_EQ(
      ask<Ids>(Deposit{pool_, {{bundle(4), Bytes(3, 4), {}}, {bundle(2), {1}, {}}}}).value(),
      hex({4}));
  EXPECT_EQ(in(BundleState::kDelivered), hex({1, 2, 3, 4}));
  const auto halves = ask<Halves>(FindHalves{pool_, hex({3, 1})}).value();
  EXPECT_EQ(halves, (Halves{{hex({3})[0], Bytes(3, 3), {}}, {hex({1})[0], Bytes(3, 1), {}}}));
  EXPECT_TRUE(failed(ask<Halves>(FindHalves{pool_, hex({5})}), ErrorCode::kRefused));
  // Another hospital's pool, under the same plan.
  const PoolKey other{pool_.plan_hash, "cc", "bb"};
  EXPECT_TRUE(failed(ask<Halves>(FindHalves{other, hex({1})}), ErrorCode::kRefused));
  EXPECT_EQ(ask<MissingHalves>(FindMissing{other, hex({1})}).value(), missing({1}));
}

TEST_P(PartyLedgerTest, PreparesTheSameBytesAgainOnly) {
  deposit({1, 2});
  prepare({1});
  prepare({1, 2});
  EXPECT_EQ(in(BundleState::kPrepared), hex({1, 2}));
  EXPECT_TRUE(failed(ask<void>(PutPrepared{pool_, {{hex({1})[0], in_chunks(Bytes{7})}}}),
                     ErrorCode::kRefused));
  EXPECT_TRUE(failed(ask<void>(PutPrepared{pool_, {{hex({9})[0], in_chunks(Bytes{7})}}}),
                     ErrorCode::kRefused));
}

TEST_P(PartyLedgerTest, ConsumesOnceAndRecordsTheSession) {
  deposit({1, 2, 3});
  prepare({1, 2});
  EXPECT_TRUE(failed(ask<ConsumedBundles>(Consume{pool_, hex({1, 3}), session("s0")}),
                     ErrorCode::kRefused, hex({3})[0]));
  EXPECT_EQ(in(BundleState::kPrepared), hex({1, 2}));
  EXPECT_TRUE(store_->sessions(9).value().empty());

  const auto consumed = ask<ConsumedBundles>(Consume{pool_, hex({2, 1}), session("s1")});
  ASSERT_TRUE(succeeded(consumed));
  const auto bundle = [](std::uint8_t n) {
    return ConsumedBundle{hex({n})[0], Bytes(3, n), {}, in_chunks(Bytes(2, n)), 0, Seed()};
  };
  EXPECT_EQ(*consumed, (ConsumedBundles{bundle(2), bundle(1)}));
  EXPECT_EQ(in(BundleState::kConsumed), hex({1, 2}));
  EXPECT_TRUE(failed(ask<ConsumedBundles>(Consume{pool_, hex({1}), session("s2")}),
                     ErrorCode::kRefused, "is consumed"));
  ASSERT_EQ(store_->sessions(9).value().size(), 1U);
  EXPECT_EQ(store_->sessions(9).value()[0].state, SessionState::kRunning);

  SessionEnd end;
  end.error = "the peer went away";
  ASSERT_TRUE(succeeded(ask<void>(EndSession{"s1", end})));
  EXPECT_EQ(store_->sessions(9).value()[0].state, SessionState::kFailed);
  EXPECT_EQ(store_->sessions(9).value()[0].error, "the peer went away");
  EXPECT_TRUE(failed(ask<void>(EndSession{"s1", end}), ErrorCode::kStorage));
}

TEST_P(PartyLedgerTest, BurnsWhatIsNotSpent) {
  deposit({1, 2, 3});
  prepare({1, 2});
  ASSERT_TRUE(succeeded(ask<ConsumedBundles>(Consume{pool_, hex({1}), session("s1")})));
  ASSERT_TRUE(succeeded(ask<void>(Burn{pool_, hex({1, 2, 3, 4}), "refused"})));
  EXPECT_EQ(in(BundleState::kConsumed), hex({1}));
  EXPECT_EQ(in(BundleState::kBurned), hex({2, 3}));
  // Burned ids are known for ever: they never come back.
  EXPECT_EQ(ask<MissingHalves>(FindMissing{pool_, hex({1, 2, 3, 4})}).value(), missing({4}));
  EXPECT_TRUE(ask<Ids>(Deposit{pool_, {{bundle(2), {1}, {}}}}).value().empty());
  EXPECT_EQ(in(BundleState::kBurned), hex({2, 3}));
}

TEST_P(PartyLedgerTest, ClaimsABundleOnce) {
  deposit({1, 2, 3});
  EXPECT_EQ(ask<Ids>(Claim{pool_, BundleState::kDelivered, 2}).value(), hex({1, 2}));
  EXPECT_EQ(ask<Ids>(Claim{pool_, BundleState::kDelivered, 2}).value(), hex({3}));
  EXPECT_TRUE(succeeded(ask<void>(Release{pool_, hex({2})})));
  EXPECT_EQ(ask<Ids>(Claim{pool_, BundleState::kDelivered, 2}).value(), hex({2}));
  EXPECT_EQ(in(BundleState::kDelivered), hex({1, 2, 3}));
}

/// Counts how often its traces were erased.
class TracedStore final : public MemoryStore {
 public:
  explicit TracedStore(std::shared_ptr<std::atomic<int>> erased) : erased_(std::move(erased)) {}
  void erase_traces() override { ++*erased_; }

 private:
  std::shared_ptr<std::atomic<int>> erased_;
};

TEST(PartyLedgerTraces, GoOnceAWhileAfterSessionsAndAtTheLatestWithTheLedger) {
  const auto erased = std::make_shared<std::atomic<int>>(0);
  const PoolKey pool{to_hex(hash_of(small_plan())), "aa", "bb"};
  {
    World world;
    const Ledger ledger = world.adopt(spawn_party_ledger(
        world.system(), std::make_unique<TracedStore>(erased), Owner::kService));
    ASSERT_TRUE(succeeded(world.ask(ledger, PutPlan{"small", "bb", small_plan()})));
    const auto run = [&](std::uint8_t number) {
      const Ids ids = hex({number});
      ASSERT_TRUE(succeeded(
          world.ask(ledger, Deposit{pool, {{bundle(number), Bytes(3, number), {}}}})));
      ASSERT_TRUE(succeeded(
          world.ask(ledger, PutPrepared{pool, {{ids[0], in_chunks(Bytes(2, number))}}})));
      const SessionStart start = session("s" + std::to_string(number));
      ASSERT_TRUE(succeeded(world.ask(ledger, Consume{pool, ids, start})));
      ASSERT_TRUE(succeeded(world.ask(ledger, EndSession{start.id, {}})));
    };
    for (const std::uint8_t number : std::initializer_list<std::uint8_t>{1, 2, 3}) run(number);
    for (int i = 0; i < 3'000 && *erased == 0; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_GE(*erased, 1);
    EXPECT_LE(*erased, 3);
    *erased = 0;
    run(4);
  }
  EXPECT_GE(*erased, 1);
}

INSTANTIATE_TEST_SUITE_P(BothParties, PartyLedgerTest,
                         testing::Values(Owner::kHospital, Owner::kService),
                         [](const auto& tested) {
                           return tested.param == Owner::kHospital ? "Hospital" : "Service";
                         });

}  // namespace
}  // namespace medisc::test
