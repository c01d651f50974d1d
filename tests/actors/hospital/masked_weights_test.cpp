#include "actors/hospital/masked_weights.hpp"

#include <gtest/gtest.h>

#include "actors/hospital/peers.hpp"
#include "tests/actors/memory/memory_roles.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

Result<void> fetch(MemoryRoles& roles, Bytes& stored) {
  return roles.as_hospital([&](Process& process) -> Task<void> {
    Connection* service = co_await connect_to_service(process, roles.hospital);
    co_await fetch_plan(process, roles.hospital, *service, "small");
    const TaggedWeights weights =
        co_await fetch_masked_weights(process, roles.hospital, *service, roles.plan);
    stored = weights.stored();
  });
}

TEST(MaskedWeights, AreFetchedOnceAndKept) {
  MemoryRoles roles(1);
  Bytes first;
  ASSERT_TRUE(succeeded(fetch(roles, first)));
  EXPECT_GT(first.size(), MaskTag{}.size());
  roles.network.stop_listening(MemoryRoles::kDealerPort);  // nobody is asked again
  Bytes second;
  ASSERT_TRUE(succeeded(fetch(roles, second)));
  EXPECT_EQ(first, second);
}

TEST(MaskedWeights, StoredOnesThatAreCutShortAreAnError) {
  EXPECT_THROW(TaggedWeights(Bytes(3)), Failure);
  const Bytes stored(MaskTag{}.size() + 2, 5);
  const TaggedWeights weights(stored);
  EXPECT_EQ(weights.words().size(), 2U);
  MaskTag tag;
  tag.fill(5);
  EXPECT_TRUE(weights.has_tag(tag));
  tag[0] = 4;
  EXPECT_FALSE(weights.has_tag(tag));
}

TEST(MaskedWeightsFaults, AtEveryAwait) {
  const auto struck = strike_at_every_await([] { return std::make_unique<MemoryRoles>(10); },
                                            [](MemoryRoles& roles) {
                                              Bytes stored;
                                              (void)fetch(roles, stored);
                                            });
  EXPECT_GT(struck, 40U);
}

}  // namespace
}  // namespace medisc::test
