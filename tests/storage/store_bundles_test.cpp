// A bundle's life, asked of both stores.
#include "storage/store.hpp"

#include "stores.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

template <class Kind>
class Bundles : public StoreTest<Kind> {
 protected:
  void add_delivered(unsigned first, unsigned count) {
    ASSERT_OK(this->store_->add_missing(pool_, party_bundles(first, count)));
  }
  void add_prepared(unsigned first, unsigned count) {
    add_delivered(first, count);
    ASSERT_OK(this->store_->store_prepared(pool_, openings_for(first, count)));
  }
  void add_dealt(unsigned first, unsigned count) {
    ASSERT_OK(this->store_->add_dealt(pool_, dealt_bundles(first, count)));
  }
  BundleCounts level() { return this->store_->level(pool_).value(); }

  PoolId pool_ = make_pool(*this->store_);
};
TYPED_TEST_SUITE(Bundles, StoreKinds);

TYPED_TEST(Bundles, each_half_waits_for_its_owner_oldest_first) {
  Store& store = *this->store_;
  this->add_dealt(7, 2);
  this->add_dealt(1, 1);
  EXPECT_THAT(
      store.undelivered(this->pool_, Owner::kHospital, 2).value(),
      ElementsAre(Half{bundle_id(7), half_bytes(7)}, Half{bundle_id(8), half_bytes(8)}));
  const auto service = store.undelivered(this->pool_, Owner::kService, kAll).value();
  ASSERT_EQ(service.size(), 3u);
  EXPECT_EQ(service[2], (Half{bundle_id(1), half_bytes(129)}));
  EXPECT_THAT(store.undelivered(this->pool_, Owner::kService, 0).value(), IsEmpty());
}

TYPED_TEST(Bundles, halves_wait_by_id_in_the_order_asked) {
  Store& store = *this->store_;
  this->add_dealt(0, 4);
  ASSERT_OK(store.acknowledge(this->pool_, Owner::kService, bundle_ids(1, 1)));
  const std::vector<std::string> ids = {bundle_id(3), bundle_id(1), bundle_id(99),
                                        bundle_id(0)};
  EXPECT_THAT(
      store.undelivered_by_id(this->pool_, Owner::kService, ids).value(),
      ElementsAre(Half{bundle_id(3), half_bytes(131)}, Half{bundle_id(0), half_bytes(128)}));
  EXPECT_EQ(store.undelivered_by_id(this->pool_, Owner::kHospital, ids)->size(), 3u);
}

TYPED_TEST(Bundles, acknowledging_erases_one_half_and_the_second_closes_the_bundle) {
  Store& store = *this->store_;
  this->add_dealt(0, 2);
  ASSERT_OK(store.acknowledge(this->pool_, Owner::kHospital, bundle_ids(0, 2)));
  EXPECT_EQ(store.undelivered_count(this->pool_, Owner::kHospital).value(), 0u);
  EXPECT_EQ(store.undelivered_count(this->pool_, Owner::kService).value(), 2u);
  EXPECT_EQ(this->level(), (BundleCounts{{0, 2, 0, 0, 0, 0}}));
  ASSERT_OK(store.acknowledge(this->pool_, Owner::kService, bundle_ids(1, 1)));
  EXPECT_EQ(this->level(), (BundleCounts{{0, 1, 1, 0, 0, 0}}));
  EXPECT_EQ(store.undelivered_count(this->pool_, Owner::kService).value(), 1u);
}

TYPED_TEST(Bundles, acknowledging_twice_does_no_harm) {
  Store& store = *this->store_;
  this->add_dealt(0, 1);
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK(store.acknowledge(this->pool_, Owner::kHospital, bundle_ids(0, 1)));
    EXPECT_EQ(this->level(), (BundleCounts{{0, 1, 0, 0, 0, 0}}));
  }
}

TYPED_TEST(Bundles, acknowledging_an_unknown_id_erases_nothing) {
  Store& store = *this->store_;
  this->add_dealt(0, 1);
  EXPECT_TRUE(refused(store.acknowledge(this->pool_, Owner::kHospital, bundle_ids(0, 2)),
                      ErrorCode::kRefused, bundle_id(1)));
  EXPECT_EQ(store.undelivered_count(this->pool_, Owner::kHospital).value(), 1u);
}

TYPED_TEST(Bundles, a_party_can_not_acknowledge_its_own_half_away) {
  Store& store = *this->store_;
  this->add_delivered(0, 1);
  ASSERT_OK(store.acknowledge(this->pool_, Owner::kHospital, bundle_ids(0, 1)));
  EXPECT_EQ(store.halves(this->pool_, bundle_ids(0, 1))->front().half, half_bytes(0));
}

