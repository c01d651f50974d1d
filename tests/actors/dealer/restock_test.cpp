// A running dealer keeps its pools stocked.
#include "actors/dealer/restock.hpp"

#include "messages/plan_codec.hpp"
#include "storage/memory_store.hpp"
#include "tests/actors/world.hpp"
#include "tests/messages/samples.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

/// A store whose size is what the test says.
class SizedStore final : public MemoryStore {
 public:
  Result<std::uint64_t> used_bytes() override { return bytes; }
  std::uint64_t bytes = 0;
};

class Stocking : public testing::Test {
 protected:
  Stocking() {
    PlanRow row;
    row.hash = to_hex(hash_of(small_plan()));
    row.model = "small";
    row.encoded = encode_plan(small_plan());
    EXPECT_TRUE(succeeded(store_->put_plan(row)));
    for (const Identity* hospital : {&first_, &second_}) {
      const PoolKey key{row.hash, to_hex(hospital->public_key()),
                        to_hex(service_.public_key())};
      pools_.push_back(store_->ensure_pool(key).value());
    }
  }

  std::uint64_t waiting(std::size_t pool) {
    return store_->undelivered_count(pools_[pool], Owner::kHospital).value();
  }
  /// The first hospital fetches so many.
  void take(std::size_t count) {
    const auto halves = store_->undelivered(pools_[0], Owner::kHospital, count).value();
    std::vector<std::string> ids;
    for (const Half& half : halves) ids.push_back(half.id);
    ASSERT_TRUE(succeeded(store_->acknowledge(pools_[0], Owner::kHospital, ids)));
  }
  Stocktaking stock() {
    return restock(*store_, settings_, [] { return false; }).value();
  }

  std::unique_ptr<SizedStore> store_ = std::make_unique<SizedStore>();
  const Identity first_ = samples::identity(1);
  const Identity second_ = samples::identity(2);
  const Identity service_ = samples::identity(3);
  std::vector<PoolId> pools_;
  std::shared_ptr<Notes> notes_ = std::make_shared<Notes>();
  StockSettings settings_{{5, 12}, 1000, [](const Peer&) { return true; }, notes_};
};

TEST_F(Stocking, EveryLowPoolIsDealtForUpToItsHighMark) {
  EXPECT_EQ(stock().dealt, 24U);
  EXPECT_EQ(waiting(0), 12U);
  EXPECT_EQ(waiting(1), 12U);
  EXPECT_EQ(stock().dealt, 0U);
  take(7);
  EXPECT_EQ(stock().dealt, 0U);  // five are enough
  take(1);
  EXPECT_EQ(stock().dealt, 8U);
  EXPECT_EQ(waiting(0), 12U);
  EXPECT_TRUE(store_->pace(pools_[0]).value().has_value());
}

TEST_F(Stocking, TheDiskBudgetIsKept) {
  store_->bytes = 1000;
  const Stocktaking none = stock();
  EXPECT_EQ(none.dealt, 0U);
  EXPECT_TRUE(none.out_of_disk);
  store_->bytes = 999;
  EXPECT_FALSE(stock().out_of_disk);
}

TEST_F(Stocking, WhoIsStruckOffGetsNothingMore) {
  const PublicKey gone = first_.public_key();
  settings_.is_registered = [gone](const Peer& peer) {
    return peer.key != gone;
  };
  EXPECT_EQ(stock().dealt, 12U);
  EXPECT_EQ(waiting(0), 0U);
  EXPECT_EQ(waiting(1), 12U);
}

TEST_F(Stocking, AStopIsHeardBetweenTwoPools) {
  int asked = 0;
  const auto stock = restock(*store_, settings_, [&] { return ++asked > 3; });
  ASSERT_TRUE(succeeded(stock));
  EXPECT_LT(stock->dealt, 24U);
}

TEST_F(Stocking, AKeeperDealsUntilItGoes) {
  StockKeeper keeper(std::move(store_), settings_);
  EXPECT_TRUE(notes_->await("pool-restocked"));
}

}  // namespace
}  // namespace medisc::test
