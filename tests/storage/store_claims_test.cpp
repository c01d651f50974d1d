// Bundles held for a job: of both stores, and of several stores on one database.
#include <sys/wait.h>
#include <unistd.h>

#include "stores.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Ids = std::vector<std::string>;

template <class Kind>
class Claims : public StoreTest<Kind> {
 protected:
  void add(unsigned first, unsigned count) {
    ASSERT_OK(this->store_->add_missing(pool_, party_bundles(first, count)));
  }
  Ids claim(BundleState state, std::size_t limit) {
    return this->store_->claim(pool_, state, limit).value();
  }

  PoolId pool_ = make_pool(*this->store_);
};
TYPED_TEST_SUITE(Claims, StoreKinds);

TYPED_TEST(Claims, are_the_oldest_of_their_state_and_each_bundle_once) {
  Store& store = *this->store_;
  this->add(0, 5);
  ASSERT_OK(store.store_prepared(this->pool_, openings_for(1, 1)));
  EXPECT_EQ(this->claim(BundleState::kDelivered, 2), (Ids{bundle_id(0), bundle_id(2)}));
  EXPECT_EQ(this->claim(BundleState::kDelivered, 9), (Ids{bundle_id(3), bundle_id(4)}));
  EXPECT_THAT(this->claim(BundleState::kDelivered, 9), IsEmpty());
  EXPECT_EQ(this->claim(BundleState::kPrepared, 9), (Ids{bundle_id(1)}));
  EXPECT_THAT(this->claim(BundleState::kPrepared, 0), IsEmpty());
}

TYPED_TEST(Claims, are_given_back_by_id) {
  this->add(0, 3);
  ASSERT_EQ(this->claim(BundleState::kDelivered, 3).size(), 3u);
  ASSERT_OK(this->store_->release(this->pool_, {bundle_id(2), bundle_id(0), bundle_id(99)}));
  EXPECT_EQ(this->claim(BundleState::kDelivered, 3), (Ids{bundle_id(0), bundle_id(2)}));
}

TYPED_TEST(Claims, outlive_preparing_and_end_with_the_bundle) {
  Store& store = *this->store_;
  this->add(0, 3);
  ASSERT_EQ(this->claim(BundleState::kDelivered, 3).size(), 3u);
  ASSERT_OK(store.store_prepared(this->pool_, openings_for(0, 3)));
  EXPECT_THAT(this->claim(BundleState::kPrepared, 9), IsEmpty());
  ASSERT_OK(store.consume(this->pool_, bundle_ids(0, 1), "s1"));
  ASSERT_OK(store.burn(this->pool_, bundle_ids(1, 1), "a test"));
  EXPECT_EQ(store.level(this->pool_).value(), (BundleCounts{{0, 0, 0, 1, 1, 1}}));
  ASSERT_OK(store.release(this->pool_, bundle_ids(0, 3)));
  EXPECT_EQ(this->claim(BundleState::kPrepared, 9), bundle_ids(2, 1));
}

TYPED_TEST(Claims, need_a_pool) {
  EXPECT_TRUE(refused(this->store_->claim(PoolId{9}, BundleState::kPrepared, 1),
                      ErrorCode::kStorage, "pool 9"));
  EXPECT_TRUE(refused(this->store_->release(PoolId{9}, {}), ErrorCode::kStorage, "pool 9"));
}

TYPED_TEST(Claims, missing_bundles_are_added_and_known_ones_passed_over) {
  Store& store = *this->store_;
  this->add(1, 2);
  ASSERT_OK(store.burn(this->pool_, bundle_ids(1, 1), "a test"));
  EXPECT_EQ(store.add_missing(this->pool_, party_bundles(0, 4)).value(),
            (Ids{bundle_id(0), bundle_id(3)}));
  EXPECT_EQ(store.level(this->pool_).value(), (BundleCounts{{0, 0, 3, 0, 0, 1}}));
  EXPECT_TRUE(refused(store.add_missing(this->pool_, dealt_bundles(5, 1)), ErrorCode::kInternal,
                      "2 halves"));
}

