#include "storage/old_copy.hpp"

#include "tests/storage/stores.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

/// A hospital "aa" with services "cc" and "dd".
template <class Kind>
class OldCopyTest : public StoreTest<Kind> {
 protected:
  OldCopyTest() {
    for (const auto& [plan, service] : {std::pair{"h1", "cc"}, std::pair{"h2", "dd"}}) {
      if (!this->store_->put_plan(plan_row(plan, "digits"))) std::abort();
      pools_.push_back(this->store_->ensure_pool({plan, "aa", service}).value());
      const PoolId pool = pools_.back();
      if (!this->store_->add_missing(pool, party_bundles(1, 5)) ||
          !this->store_->store_prepared(pool, openings_for(1, 3))) {
        std::abort();
      }
    }
  }

  Store& store() { return *this->store_; }
  SpentCounts counts(const std::string& peer, Scope scope) {
    return store().spent_with(peer, scope).value();
  }
  std::uint64_t unspent(std::size_t pool) {
    const BundleCounts level = store().level(pools_[pool]).value();
    return level.in(BundleState::kDelivered) + level.in(BundleState::kPrepared);
  }
  auto told(const std::string& peer, Scope scope, SpentCounts counts) {
    return burn_if_old_copy(store(), peer, scope, counts,
                            [&] { return burn_unspent(store(), peer, scope); });
  }

  std::vector<PoolId> pools_;
};

TYPED_TEST_SUITE(OldCopyTest, StoreKinds);

TYPED_TEST(OldCopyTest, CountsWhatIsConsumedByPeerAndInAll) {
  EXPECT_EQ(this->counts("cc", Scope::kPeer), (SpentCounts{0, 0}));
  ASSERT_OK(this->store().consume(this->pools_[0], bundle_ids(1, 2), "s1"));
  ASSERT_OK(this->store().consume(this->pools_[1], bundle_ids(3, 1), "s2"));
  EXPECT_EQ(this->counts("cc", Scope::kPeer).own, 2U);
  EXPECT_EQ(this->counts("dd", Scope::kPeer).own, 1U);
  EXPECT_EQ(this->counts("dealer", Scope::kAll).own, 3U);
  EXPECT_FALSE(this->store().consume(this->pools_[0], bundle_ids(1, 1), "s3"));
  EXPECT_EQ(this->counts("cc", Scope::kPeer).own, 2U);
}

TYPED_TEST(OldCopyTest, BurnedBundlesDoNotCount) {
  ASSERT_OK(this->store().burn(this->pools_[0], bundle_ids(1, 4), "of no use"));
  EXPECT_EQ(this->counts("cc", Scope::kPeer).own, 0U);
}

TYPED_TEST(OldCopyTest, ADealerCountsHalvesThatWereTaken) {
  const PoolId pool = this->pools_[0];
  ASSERT_OK(this->store().add_dealt(pool, dealt_bundles(10, 3)));
  ASSERT_OK(this->store().acknowledge(pool, Owner::kHospital, bundle_ids(10, 2)));
  ASSERT_OK(this->store().acknowledge(pool, Owner::kHospital, bundle_ids(10, 3)));
  EXPECT_EQ(this->counts("aa", Scope::kPeer).own, 3U);
  ASSERT_OK(this->store().acknowledge(pool, Owner::kService, bundle_ids(10, 1)));
  EXPECT_EQ(this->counts("cc", Scope::kPeer).own, 4U);
}

TYPED_TEST(OldCopyTest, NothingHappensWhereThePeerKnowsNoMore) {
  ASSERT_OK(this->store().consume(this->pools_[0], bundle_ids(1, 2), "s1"));
  for (const std::uint64_t known : {0, 1, 2}) {
    const auto burned = this->told("cc", Scope::kPeer, {5, known});
    ASSERT_OK(burned);
    EXPECT_FALSE(burned->has_value());
  }
  EXPECT_EQ(this->counts("cc", Scope::kPeer), (SpentCounts{2, 5}));
  EXPECT_EQ(this->unspent(0), 3U);
}

TYPED_TEST(OldCopyTest, KeepsTheMostThatItWasTold) {
  for (const std::uint64_t told : {3, 7, 5})
    ASSERT_OK(this->told("cc", Scope::kPeer, {told, 0}));
  EXPECT_EQ(this->counts("cc", Scope::kPeer), (SpentCounts{0, 7}));
  EXPECT_EQ(this->counts("cc", Scope::kAll), (SpentCounts{0, 7}));
}

TYPED_TEST(OldCopyTest, APeerThatKnowsMoreBurnsWhatIsSharedWithIt) {
  EXPECT_THAT(*this->told("cc", Scope::kPeer, {0, 1}), Optional(5U));
  EXPECT_EQ(this->unspent(0), 0U);
  EXPECT_EQ(this->unspent(1), 5U);
  EXPECT_EQ(this->counts("cc", Scope::kPeer).own, 2U);
  // Found out once, and not again.
  EXPECT_FALSE(this->told("cc", Scope::kPeer, {0, 1})->has_value());
  EXPECT_FALSE(this->told("cc", Scope::kPeer, {0, 2})->has_value());
}

TYPED_TEST(OldCopyTest, ADealerThatKnowsMoreBurnsEverything) {
  EXPECT_THAT(*this->told("dealer", Scope::kAll, {0, 9}), Optional(10U));
  EXPECT_EQ(this->unspent(0) + this->unspent(1), 0U);
  EXPECT_EQ(this->counts("dealer", Scope::kAll).own, 10U);
}

TYPED_TEST(OldCopyTest, WhereNothingIsThereToBurnItIsFoundOutAllTheSame) {
  EXPECT_THAT(*this->told("ee", Scope::kPeer, {0, 4}), Optional(0U));
  EXPECT_EQ(this->counts("ee", Scope::kPeer).own, 5U);
}

}  // namespace
}  // namespace medisc::test