TYPED_TEST(Bundles, an_id_enters_once_whatever_became_of_it) {
  Store& store = *this->store_;
  this->add_prepared(0, 3);
  ASSERT_OK(store.consume(this->pool_, bundle_ids(1, 1), "s"));
  ASSERT_OK(store.burn(this->pool_, bundle_ids(2, 1), "test"));
  const std::vector<std::string> states = {"prepared", "consumed", "burned"};
  for (unsigned i = 0; i < 3; ++i) {
    auto bundles = dealt_bundles(10, 1);
    bundles.push_back(dealt_bundles(i, 1).front());
    EXPECT_TRUE(refused(store.add_dealt(this->pool_, bundles), ErrorCode::kStorage,
                        bundle_id(i) + " is in the pool already, " + states[i]));
  }
  EXPECT_EQ(this->level(), (BundleCounts{{0, 0, 0, 1, 1, 1}})) << "bundle 10 must not be added";
}

TYPED_TEST(Bundles, an_id_enters_once_a_list) {
  auto bundles = party_bundles(0, 2);
  bundles.push_back(bundles.front());
  EXPECT_TRUE(refused(this->store_->add_missing(this->pool_, bundles), ErrorCode::kStorage,
                      bundle_id(0)));
  EXPECT_EQ(this->level(), BundleCounts{});
}

TYPED_TEST(Bundles, pools_keep_their_ids_apart) {
  Store& store = *this->store_;
  const PoolId other = store.ensure_pool(pool_key("bb")).value();
  this->add_prepared(0, 1);
  ASSERT_OK(store.add_missing(other, party_bundles(0, 1)));
  EXPECT_TRUE(refused(store.consume(other, bundle_ids(0, 1), "s"), ErrorCode::kRefused,
                      "is delivered, expected prepared"));
  EXPECT_OK(store.consume(this->pool_, bundle_ids(0, 1), "s"));
  EXPECT_OK(store.halves(other, bundle_ids(0, 1)));
}

TYPED_TEST(Bundles, malformed_bundles_are_refused) {
  const auto add = [&](NewBundle bundle) {
    return this->store_->add_missing(this->pool_, {std::move(bundle)});
  };
  const auto wrong = ErrorCode::kInternal;
  const Bytes half = half_bytes(0);
  for (const std::string& id :
       {std::string(), std::string("abc"), std::string(33, 'a'), std::string(32, 'A'),
        std::string(32, 'g'), std::string(32, ' ')}) {
    EXPECT_TRUE(refused(add({id, half, {}}), wrong, "32 lower-case"));
  }
  EXPECT_TRUE(refused(add({bundle_id(0), {}, {}}), wrong, "0 halves"));
  EXPECT_TRUE(refused(add({bundle_id(0), half, half}), wrong, "2 halves"));
  EXPECT_TRUE(refused(this->store_->add_dealt(this->pool_, {{bundle_id(0), half, {}}}), wrong,
                      "1 halves"));
  EXPECT_EQ(this->level(), BundleCounts{});
}

TYPED_TEST(Bundles, are_listed_by_state_whoever_has_been_in_it_longest_first) {
  Store& store = *this->store_;
  this->add_delivered(5, 2);
  this->add_delivered(0, 2);
  EXPECT_THAT(store.bundles_in(this->pool_, BundleState::kDelivered, 3).value(),
              ElementsAre(bundle_id(5), bundle_id(6), bundle_id(0)));
  ASSERT_OK(store.store_prepared(this->pool_, openings_for(6, 1)));
  ASSERT_OK(store.store_prepared(this->pool_, openings_for(5, 1)));
  EXPECT_THAT(store.bundles_in(this->pool_, BundleState::kPrepared, kAll).value(),
              ElementsAre(bundle_id(6), bundle_id(5)));
  EXPECT_THAT(store.bundles_in(this->pool_, BundleState::kBurned, kAll).value(), IsEmpty());
}

TYPED_TEST(Bundles, ids_are_known_in_whatever_state_and_in_their_pool_alone) {
  Store& store = *this->store_;
  this->add_delivered(0, 1);
  this->add_prepared(1, 2);
  ASSERT_OK(store.consume(this->pool_, bundle_ids(1, 1), "s"));
  ASSERT_OK(store.burn(this->pool_, bundle_ids(2, 1), "lost"));
  const std::vector<std::string> ids = {bundle_id(9), bundle_id(0), bundle_id(1), bundle_id(2),
                                        bundle_id(8)};
  EXPECT_THAT(store.missing(this->pool_, ids).value(),
              ElementsAre(MissingHalf{bundle_id(9), 0}, MissingHalf{bundle_id(8), 0}));
  const PoolId other = store.ensure_pool(pool_key("bb")).value();
  EXPECT_EQ(store.missing(other, ids)->size(), ids.size());
}

