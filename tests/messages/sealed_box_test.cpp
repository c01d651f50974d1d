#include "messages/sealed_box.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/messages/samples.hpp"
#include "tests/ring/numbered_seed.hpp"

namespace medisc {
namespace {

using testing::HasSubstr;

bool equal(const Seed& a, const Seed& b) {
  return std::ranges::equal(a.bytes(), b.bytes());
}

class SealedBox : public testing::Test {
 protected:
  void expect_shut(const Identity& owner, const BundleId& id, Role role,
                   std::span<const std::uint8_t> sealed) {
    const auto opened = open_sealed(owner, id, role, sealed);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kRefused);
    EXPECT_THAT(opened.error().context, HasSubstr(to_hex(id)));
  }

  const Identity owner_ = samples::identity(1);
  const Identity other_ = samples::identity(2);
  const BundleId id_ = samples::counting<BundleId>(1);
  const BundleId other_id_ = samples::counting<BundleId>(2);
  const Seed half_ = test::counting_seed();
  const Sealer sealer_ = Sealer::create(owner_.public_key()).value();
};

TEST_F(SealedBox, OpensForItsOwner) {
  const Bytes sealed = sealer_.seal(id_, Role::kService, half_);
  EXPECT_EQ(sealed.size(), kSealedSeedBytes);
  const auto opened = open_sealed(owner_, id_, Role::kService, sealed);
  ASSERT_TRUE(opened) << render(opened.error());
  EXPECT_TRUE(equal(*opened, half_));
}

TEST_F(SealedBox, OneSealerSealsManyHalvesThatOpenUnderTheirOwnIdOnly) {
  const Bytes first = sealer_.seal(id_, Role::kService, half_);
  const Bytes second = sealer_.seal(other_id_, Role::kService, half_);
  EXPECT_TRUE(open_sealed(owner_, id_, Role::kService, first));
  EXPECT_TRUE(open_sealed(owner_, other_id_, Role::kService, second));
  expect_shut(owner_, other_id_, Role::kService, first);
  expect_shut(owner_, id_, Role::kService, second);
  EXPECT_TRUE(std::equal(first.begin(), first.begin() + 32, second.begin()));
  EXPECT_FALSE(std::equal(first.begin() + 48, first.end(), second.begin() + 48))
      << "the same plaintext under another id uses another nonce";
}

TEST_F(SealedBox, StaysShutForAnotherOwnerOrRole) {
  const Bytes sealed = sealer_.seal(id_, Role::kService, half_);
  expect_shut(other_, id_, Role::kService, sealed);
  expect_shut(owner_, id_, Role::kHospital, sealed);
  expect_shut(owner_, id_, Role::kDealer, sealed);
}

TEST_F(SealedBox, AnyAlteredBitStaysShut) {
  Bytes sealed = sealer_.seal(id_, Role::kHospital, half_);
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    const auto flip = static_cast<std::uint8_t>(1u << (bit % 8));
    sealed[bit / 8] ^= flip;
    // X25519 ignores the top bit of a point; the nonce doesn't.
    expect_shut(owner_, id_, Role::kHospital, sealed);
    sealed[bit / 8] ^= flip;
  }
  EXPECT_TRUE(open_sealed(owner_, id_, Role::kHospital, sealed));
}

TEST_F(SealedBox, AnyPrefixOrExtensionStaysShut) {
  const Bytes sealed = sealer_.seal(id_, Role::kHospital, half_);
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    expect_shut(owner_, id_, Role::kHospital, std::span(sealed).first(size));
  }
  Bytes longer = sealed;
  longer.push_back(0);
  expect_shut(owner_, id_, Role::kHospital, longer);
}

TEST_F(SealedBox, AnEphemeralKeyOfSmallOrderStaysShut) {
  Bytes sealed = sealer_.seal(id_, Role::kHospital, half_);
  std::fill_n(sealed.begin(), 32, std::uint8_t{0});
  expect_shut(owner_, id_, Role::kHospital, sealed);
}

