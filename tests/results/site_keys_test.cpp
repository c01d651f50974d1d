#include "results/site_keys.hpp"

#include <gtest/gtest.h>

#include "storage/memory_store.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

Identity identity(std::uint8_t byte) {
  std::array<std::uint8_t, Seed::kBytes> seed;
  seed.fill(byte);
  return Identity::from_seed(Seed(seed)).value();
}

TEST(SiteKeys, AreDrawnOnceAndFoundAgain) {
  MemoryStore store;
  EXPECT_TRUE(failed(SiteKeys::open(store, identity(1), false), ErrorCode::kStorage));
  const SiteKeys first = SiteKeys::open(store, identity(1)).value();
  const SiteKeys again = SiteKeys::open(store, identity(1), false).value();
  EXPECT_EQ(first.record_tag("a"), again.record_tag("a"));
  const std::vector<std::int64_t> record{1, 2};
  EXPECT_EQ(first.digest(record), again.digest(record));
  MemoryStore other;
  EXPECT_NE(SiteKeys::open(other, identity(1)).value().record_tag("a"), first.record_tag("a"));
}

TEST(SiteKeys, BelongToTheKeyThatTheyWereMadeWith) {
  MemoryStore store;
  ASSERT_TRUE(SiteKeys::open(store, identity(1)).has_value());
  EXPECT_TRUE(failed(SiteKeys::open(store, identity(2)), ErrorCode::kStorage, "another key"));
}

TEST(SiteKeys, TagsTellNamesApartAndNothingElse) {
  MemoryStore store;
  const SiteKeys keys = SiteKeys::open(store, identity(1)).value();
  EXPECT_NE(keys.record_tag("a"), keys.record_tag("b"));
  EXPECT_NE(keys.request_tag("ab", "c"), keys.request_tag("a", "bc"));
  EXPECT_NE(keys.request_tag("a", "b"), keys.request_tag("c", "b")) << "askers share no names";
  EXPECT_TRUE(keys.request_tag("a", "").empty());
  EXPECT_TRUE(keys.record_tag("").empty());
}

}  // namespace
}  // namespace medisc::test