class SharedDatabase : public testing::Test {
 protected:
  std::unique_ptr<Store> open() { return open_store(folder_ / "s.db").value(); }

  Folder folder_;
  std::unique_ptr<Store> first_ = open();
  std::unique_ptr<Store> second_ = open();
  PoolId pool_ = make_pool(*first_);
};

TEST_F(SharedDatabase, two_stores_never_claim_the_same) {
  ASSERT_OK(first_->add_missing(pool_, party_bundles(0, 5)));
  EXPECT_EQ(first_->claim(pool_, BundleState::kDelivered, 3).value(), bundle_ids(0, 3));
  EXPECT_EQ(second_->claim(pool_, BundleState::kDelivered, 3).value(), bundle_ids(3, 2));
  ASSERT_OK(second_->release(pool_, bundle_ids(0, 3)));
  EXPECT_THAT(second_->claim(pool_, BundleState::kDelivered, 9).value(), IsEmpty())
      << "what another holds is not ours to give back";
}

TEST_F(SharedDatabase, what_another_store_holds_is_not_consumed) {
  ASSERT_OK(first_->add_missing(pool_, party_bundles(0, 2)));
  ASSERT_OK(first_->store_prepared(pool_, openings_for(0, 2)));
  ASSERT_OK(first_->claim(pool_, BundleState::kPrepared, 1));
  EXPECT_TRUE(refused(second_->consume(pool_, bundle_ids(0, 1), "s"), ErrorCode::kRefused,
                      "held by another job"));
  EXPECT_OK(second_->consume(pool_, bundle_ids(1, 1), "s"));
  EXPECT_OK(first_->consume(pool_, bundle_ids(0, 1), "s"));
}

TEST_F(SharedDatabase, a_store_that_closes_gives_all_back) {
  ASSERT_OK(first_->add_missing(pool_, party_bundles(0, 2)));
  ASSERT_OK(first_->claim(pool_, BundleState::kDelivered, 2));
  first_.reset();
  EXPECT_EQ(second_->claim(pool_, BundleState::kDelivered, 9).value(), bundle_ids(0, 2));
}

TEST_F(SharedDatabase, a_killed_process_holds_nothing_and_runs_no_session) {
  ASSERT_OK(first_->add_missing(pool_, party_bundles(0, 2)));
  ASSERT_OK(first_->start_session({"ours", "hospital", "m", "h", "aa", 1}));
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto store = open_store(folder_ / "s.db");
    if (!store || !(*store)->claim(pool_, BundleState::kDelivered, 2) ||
        !(*store)->start_session({"theirs", "hospital", "m", "h", "aa", 1})) {
      ::_exit(1);
    }
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(second_->claim(pool_, BundleState::kDelivered, 9).value(), bundle_ids(0, 2));
  EXPECT_EQ(second_->recover().value(), 1u) << "the first store still runs its session";
  const auto sessions = second_->sessions(2).value();
  EXPECT_EQ(sessions[0].start.id, "theirs");
  EXPECT_EQ(sessions[0].error, "interrupted");
  EXPECT_EQ(sessions[1].state, SessionState::kRunning);
}

TEST_F(SharedDatabase, sessions_of_an_older_schema_have_no_owner_and_are_recovered) {
  auto raw = sqlite::Connection::open(folder_ / "s.db", sqlite::Access::kReadWrite).value();
  ASSERT_OK(
      raw.execute("INSERT INTO sessions(id, role, model, plan_hash, peer, records, state,"
                  " started_at) VALUES('old', 'hospital', 'm', 'h', 'aa', 1, 'running',"
                  " '')"));
  EXPECT_EQ(second_->recover().value(), 1u);
}

}  // namespace
}  // namespace medisc::test