TEST_F(SealedBox, HalvesOfTwoSealersDoNotMix) {
  const Sealer again = Sealer::create(owner_.public_key()).value();
  const Bytes first = sealer_.seal(id_, Role::kHospital, half_);
  Bytes second = again.seal(id_, Role::kHospital, half_);
  EXPECT_NE(first, second);
  std::copy_n(first.begin(), 32, second.begin());
  expect_shut(owner_, id_, Role::kHospital, second);
}

TEST_F(SealedBox, AnOpenerTellsSealersApart) {
  const Sealer again = Sealer::create(owner_.public_key()).value();
  const BundleId next = samples::counting<BundleId>(77);
  Bytes damaged = sealer_.seal(next, Role::kHospital, half_);
  damaged.back() ^= 1;
  Opener opener(owner_);
  for (int round = 0; round < 2; ++round) {
    EXPECT_TRUE(equal(
        opener.open(id_, Role::kHospital, sealer_.seal(id_, Role::kHospital, half_)).value(),
        half_));
    EXPECT_TRUE(equal(
        opener.open(next, Role::kHospital, sealer_.seal(next, Role::kHospital, half_)).value(),
        half_));
    EXPECT_FALSE(opener.open(next, Role::kHospital, damaged));
    EXPECT_TRUE(equal(
        opener.open(id_, Role::kHospital, again.seal(id_, Role::kHospital, half_)).value(),
        half_));
    EXPECT_FALSE(opener.open(id_, Role::kService, again.seal(id_, Role::kHospital, half_)));
  }
}

TEST_F(SealedBox, ChunksOpenInTheirPlaceOfTheirHalfAlone) {
  const ChunkBox box(half_);
  const ChunkBox other(test::numbered_seed(7));
  for (const std::size_t size : {0u, 1u, 32u, 100'000u}) {
    const Bytes chunk(size, 0x5a);
    const Bytes sealed = box.seal(3, chunk);
    EXPECT_EQ(sealed.size(), size + kSealBytes);
    EXPECT_NE(sealed, box.seal(4, chunk));
    Bytes opened(size);
    ASSERT_TRUE(box.open(3, sealed, opened));
    EXPECT_EQ(opened, chunk);
    EXPECT_FALSE(box.open(4, sealed, opened));
    EXPECT_FALSE(box.open(3 + 256, sealed, opened));
    EXPECT_FALSE(other.open(3, sealed, opened));
    EXPECT_EQ(opened, Bytes(size)) << "nothing is left of what does not open";
  }
}

TEST_F(SealedBox, AnyChangeOfAChunkKeepsItShut) {
  const ChunkBox box(half_);
  Bytes sealed = box.seal(0, Bytes{9, 8, 7});
  Bytes opened(3);
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    const auto flip = static_cast<std::uint8_t>(1u << (bit % 8));
    sealed[bit / 8] ^= flip;
    EXPECT_FALSE(box.open(0, sealed, opened));
    sealed[bit / 8] ^= flip;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    opened.resize(size - std::min(size, kSealBytes));
    EXPECT_FALSE(box.open(0, std::span(sealed).first(size), opened));
  }
  sealed.push_back(0);
  opened.resize(4);
  EXPECT_FALSE(box.open(0, sealed, opened));
}

TEST_F(SealedBox, AnOwnerWithoutAKeyIsRefused) {
  const auto sealer = Sealer::create(PublicKey{});
  ASSERT_FALSE(sealer);
  EXPECT_EQ(sealer.error().code, ErrorCode::kBadInput);
}

TEST_F(SealedBox, MaskIdsDependOnPlanAndHospital) {
  const auto plan = samples::counting<PlanHash>(1);
  const BundleId id = mask_id(plan, owner_.public_key());
  EXPECT_EQ(id, mask_id(plan, owner_.public_key()));
  EXPECT_NE(id, mask_id(plan, other_.public_key()));
  EXPECT_NE(id, mask_id(samples::counting<PlanHash>(2), owner_.public_key()));
}

}  // namespace
}  // namespace medisc
