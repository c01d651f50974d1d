// Bundles in chunks: they come in order, can be used when the last is there, and are read on.
#include "tests/storage/stores.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Bytes chunk(unsigned number) {
  return bytes_of(100 + number, static_cast<std::uint8_t>(number));
}

Chunks chunks(std::uint32_t in_all, std::uint32_t first, std::uint32_t end) {
  Chunks some{in_all, first, {}};
  for (std::uint32_t i = first; i < end; ++i) some.parts.push_back(chunk(i));
  return some;
}

/// The service's half, or more chunks of it.
NewBundle part(const Chunks& some) {
  NewBundle bundle{bundle_id(0), std::nullopt, std::nullopt, some};
  if (some.first == 0) bundle.service_half = half_bytes(0);
  return bundle;
}

NewBundle dealt_part(const Chunks& some) {
  NewBundle bundle = part(some);
  if (some.first == 0) bundle.hospital_half = half_bytes(1);
  return bundle;
}

template <class Kind>
class ChunksOf : public StoreTest<Kind> {
 protected:
  BundleCounts level() { return this->store_->level(pool_).value(); }

  PoolId pool_ = make_pool(*this->store_);
};
TYPED_TEST_SUITE(ChunksOf, StoreKinds);

TYPED_TEST(ChunksOf, a_half_is_delivered_with_its_last) {
  Store& store = *this->store_;
  const auto add = [&](const Chunks& some) {
    return store.add_missing(this->pool_, {part(some)}).value();
  };
  EXPECT_THAT(add(chunks(4, 0, 1)), IsEmpty());
  EXPECT_EQ(this->level(), (BundleCounts{{1}}));
  EXPECT_EQ(store.missing(this->pool_, bundle_ids(0, 1)).value(),
            (std::vector{MissingHalf{bundle_id(0), 1}}));
  EXPECT_THAT(add(chunks(4, 0, 2)), IsEmpty()) << "what is here is passed over";
  EXPECT_THAT(store.claim(this->pool_, BundleState::kDelivered, 9).value(), IsEmpty());
  EXPECT_TRUE(
      refused(store.halves(this->pool_, bundle_ids(0, 1)), ErrorCode::kRefused, "is partial"));
  EXPECT_TRUE(refused(store.store_prepared(this->pool_, openings_for(0, 1)),
                      ErrorCode::kRefused, "is partial"));
  EXPECT_THAT(add(chunks(4, 2, 4)), ElementsAre(bundle_id(0)));
  EXPECT_EQ(this->level(), (BundleCounts{{0, 0, 1}}));
  EXPECT_THAT(store.missing(this->pool_, bundle_ids(0, 1)).value(), IsEmpty());
  EXPECT_THAT(add(chunks(4, 3, 4)), IsEmpty()) << "it is whole";
  ASSERT_OK(store.store_prepared(this->pool_, openings_for(0, 1)));
  const auto consumed = store.consume(this->pool_, bundle_ids(0, 1), "s").value();
  EXPECT_EQ(consumed.front().chunks, chunks(4, 0, 4));
}

TYPED_TEST(ChunksOf, come_in_order) {
  Store& store = *this->store_;
  const auto refuses = [&](const Chunks& some) {
    return refused(store.add_missing(this->pool_, {part(some)}), ErrorCode::kRefused,
                   "in chunks that don't follow");
  };
  EXPECT_TRUE(refuses(chunks(4, 1, 2)));
  ASSERT_OK(store.add_missing(this->pool_, {part(chunks(4, 0, 1))}));
  EXPECT_TRUE(refuses(chunks(4, 2, 3)));
  EXPECT_TRUE(refuses(chunks(5, 1, 2))) << "of another number";
  EXPECT_EQ(this->level(), (BundleCounts{{1}}));
}

TYPED_TEST(ChunksOf, the_dealers_are_dealt_with_their_last) {
  Store& store = *this->store_;
  ASSERT_OK(store.add_dealt(this->pool_, {dealt_part(chunks(3, 0, 2))}));
  EXPECT_EQ(store.undelivered_count(this->pool_, Owner::kHospital).value(), 0U);
  EXPECT_THAT(store.undelivered(this->pool_, Owner::kService, 1).value(), IsEmpty());
  ASSERT_OK(store.add_dealt(this->pool_, {dealt_part(chunks(3, 2, 3))}));
  EXPECT_EQ(this->level(), (BundleCounts{{0, 1}}));
  EXPECT_FALSE(store.add_dealt(this->pool_, {dealt_part(chunks(3, 2, 3))})) << "it is whole";
  EXPECT_EQ(store.undelivered(this->pool_, Owner::kHospital, 1).value(),
            (std::vector{Half{bundle_id(0), half_bytes(1), {}}}));
}

