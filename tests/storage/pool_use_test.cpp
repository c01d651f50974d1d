// How long pools last, asked of both stores.
#include "storage/pool_use.hpp"

#include "stores.hpp"

namespace medisc::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

template <class Kind>
class PoolUses : public testing::Test {
 protected:
  PoolUse use(Side side = Side::kParty) {
    return pool_use(*store_, {}, time_, side).value().at(0);
  }

  Kind kind_;
  TimePoint time_ = TimePoint(hours(1'000'000));
  std::unique_ptr<Store> store_ = kind_.make([this] { return time_; });
  PoolId pool_ = make_pool(*store_);
};
TYPED_TEST_SUITE(PoolUses, StoreKinds);

TYPED_TEST(PoolUses, without_use_have_no_end) {
  ASSERT_OK(this->store_->add_missing(this->pool_, party_bundles(0, 5)));
  const PoolUse use = this->use();
  EXPECT_EQ(use.left, 5u);
  EXPECT_EQ(use.used_day, 0u);
  EXPECT_EQ(use.hours_left, std::nullopt);
}

TYPED_TEST(PoolUses, take_the_faster_of_the_hours_and_the_days_rate) {
  Store& store = *this->store_;
  ASSERT_OK(store.add_missing(this->pool_, party_bundles(0, 60)));
  ASSERT_OK(store.store_prepared(this->pool_, openings_for(0, 58)));
  ASSERT_OK(store.consume(this->pool_, bundle_ids(0, 48), "s"));
  this->time_ += hours(2);
  EXPECT_EQ(this->use().used_hour, 0u);
  EXPECT_EQ(this->use().used_day, 48u);
  EXPECT_EQ(this->use().hours_left, 6.0) << "12 left, 48 a day";

  ASSERT_OK(store.consume(this->pool_, bundle_ids(48, 4), "s"));
  this->time_ += minutes(59);
  EXPECT_EQ(this->use().used_hour, 4u);
  EXPECT_EQ(this->use().hours_left, 2.0) << "8 left, 4 an hour";
  ASSERT_OK(store.burn(this->pool_, bundle_ids(52, 8), "test"));
  EXPECT_EQ(this->use().hours_left, 0.0);
  this->time_ += hours(25);
  EXPECT_EQ(this->use().hours_left, std::nullopt);
}

TYPED_TEST(PoolUses, of_a_dealer_are_deliveries) {
  Store& store = *this->store_;
  ASSERT_OK(store.add_dealt(this->pool_, dealt_bundles(0, 9)));
  ASSERT_OK(store.acknowledge(this->pool_, Owner::kHospital, bundle_ids(0, 4)));
  EXPECT_EQ(this->use(Side::kDealer).hours_left, std::nullopt) << "both owners must have it";
  ASSERT_OK(store.acknowledge(this->pool_, Owner::kService, bundle_ids(0, 3)));
  const PoolUse use = this->use(Side::kDealer);
  EXPECT_EQ(use.left, 6u);
  EXPECT_EQ(use.used_hour, 3u);
  EXPECT_EQ(use.hours_left, 2.0);
}

}  // namespace
}  // namespace medisc::test