TYPED_TEST(Bundles, ids_that_a_session_can_not_use_are_told) {
  Store& store = *this->store_;
  this->add_delivered(0, 1);
  this->add_prepared(1, 3);
  ASSERT_OK(store.consume(this->pool_, bundle_ids(1, 1), "s"));
  ASSERT_OK(store.burn(this->pool_, bundle_ids(2, 1), "lost"));
  const std::vector<std::string> ids = {bundle_id(9), bundle_id(3), bundle_id(2), bundle_id(1),
                                        bundle_id(0)};
  EXPECT_THAT(store.unprepared_ids(this->pool_, ids).value(),
              ElementsAre(bundle_id(9), bundle_id(2), bundle_id(1), bundle_id(0)));
  const PoolId other = store.ensure_pool(pool_key("bb")).value();
  EXPECT_EQ(store.unprepared_ids(other, ids).value(), ids);
}

TYPED_TEST(Bundles, halves_are_there_for_preparing_and_again_after_it) {
  Store& store = *this->store_;
  this->add_delivered(0, 2);
  ASSERT_OK(store.store_prepared(this->pool_, openings_for(1, 1)));
  EXPECT_THAT(
      store.halves(this->pool_, {bundle_id(1), bundle_id(0)}).value(),
      ElementsAre(Half{bundle_id(1), half_bytes(1)}, Half{bundle_id(0), half_bytes(0)}));
}

TYPED_TEST(Bundles, halves_are_refused_otherwise) {
  Store& store = *this->store_;
  this->add_prepared(0, 2);
  this->add_dealt(2, 1);
  this->add_dealt(3, 1);
  ASSERT_OK(store.acknowledge(this->pool_, Owner::kHospital, bundle_ids(3, 1)));
  ASSERT_OK(store.acknowledge(this->pool_, Owner::kService, bundle_ids(3, 1)));
  ASSERT_OK(store.consume(this->pool_, bundle_ids(0, 1), "s"));
  ASSERT_OK(store.burn(this->pool_, bundle_ids(1, 1), "test"));
  const std::vector<std::string> why = {"is consumed", "is burned", "is dealt",
                                        "has no half of ours", "is not in this pool"};
  for (unsigned i = 0; i < why.size(); ++i) {
    EXPECT_TRUE(refused(store.halves(this->pool_, bundle_ids(i, 1)), ErrorCode::kRefused,
                        bundle_id(i) + " " + why[i]));
    EXPECT_TRUE(refused(store.store_prepared(this->pool_, openings_for(i, 1)),
                        ErrorCode::kRefused, bundle_id(i) + " " + why[i]));
  }
  EXPECT_TRUE(refused(store.halves(this->pool_, {bundle_id(9), bundle_id(9)}),
                      ErrorCode::kRefused, "listed twice"));
}

TYPED_TEST(Bundles, preparing_twice_needs_the_same_openings) {
  Store& store = *this->store_;
  this->add_prepared(0, 1);
  EXPECT_OK(store.store_prepared(this->pool_, openings_for(0, 1)));
  EXPECT_TRUE(
      refused(store.store_prepared(this->pool_, {{bundle_id(0), in_chunks(opening_bytes(1))}}),
              ErrorCode::kRefused, "with other openings"));
  EXPECT_EQ(store.consume(this->pool_, bundle_ids(0, 1), "s")->front().openings,
            in_chunks(opening_bytes(0)));
}

TYPED_TEST(Bundles, preparing_is_all_or_nothing) {
  Store& store = *this->store_;
  this->add_delivered(0, 1);
  EXPECT_TRUE(refused(store.store_prepared(this->pool_, openings_for(0, 2)),
                      ErrorCode::kRefused, bundle_id(1)));
  EXPECT_TRUE(
      refused(store.store_prepared(this->pool_, {openings_for(0, 1)[0], openings_for(0, 1)[0]}),
              ErrorCode::kRefused, "listed twice"));
  EXPECT_EQ(this->level(), (BundleCounts{{0, 0, 1, 0, 0, 0}}));
}