TYPED_TEST(ChunksOf, a_portion_ends_with_the_one_that_fills_it) {
  Store& store = *this->store_;
  ASSERT_OK(store.add_dealt(this->pool_, {dealt_part(chunks(3, 0, 3))}));
  const auto read = [&](std::size_t bytes, std::uint32_t first) {
    return store
        .undelivered_by_id(this->pool_, Owner::kService, bundle_ids(0, 1),
                           {.bytes = bytes, .first_chunk = first})
        .value()
        .at(0)
        .chunks;
  };
  EXPECT_EQ(read(1, 0), chunks(3, 0, 1)) << "one at least";
  EXPECT_EQ(read(101, 0), chunks(3, 0, 2));
  EXPECT_EQ(read(9999, 1), chunks(3, 1, 3));
  EXPECT_EQ(read(1, 3), chunks(3, 3, 3));
}

TYPED_TEST(ChunksOf, what_was_not_dealt_to_its_end_is_burned) {
  Store& store = *this->store_;
  ASSERT_OK(store.add_dealt(this->pool_, {dealt_part(chunks(3, 0, 2))}));
  EXPECT_EQ(store.drop_partial(this->pool_).value(), 1U);
  EXPECT_EQ(this->level(), (BundleCounts{{0, 0, 0, 0, 0, 1}}));
  EXPECT_EQ(store.drop_partial(this->pool_).value(), 0U);
}

TYPED_TEST(ChunksOf, openings_prepare_with_their_last) {
  Store& store = *this->store_;
  ASSERT_OK(store.add_missing(this->pool_, {part(chunks(1, 0, 1))}));
  const auto put = [&](const Chunks& some) {
    return store.store_prepared(this->pool_, {{bundle_id(0), some}});
  };
  EXPECT_TRUE(refused(put(chunks(3, 1, 2)), ErrorCode::kRefused, "don't follow"));
  ASSERT_OK(put(chunks(3, 0, 2)));
  EXPECT_EQ(this->level(), (BundleCounts{{0, 0, 1}}));
  Chunks other = chunks(3, 0, 3);
  other.parts[1][0] ^= 1;
  EXPECT_TRUE(refused(put(other), ErrorCode::kRefused, "other openings"));
  ASSERT_OK(put(chunks(3, 0, 3))) << "once more, from the first on";
  EXPECT_EQ(this->level(), (BundleCounts{{0, 0, 0, 1}}));
  ASSERT_OK(put(chunks(3, 2, 3)));
  EXPECT_EQ(store.consume(this->pool_, bundle_ids(0, 1), "s")->front().openings,
            chunks(3, 0, 3));
}

class ReadOn : public testing::Test {
 protected:
  std::unique_ptr<Store> open() {
    return open_store(folder_ / "party.db", {.read_at_once = 150}).value();
  }
  static SessionStart session(const std::string& id) {
    return {id, "service", "m", "h1", "aa", 1};
  }
  std::size_t rows() {
    auto connection =
        sqlite::Connection::open(folder_ / "party.db", sqlite::Access::kReadOnly).value();
    return static_cast<std::size_t>(
        connection.integer("SELECT count(*) FROM materials").value());
  }

  Folder folder_;
};

