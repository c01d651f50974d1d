#include "messages/identity.hpp"

#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

#include "ring/word.hpp"
#include "tests/messages/samples.hpp"

namespace medisc {
namespace {

// RFC 8032, section 7.1, test 1.
TEST(Identity, PublicKeyIsThatOfTheStandard) {
  const auto secret = from_hex<std::array<std::uint8_t, 32>>(
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "seed");
  const auto identity = Identity::from_seed(Seed(*secret));
  ASSERT_TRUE(identity);
  EXPECT_EQ(to_hex(identity->public_key()),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
}

TEST(Identity, SignaturesVerifyForTheirSignerContextAndBytes) {
  const Identity identity = samples::identity(1);
  const PublicKey& key = identity.public_key();
  const Bytes bytes = {1, 2, 3};
  const Signature signature = identity.sign("purpose", bytes);
  EXPECT_TRUE(verify(key, "purpose", bytes, signature));
  EXPECT_FALSE(verify(samples::identity(2).public_key(), "purpose", bytes, signature));
  EXPECT_FALSE(verify(key, "purpos", bytes, signature));
  EXPECT_FALSE(verify(key, "", bytes, signature));
  EXPECT_FALSE(verify(key, "purpose", Bytes{1, 2}, signature));
  EXPECT_FALSE(verify(key, "purpose", {}, signature));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    Signature altered = signature;
    altered[i] ^= 1;
    EXPECT_FALSE(verify(key, "purpose", bytes, altered)) << i;
  }
}

TEST(Identity, ContextAndBytesDoNotRunIntoEachOther) {
  const Identity identity = samples::identity(1);
  const Bytes ab = {'a', 'b'};
  const Bytes b = {'b'};
  EXPECT_FALSE(verify(identity.public_key(), "xa", b, identity.sign("x", ab)));
}

TEST(Identity, AKeyThatIsNoKeyVerifiesNothing) {
  const Signature signature = samples::identity(1).sign("purpose", Bytes{1});
  EXPECT_FALSE(verify(PublicKey{}, "purpose", Bytes{1}, signature));
  EXPECT_FALSE(verify(PublicKey{}, "purpose", Bytes{1}, Signature{}));
}

TEST(Identity, BothSidesShareAKey) {
  const Identity ann = samples::identity(1);
  const Identity bob = samples::identity(2);
  const auto of_ann = ann.shared_key(*curve_point(bob.public_key()));
  const auto of_bob = bob.shared_key(*curve_point(ann.public_key()));
  ASSERT_TRUE(of_ann);
  ASSERT_TRUE(of_bob);
  EXPECT_TRUE(
      std::equal(of_ann->bytes().begin(), of_ann->bytes().end(), of_bob->bytes().begin()));
}

TEST(Identity, PointsOfSmallOrderAreRefused) {
  const auto shared = samples::identity(1).shared_key(CurvePoint{});
  ASSERT_FALSE(shared);
  EXPECT_EQ(shared.error().code, ErrorCode::kBadInput);
  const auto point = curve_point(PublicKey{});
  ASSERT_FALSE(point);
  EXPECT_EQ(point.error().code, ErrorCode::kBadInput);
}

TEST(Identity, MovesAndNeverCopies) {
  static_assert(!std::is_copy_constructible_v<Identity>);
  static_assert(!std::is_copy_assignable_v<Identity>);
  Identity first = samples::identity(1);
  const PublicKey key = first.public_key();
  const Identity second = std::move(first);
  EXPECT_EQ(second.public_key(), key);
  EXPECT_TRUE(verify(key, "purpose", {}, second.sign("purpose", {})));
}

TEST(Identity, CryptoInitialisesAnyNumberOfTimes) {
  EXPECT_TRUE(initialise_crypto());
  EXPECT_TRUE(initialise_crypto());
}

}  // namespace
}  // namespace medisc
