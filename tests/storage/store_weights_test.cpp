// D = W - a1 in chunks: they come in order, are of one mask, and are read when all are there.
#include "tests/storage/stores.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;

Bytes chunk(unsigned number) {
  return bytes_of(100 + number, static_cast<std::uint8_t>(number));
}

Chunks chunks(std::uint32_t first, std::uint32_t end) {
  Chunks some{4, first, {}};
  for (std::uint32_t i = first; i < end; ++i) some.parts.push_back(chunk(i));
  return some;
}

const Bytes kTag{1, 2, 3};
const Bytes kOther{1, 2, 4};

template <class Kind>
class WeightsOf : public StoreTest<Kind> {
 protected:
  Result<HeldWeights> add(const Bytes& tag, const Chunks& some) {
    return this->store_->add_weights(pool_, tag, some);
  }
  HeldWeights held() { return this->store_->held_weights(pool_).value(); }

  PoolId pool_ = make_pool(*this->store_);
};
TYPED_TEST_SUITE(WeightsOf, StoreKinds);

TYPED_TEST(WeightsOf, a_pool_come_in_order) {
  EXPECT_EQ(this->held(), HeldWeights{});
  EXPECT_EQ(this->add(kTag, chunks(0, 1)).value(), (HeldWeights{kTag, 4, 1}));
  EXPECT_TRUE(
      refused(this->add(kTag, chunks(2, 3)), ErrorCode::kRefused, "don't follow those"));
  Chunks others = chunks(1, 2);
  others.in_all = 5;
  EXPECT_TRUE(refused(this->add(kTag, others), ErrorCode::kRefused, "don't follow those"));
  EXPECT_EQ(this->held(), (HeldWeights{kTag, 4, 1}));
  EXPECT_FALSE(this->held().is_whole());
  EXPECT_EQ(this->add(kTag, chunks(0, 3)).value(), (HeldWeights{kTag, 4, 3}))
      << "what is here is passed over";
  EXPECT_EQ(this->add(kTag, chunks(1, 2)).value(), (HeldWeights{kTag, 4, 3}));
  EXPECT_TRUE(this->add(kTag, chunks(3, 4)).value().is_whole());
}

TYPED_TEST(WeightsOf, a_pool_are_read_when_all_are_there) {
  Store& store = *this->store_;
  const auto read = [&](std::uint32_t first, std::size_t bytes) {
    return store.weights(this->pool_, first, bytes);
  };
  EXPECT_TRUE(refused(read(0, 1), ErrorCode::kRefused, "not all of its masked weights"));
  ASSERT_OK(this->add(kTag, chunks(0, 3)));
  EXPECT_TRUE(refused(read(0, 1), ErrorCode::kRefused, "not all of its masked weights"));
  ASSERT_OK(this->add(kTag, chunks(3, 4)));
  EXPECT_THAT(read(0, 0).value(), ElementsAre(chunk(0)));
  EXPECT_THAT(read(1, 102).value(), ElementsAre(chunk(1), chunk(2)));
  EXPECT_THAT(read(2, 1000).value(), ElementsAre(chunk(2), chunk(3)));
  EXPECT_TRUE(refused(read(4, 1), ErrorCode::kStorage, "lost masked weights"));
}

TYPED_TEST(WeightsOf, another_mask_start_anew_while_they_are_not_whole) {
  ASSERT_OK(this->add(kTag, chunks(0, 3)));
  EXPECT_EQ(this->add(kOther, chunks(3, 4)).value(), HeldWeights{}) << "nothing of two masks";
  ASSERT_OK(this->add(kTag, chunks(0, 3)));
  EXPECT_EQ(this->add(kOther, chunks(0, 2)).value(), (HeldWeights{kOther, 4, 2}));
  ASSERT_OK(this->add(kOther, chunks(2, 4)));
  EXPECT_TRUE(
      refused(this->add(kTag, chunks(0, 4)), ErrorCode::kRefused, "of another mask already"));
  EXPECT_EQ(this->held(), (HeldWeights{kOther, 4, 4}));
}

TYPED_TEST(WeightsOf, pools_are_their_own) {
  Store& store = *this->store_;
  const PoolId other = store.ensure_pool(pool_key("bb")).value();
  ASSERT_OK(this->add(kTag, chunks(0, 4)));
  EXPECT_EQ(store.held_weights(other).value(), HeldWeights{});
  ASSERT_OK(store.add_weights(other, kOther, chunks(0, 2)));
  EXPECT_EQ(this->held(), (HeldWeights{kTag, 4, 4}));
}

TEST(WeightsInSqlite, OutliveTheProcess) {
  Folder folder;
  {
    auto store = open_store(folder / "store.db").value();
    ASSERT_OK(store->add_weights(make_pool(*store), kTag, chunks(0, 2)));
  }
  auto store = open_store(folder / "store.db").value();
  const PoolId pool = store->ensure_pool(pool_key()).value();
  EXPECT_EQ(store->held_weights(pool).value(), (HeldWeights{kTag, 4, 2}));
  ASSERT_OK(store->add_weights(pool, kTag, chunks(2, 4)));
  EXPECT_THAT(store->weights(pool, 3, 1).value(), ElementsAre(chunk(3)));
}

}  // namespace
}  // namespace medisc::test