TEST_F(ReadOn, chunks_that_did_not_come_at_once_come_later_until_the_session_ends) {
  auto store = open();
  const PoolId pool = make_pool(*store);
  ASSERT_OK(store->add_missing(pool, {part(chunks(5, 0, 5))}));
  ASSERT_OK(store->store_prepared(pool, {{bundle_id(0), chunks(4, 0, 4)}}));
  auto taken = store->consume(pool, bundle_ids(0, 1), "s").value();
  ASSERT_OK(store->start_session(session("s")));
  const ConsumedBundle& bundle = taken.front();
  EXPECT_EQ(bundle.half, half_bytes(0));
  EXPECT_EQ(bundle.chunks, chunks(5, 0, 2));
  EXPECT_EQ(bundle.openings, chunks(4, 0, 2));
  EXPECT_EQ(store->read_on(bundle, Material::kCorrections, 2, 1).value(),
            chunks(5, 2, 3).parts);
  EXPECT_EQ(store->read_on(bundle, Material::kCorrections, 3, 999).value(),
            chunks(5, 3, 5).parts);
  EXPECT_EQ(store->read_on(bundle, Material::kOpenings, 2, 999).value(), chunks(4, 2, 4).parts);
  EXPECT_TRUE(refused(store->read_on(bundle, Material::kOpenings, 4, 1), ErrorCode::kStorage,
                      "has lost chunks"));
  EXPECT_GT(rows(), 0U);
  ASSERT_OK(store->finish_session("s", {}));
  EXPECT_EQ(rows(), 0U);
  EXPECT_TRUE(refused(store->read_on(bundle, Material::kCorrections, 2, 1), ErrorCode::kStorage,
                      "has lost chunks"));
}

TEST_F(ReadOn, what_a_session_left_unread_goes_with_the_next_start) {
  {
    auto store = open();
    const PoolId pool = make_pool(*store);
    for (unsigned i = 0; i < 2; ++i) {
      NewBundle bundle = part(chunks(5, 0, 5));
      bundle.id = bundle_id(i);
      ASSERT_OK(store->add_missing(pool, {bundle}));
      ASSERT_OK(store->store_prepared(pool, {{bundle_id(i), chunks(4, 0, 4)}}));
    }
    ASSERT_OK(store->consume(pool, bundle_ids(0, 1), "recorded"));
    ASSERT_OK(store->start_session(session("recorded")));
    ASSERT_OK(store->consume(pool, bundle_ids(1, 1), "never recorded"));
  }
  auto store = open();
  EXPECT_GT(rows(), 0U);
  EXPECT_EQ(store->recover().value(), 1U);
  EXPECT_EQ(rows(), 0U);
}

TEST_F(ReadOn, what_is_left_on_the_disk_has_lost_its_keys) {
  auto store = open();
  const PoolId pool = make_pool(*store);
  ASSERT_OK(store->add_missing(pool, {part(chunks(5, 0, 5))}));
  ASSERT_OK(store->store_prepared(pool, {{bundle_id(0), chunks(4, 0, 4)}}));
  auto bundle = store->consume(pool, bundle_ids(0, 1), "s").value().front();
  auto connection =
      sqlite::Connection::open(folder_ / "party.db", sqlite::Access::kReadOnly).value();
  auto keys = connection.prepare("SELECT keys FROM material_keys");
  while (keys.step().value()) {
    for (const std::uint8_t byte : keys.blob(0)) ASSERT_EQ(byte, 0);
  }
  bundle.openings_key = Seed();
  EXPECT_FALSE(store->read_on(bundle, Material::kOpenings, 2, 1))
      << "it opens with its key alone";
}

/// Forgotten, not burned: it may come again.
template <class Kind>
class PartialBundles : public testing::Test {
 protected:
  Kind kind_;
  TimePoint time_{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)};
  std::unique_ptr<Store> store_ = kind_.make([this] { return time_; });
  PoolId pool_ = make_pool(*store_);
};
TYPED_TEST_SUITE(PartialBundles, StoreKinds);

TYPED_TEST(PartialBundles, that_nobody_goes_on_with_are_forgotten_after_a_day) {
  Store& store = *this->store_;
  NewBundle whole = part(chunks(1, 0, 1));
  whole.id = bundle_id(1);
  ASSERT_OK(store.add_missing(this->pool_, {part(chunks(4, 0, 2)), whole}));
  this->time_ += std::chrono::hours(24);
  ASSERT_OK(store.recover());
  EXPECT_EQ(store.level(this->pool_).value(), (BundleCounts{{1, 0, 1}})) << "not a day yet";
  this->time_ += std::chrono::seconds(1);
  ASSERT_OK(store.recover());
  EXPECT_EQ(store.level(this->pool_).value(), (BundleCounts{{0, 0, 1}}));
  EXPECT_EQ(store.missing(this->pool_, bundle_ids(0, 2)).value(),
            (std::vector{MissingHalf{bundle_id(0), 0}}));
  EXPECT_THAT(store.add_missing(this->pool_, {part(chunks(4, 0, 4))}).value(),
              ElementsAre(bundle_id(0)));
}

}  // namespace
}  // namespace medisc::test
