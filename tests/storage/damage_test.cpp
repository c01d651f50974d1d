// A disk that changes bytes: noticed, named, and no bundle is used with them.
#include <fstream>

#include "storage/materials.hpp"
#include "tests/storage/stores.hpp"

namespace medisc::test {
namespace {

class Damage : public testing::Test {
 protected:
  Result<std::unique_ptr<Store>> open(bool check) {
    return open_store(path_, {.check = check});
  }

  /// Three prepared bundles in a closed database.
  void fill() {
    auto store = open(false).value();
    pool_ = make_pool(*store);
    ASSERT_OK(store->add_missing(pool_, party_bundles(1, 3)));
    ASSERT_OK(store->store_prepared(pool_, openings_for(1, 3)));
  }

  /// As a disk that gives back zeros does: all keys drawn so far.
  void lose_keys() const {
    auto connection = sqlite::Connection::open(path_, sqlite::Access::kReadWrite).value();
    ASSERT_OK(
        connection.prepare("UPDATE material_keys SET keys = zeroblob(length(keys))").run());
  }

  std::string read() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void write(const std::string& bytes) const {
    std::ofstream(path_, std::ios::binary | std::ios::in)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

  Folder folder_;
  std::filesystem::path path_ = folder_ / "store.db";
  PoolId pool_{};
};

TEST_F(Damage, AWholeDatabasePassesTheCheck) {
  fill();
  EXPECT_OK(open(true));
}

TEST_F(Damage, EveryPageOfTheBooksIsChecked) {
  fill();
  const std::string whole = read();
  const auto pages = whole.size() / static_cast<std::size_t>(kPartyPageBytes);
  ASSERT_GT(pages, 10U);
  std::size_t noticed = 0;
  for (std::size_t page = 0; page < pages; ++page) {
    std::string bytes = whole;
    // Behind the header of the page, or of the file.
    for (std::size_t i = 0; i < 64; ++i)
      bytes[page * kPartyPageBytes + (page == 0 ? 100 : 0) + i] ^= 0x5a;
    write(bytes);
    const auto store = open(true);
    if (store) continue;  // a page of material or of keys
    ++noticed;
    EXPECT_EQ(store.error().code, ErrorCode::kStorage) << page;
    EXPECT_NE(store.error().context.find(path_.string()), std::string::npos) << page;
    EXPECT_FALSE(store.error().hint.empty()) << page;
  }
  EXPECT_GT(noticed, pages / 2);
}

TEST_F(Damage, OpeningsThatAreDamagedAreNotUsedAndStandInNobodysWay) {
  fill();
  {
    auto connection = sqlite::Connection::open(path_, sqlite::Access::kReadWrite).value();
    // One bit of the openings of the second bundle.
    auto find = connection.prepare(
        "SELECT place, bytes FROM materials WHERE place = 65536 * (4 * 2 + 2) + 1");
    ASSERT_TRUE(find.step().value());
    Bytes encrypted = find.blob(1);
    encrypted[7] ^= 1;
    ASSERT_OK(
        connection
            .prepare("UPDATE materials SET bytes = ?1 WHERE place = 65536 * (4 * 2 + 2) + 1",
                     encrypted)
            .run());
  }
  auto store = open(true).value();
  EXPECT_TRUE(refused(store->consume(pool_, bundle_ids(1, 3), "s1"), ErrorCode::kStorage,
                      "bundle number 2 has openings that are damaged"));
  EXPECT_EQ(store->level(pool_).value(), (BundleCounts{{0, 0, 0, 2, 0, 1}}));
  const auto left = store->claim(pool_, BundleState::kPrepared, 3).value();
  EXPECT_EQ(left, (std::vector{bundle_id(1), bundle_id(3)}));
  EXPECT_OK(store->consume(pool_, left, "s2"));
}

TEST_F(Damage, HalvesWithoutTheirKeyStandInNobodysWay) {
  {
    auto store = open(false).value();
    pool_ = make_pool(*store);
    ASSERT_OK(store->add_missing(pool_, party_bundles(1, 2)));
  }
  lose_keys();
  auto store = open(true).value();
  ASSERT_OK(store->add_missing(pool_, party_bundles(3000, 1)));
  for (unsigned i = 1; i < 3; ++i) {
    EXPECT_TRUE(refused(store->halves(pool_, {bundle_id(i), bundle_id(3000)}),
                        ErrorCode::kStorage, "has material without its key"));
  }
  EXPECT_EQ(store->level(pool_).value(), (BundleCounts{{0, 0, 1, 0, 0, 2}}));
  const auto left = store->claim(pool_, BundleState::kDelivered, 3).value();
  EXPECT_EQ(left, std::vector{bundle_id(3000)});
  EXPECT_OK(store->halves(pool_, left));
}

TEST_F(Damage, HalvesToDeliverWithoutTheirKeyStandInNobodysWay) {
  {
    auto store = open(false).value();
    pool_ = make_pool(*store);
    ASSERT_OK(store->add_dealt(pool_, dealt_bundles(1, 4)));
  }
  lose_keys();
  auto store = open(true).value();
  ASSERT_OK(store->add_dealt(pool_, dealt_bundles(3000, 1)));
  EXPECT_TRUE(refused(store->undelivered_by_id(pool_, Owner::kService, {bundle_id(2)}),
                      ErrorCode::kStorage, "has material without its key"));
  EXPECT_EQ(store->level(pool_).value(), (BundleCounts{{0, 4, 0, 0, 0, 1}}));
  EXPECT_TRUE(refused(store->undelivered(pool_, Owner::kHospital, 4), ErrorCode::kStorage,
                      "has material without its key"))
      << "all that it meets are burned";
  EXPECT_EQ(store->level(pool_).value(), (BundleCounts{{0, 1, 0, 0, 0, 4}}));
  EXPECT_EQ(store->undelivered(pool_, Owner::kHospital, 4).value().size(), 1U);
}

}  // namespace
}  // namespace medisc::test
