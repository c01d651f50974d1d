// Plans and pools, asked of both stores.
#include "storage/store.hpp"

#include "stores.hpp"

namespace medisc::test {
namespace {

template <class Kind>
class PlansAndPools : public StoreTest<Kind> {};
TYPED_TEST_SUITE(PlansAndPools, StoreKinds);

TYPED_TEST(PlansAndPools, an_empty_store_knows_nothing) {
  Store& store = *this->store_;
  EXPECT_EQ(store.find_plan("h1").value(), std::nullopt);
  EXPECT_EQ(store.find_plan_by_model("digits", "").value(), std::nullopt);
  EXPECT_TRUE(store.plans()->empty());
  EXPECT_EQ(store.find_pool(pool_key()).value(), std::nullopt);
  EXPECT_TRUE(store.pool_levels()->empty());
}

TYPED_TEST(PlansAndPools, a_plan_comes_back_with_its_time) {
  Store& store = *this->store_;
  PlanRow plan = plan_row("h1", "digits");
  ASSERT_OK(store.put_plan(plan));
  plan.added_at = "2026-01-01T00:00:01.000Z";
  EXPECT_EQ(store.find_plan("h1").value(), plan);
  EXPECT_EQ(store.find_plan_by_model("digits", "").value(), plan);
}

TYPED_TEST(PlansAndPools, the_plan_put_last_is_the_newest) {
  Store& store = *this->store_;
  ASSERT_OK(store.put_plan(plan_row("h1", "digits")));
  ASSERT_OK(store.put_plan(plan_row("h2", "digits")));
  ASSERT_OK(store.put_plan(plan_row("h3", "liver")));
  EXPECT_EQ(store.find_plan_by_model("digits", "").value()->hash, "h2");
  ASSERT_OK(store.put_plan(plan_row("h1", "digits")));
  EXPECT_EQ(store.find_plan_by_model("digits", "").value()->hash, "h1");
  std::vector<std::string> order;
  const auto plans = store.plans().value();
  for (const auto& plan : plans) order.push_back(plan.hash);
  EXPECT_THAT(order, testing::ElementsAre("h1", "h3", "h2"));
}

TYPED_TEST(PlansAndPools, one_hash_has_one_content) {
  Store& store = *this->store_;
  PlanRow plan = plan_row("h1", "digits");
  ASSERT_OK(store.put_plan(plan));
  plan.encoded.push_back(1);
  EXPECT_TRUE(refused(store.put_plan(plan), ErrorCode::kRefused, "plan h1"));
  plan = plan_row("h1", "digits");
  plan.ring_bits = 64;
  EXPECT_TRUE(refused(store.put_plan(plan), ErrorCode::kRefused, "plan h1"));
  EXPECT_EQ(store.find_plan("h1").value()->ring_bits, 32u);
}

TYPED_TEST(PlansAndPools, a_plan_is_one_services) {
  Store& store = *this->store_;
  PlanRow plan = plan_row("h1", "digits");
  ASSERT_OK(store.put_plan(plan));  // whose it is, was not kept by earlier versions
  plan.service = "cc";
  ASSERT_OK(store.put_plan(plan));
  EXPECT_EQ(store.find_plan("h1").value()->service, "cc");
  ASSERT_OK(store.put_plan(plan_row("h1", "digits")));
  EXPECT_EQ(store.find_plan("h1").value()->service, "cc");
  plan.service = "dd";
  EXPECT_TRUE(refused(store.put_plan(plan), ErrorCode::kRefused, "another service"));
  EXPECT_OK(store.ensure_pool({"h1", "aa", "cc"}));
  EXPECT_TRUE(
      refused(store.ensure_pool({"h1", "aa", "dd"}), ErrorCode::kRefused, "another service"));
}

TYPED_TEST(PlansAndPools, services_may_call_their_models_alike) {
  Store& store = *this->store_;
  PlanRow one = plan_row("h1", "digits");
  one.service = "cc";
  PlanRow other = plan_row("h2", "digits");
  other.service = "dd";
  ASSERT_OK(store.put_plan(one));
  ASSERT_OK(store.put_plan(other));
  EXPECT_EQ(store.find_plan_by_model("digits", "").value()->hash, "h2");
  EXPECT_EQ(store.find_plan_by_model("digits", "cc").value()->hash, "h1");
  EXPECT_EQ(store.find_plan_by_model("digits", "ee").value(), std::nullopt);
}

TYPED_TEST(PlansAndPools, the_pace_of_a_pool_is_kept) {
  Store& store = *this->store_;
  const PoolId pool = make_pool(store);
  EXPECT_EQ(store.pace(pool).value(), std::nullopt);
  ASSERT_OK(store.set_pace(pool, 1200));
  ASSERT_OK(store.set_pace(pool, 900));
  EXPECT_EQ(store.pace(pool).value(), 900);
  EXPECT_EQ(store.pace(store.ensure_pool(pool_key("bb")).value()).value(), std::nullopt);
}

TYPED_TEST(PlansAndPools, a_pool_is_made_once) {
  Store& store = *this->store_;
  const PoolId pool = make_pool(store);
  EXPECT_EQ(store.ensure_pool(pool_key()).value(), pool);
  EXPECT_EQ(store.find_pool(pool_key()).value(), pool);
  EXPECT_NE(store.ensure_pool(pool_key("bb")).value(), pool);
  EXPECT_EQ(store.find_pool(pool_key("dd")).value(), std::nullopt);
}

TYPED_TEST(PlansAndPools, a_pool_needs_its_plan) {
  EXPECT_TRUE(
      refused(this->store_->ensure_pool({"h9", "aa", "cc"}), ErrorCode::kRefused, "plan h9"));
  EXPECT_TRUE(this->store_->pool_levels()->empty());
}

TYPED_TEST(PlansAndPools, a_mask_is_written_once) {
  Store& store = *this->store_;
  const PoolId pool = make_pool(store);
  EXPECT_EQ(store.mask(pool).value(), std::nullopt);
  ASSERT_OK(store.set_mask(pool, {1, 2, 3}));
  EXPECT_OK(store.set_mask(pool, {1, 2, 3}));
  EXPECT_TRUE(refused(store.set_mask(pool, {1, 2, 4}), ErrorCode::kRefused, "another mask"));
  EXPECT_EQ(store.mask(pool).value(), (Bytes{1, 2, 3}));
  EXPECT_EQ(store.held_weights(pool).value(), HeldWeights{});
}

TYPED_TEST(PlansAndPools, levels_count_each_state) {
  Store& store = *this->store_;
  const PoolId pool = make_pool(store);
  const PoolId empty = store.ensure_pool(pool_key("bb")).value();
  ASSERT_OK(store.add_missing(pool, party_bundles(0, 6)));
  ASSERT_OK(store.store_prepared(pool, openings_for(0, 3)));
  ASSERT_OK(store.consume(pool, bundle_ids(0, 1), "s"));
  ASSERT_OK(store.burn(pool, bundle_ids(5, 1), "test"));
  const BundleCounts expected{{0, 0, 2, 2, 1, 1}};
  EXPECT_EQ(store.level(pool).value(), expected);
  EXPECT_EQ(expected.in(BundleState::kConsumed), 1u);
  const auto levels = store.pool_levels().value();
  const auto last_moved = levels.at(0).last_moved;
  EXPECT_TRUE(last_moved.has_value());
  EXPECT_THAT(levels,
              testing::ElementsAre(PoolLevel{pool, "digits", pool_key(), expected, last_moved},
                                   PoolLevel{empty, "digits", pool_key("bb"), {}, {}}));
}

TYPED_TEST(PlansAndPools, an_unknown_pool_is_an_error_everywhere) {
  Store& store = *this->store_;
  make_pool(store);
  for (const PoolId pool : {PoolId{0}, PoolId{-1}, PoolId{77}}) {
    const auto unknown = [pool](const auto& result) {
      const auto text = "pool " + std::to_string(static_cast<int>(pool)) + " is not";
      return refused(result, ErrorCode::kStorage, text);
    };
    EXPECT_TRUE(unknown(store.set_mask(pool, {})));
    EXPECT_TRUE(unknown(store.mask(pool)));
    EXPECT_TRUE(unknown(store.held_weights(pool)));
    EXPECT_TRUE(unknown(store.add_weights(pool, {}, {})));
    EXPECT_TRUE(unknown(store.weights(pool, 0, 1)));
    EXPECT_TRUE(unknown(store.level(pool)));
    EXPECT_TRUE(unknown(store.add_dealt(pool, {})));
    EXPECT_TRUE(unknown(store.undelivered(pool, Owner::kHospital, 1)));
    EXPECT_TRUE(unknown(store.undelivered_by_id(pool, Owner::kHospital, {})));
    EXPECT_TRUE(unknown(store.undelivered_count(pool, Owner::kHospital)));
    EXPECT_TRUE(unknown(store.acknowledge(pool, Owner::kHospital, {})));
    EXPECT_TRUE(unknown(store.bundles_in(pool, BundleState::kDealt, 1)));
    EXPECT_TRUE(unknown(store.halves(pool, {})));
    EXPECT_TRUE(unknown(store.store_prepared(pool, {})));
    EXPECT_TRUE(unknown(store.consume(pool, {}, "s")));
    EXPECT_TRUE(unknown(store.burn(pool, {}, "r")));
  }
}

}  // namespace
}  // namespace medisc::test