TYPED_TEST(Bundles, openings_may_be_empty) {
  Store& store = *this->store_;
  this->add_delivered(0, 1);
  ASSERT_OK(store.store_prepared(this->pool_, {{bundle_id(0), in_chunks({})}}));
  EXPECT_OK(store.store_prepared(this->pool_, {{bundle_id(0), in_chunks({})}}));
  EXPECT_EQ(store.consume(this->pool_, bundle_ids(0, 1), "s")->front().openings, in_chunks({}));
}

TYPED_TEST(Bundles, consuming_hands_everything_over_once) {
  Store& store = *this->store_;
  this->add_prepared(0, 3);
  EXPECT_THAT(
      store.consume(this->pool_, {bundle_id(2), bundle_id(0)}, "s").value(),
      ElementsAre(
          ConsumedBundle{bundle_id(2), half_bytes(2), {}, in_chunks(opening_bytes(2))},
          ConsumedBundle{bundle_id(0), half_bytes(0), {}, in_chunks(opening_bytes(0))}));
  EXPECT_EQ(this->level(), (BundleCounts{{0, 0, 0, 1, 2, 0}}));
  EXPECT_TRUE(refused(store.consume(this->pool_, bundle_ids(0, 1), "s"), ErrorCode::kRefused,
                      bundle_id(0) + " is consumed, expected prepared"));
}

TYPED_TEST(Bundles, consuming_is_all_or_nothing) {
  Store& store = *this->store_;
  this->add_prepared(0, 2);
  this->add_delivered(2, 1);
  const auto refuses = [&](std::vector<std::string> ids, const std::string& why) {
    return refused(store.consume(this->pool_, ids, "s"), ErrorCode::kRefused, why);
  };
  EXPECT_TRUE(refuses({bundle_id(0), bundle_id(1), bundle_id(0)}, "listed twice"));
  EXPECT_TRUE(refuses({bundle_id(0), bundle_id(9)}, bundle_id(9) + " is not in this pool"));
  EXPECT_TRUE(refuses({bundle_id(0), bundle_id(2)}, bundle_id(2) + " is delivered"));
  EXPECT_TRUE(refuses({bundle_id(0), "' OR 1 = 1 --"}, "is not in this pool"));
  EXPECT_EQ(this->level(), (BundleCounts{{0, 0, 1, 2, 0, 0}}));
  EXPECT_EQ(store.consume(this->pool_, bundle_ids(0, 2), "s")->size(), 2u);
}

TYPED_TEST(Bundles, consuming_nothing_gives_nothing) {
  EXPECT_THAT(this->store_->consume(this->pool_, {}, "s").value(), IsEmpty());
}

TYPED_TEST(Bundles, dealt_bundles_can_not_be_consumed) {
  this->add_dealt(0, 1);
  EXPECT_TRUE(refused(this->store_->consume(this->pool_, bundle_ids(0, 1), "s"),
                      ErrorCode::kRefused, "is dealt"));
}

TYPED_TEST(Bundles, the_services_half_works_like_the_hospitals) {
  Store& store = *this->store_;
  const Bytes half = bytes_of(20'000, 5);
  ASSERT_OK(store.add_missing(this->pool_, {{bundle_id(0), std::nullopt, half}}));
  EXPECT_EQ(store.halves(this->pool_, bundle_ids(0, 1))->front().half, half);
  ASSERT_OK(store.store_prepared(this->pool_, openings_for(0, 1)));
  EXPECT_EQ(store.consume(this->pool_, bundle_ids(0, 1), "s")->front().half, half);
}

TYPED_TEST(Bundles, burning_passes_over_what_is_gone) {
  Store& store = *this->store_;
  this->add_prepared(0, 2);
  this->add_delivered(2, 1);
  this->add_dealt(3, 1);
  ASSERT_OK(store.consume(this->pool_, bundle_ids(0, 1), "s"));
  EXPECT_EQ(store.burn(this->pool_, bundle_ids(0, 5), "peer lost them").value(), 3u);
  EXPECT_EQ(store.burn(this->pool_, bundle_ids(0, 5), "again").value(), 0u);
  EXPECT_EQ(this->level(), (BundleCounts{{0, 0, 0, 0, 1, 3}}));
  for (unsigned i = 1; i < 4; ++i) {
    EXPECT_TRUE(refused(store.consume(this->pool_, bundle_ids(i, 1), "s"), ErrorCode::kRefused,
                        "is burned"));
  }
  EXPECT_EQ(store.undelivered_count(this->pool_, Owner::kService).value(), 0u);
  EXPECT_OK(store.acknowledge(this->pool_, Owner::kHospital, bundle_ids(3, 1)));
}

}  // namespace
}  // namespace medisc::test
