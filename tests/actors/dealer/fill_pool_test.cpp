#include "actors/dealer/fill_pool.hpp"

#include <set>

#include "actors/ledger/dealer_answers.hpp"
#include "correlation/half.hpp"
#include "dealer/deal.hpp"
#include "messages/sealed_box.hpp"
#include "storage/memory_store.hpp"
#include "tests/actors/world.hpp"
#include "tests/messages/samples.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

class Filling : public testing::Test {
 protected:
  Filling() {
    PlanRow row;
    row.hash = to_hex(order_.plan_hash);
    row.model = "small";
    EXPECT_TRUE(succeeded(store_.put_plan(row)));
  }

  Result<std::uint64_t> fill(std::uint64_t count, std::uint64_t stop_at = UINT64_MAX) {
    order_.count = count;
    return fill_pool(store_, order_, [&](std::uint64_t done) {
      progress_.push_back(done);
      return done < stop_at;
    });
  }
  PoolId pool() {
    return *store_
                .find_pool(
                    {to_hex(order_.plan_hash), to_hex(order_.hospital), to_hex(order_.service)})
                .value();
  }

  MemoryStore store_;
  const Identity hospital_ = samples::identity(1);
  const Identity service_ = samples::identity(2);
  FillOrder order_{hash_of(small_plan()), small_plan(), hospital_.public_key(),
                   service_.public_key(), 0};
  std::vector<std::uint64_t> progress_;
};

TEST_F(Filling, AddsBundlesOfTheirOwn) {
  EXPECT_EQ(fill(3).value(), 3U);
  EXPECT_EQ(fill(2).value(), 2U);
  const auto halves = store_.undelivered(pool(), Owner::kHospital, 99).value();
  std::set<std::string> ids;
  std::set<std::string> sealed;
  for (const Half& half : halves) {
    ids.insert(half.id);
    sealed.insert(to_hex(half.half));
  }
  EXPECT_EQ(ids.size(), 5U);
  EXPECT_EQ(sealed.size(), 5U);
  EXPECT_EQ(store_.level(pool()).value().in(BundleState::kDealt), 5U);
  EXPECT_EQ(progress_, (std::vector<std::uint64_t>{3, 2}));
}

TEST_F(Filling, OfNothingMakesThePoolAndItsMask) {
  EXPECT_EQ(fill(0).value(), 0U);
  EXPECT_TRUE(progress_.empty());
  EXPECT_TRUE(store_.mask(pool()).value().has_value());
}

/// Both halves, opened, are those that the dealing of this pool's mask defines.
TEST_F(Filling, HalvesFitAndOpenForTheirOwnersAlone) {
  ASSERT_TRUE(succeeded(fill(4)));
  const auto dealing = make_dealing(small_plan(), pool_mask(store_, pool()).value());
  const auto up = store_.undelivered(pool(), Owner::kHospital, 9).value();
  const auto down = store_.undelivered(pool(), Owner::kService, 9).value();
  ASSERT_EQ(up.size(), 4U);
  ASSERT_EQ(down.size(), 4U);
  std::set<std::string> seeds;
  for (std::size_t i = 0; i < up.size(); ++i) {
    ASSERT_EQ(up[i].id, down[i].id);
    const auto id = from_hex<BundleId>(up[i].id, "id").value();
    const auto hospital = open_sealed(hospital_, id, Role::kHospital, up[i].half);
    const auto service = open_sealed(service_, id, Role::kService, down[i].half);
    ASSERT_TRUE(succeeded(hospital));
    ASSERT_TRUE(succeeded(service));
    ASSERT_EQ(down[i].chunks.in_all, 1U);
    Bytes corrections(down[i].chunks.parts.at(0).size() - kSealBytes);
    ASSERT_TRUE(ChunkBox(*service).open(0, down[i].chunks.parts.at(0), corrections));
    EXPECT_EQ(dealing->deal(*hospital, *service).corrections, corrections);
    seeds.insert(to_hex(hospital->bytes()));

    EXPECT_FALSE(open_sealed(service_, id, Role::kHospital, up[i].half));
    EXPECT_FALSE(open_sealed(hospital_, id, Role::kService, down[i].half));
    const auto next = from_hex<BundleId>(up[(i + 1) % up.size()].id, "id").value();
    EXPECT_FALSE(open_sealed(hospital_, next, Role::kHospital, up[i].half));
  }
  EXPECT_EQ(seeds.size(), 4U);
}

TEST_F(Filling, AnInterruptionLeavesWholeBatches) {
  const auto added = fill(100'000, 1);
  ASSERT_TRUE(succeeded(added));
  EXPECT_LT(*added, 100'000U);
  EXPECT_EQ(progress_, (std::vector{*added}));
  EXPECT_EQ(store_.level(pool()).value().in(BundleState::kDealt), *added);
  EXPECT_EQ(store_.undelivered_count(pool(), Owner::kHospital).value(), *added);
  EXPECT_EQ(store_.undelivered_count(pool(), Owner::kService).value(), *added);
}

TEST_F(Filling, RefusesAPlanOrAKeyThatIsNone) {
  order_.hospital = {};
  EXPECT_TRUE(failed(fill(1), ErrorCode::kBadInput));
  order_.hospital = hospital_.public_key();
  order_.plan_hash[0] ^= 1;
  EXPECT_TRUE(failed(fill(1), ErrorCode::kRefused));
}

}  // namespace
}  // namespace medisc::test
