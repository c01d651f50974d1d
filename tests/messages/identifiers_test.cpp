#include "messages/identifiers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/messages/samples.hpp"

namespace medisc {
namespace {

using testing::HasSubstr;

TEST(Identifiers, HexComesBack) {
  const auto id = samples::counting<BundleId>(0xf8);
  EXPECT_EQ(to_hex(id), "f8f9fafbfcfdfeff0001020304050607");
  const auto read = from_hex<BundleId>(to_hex(id), "bundle id");
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, id);
}

TEST(Identifiers, UpperCaseIsRead) {
  const auto read = from_hex<std::array<std::uint8_t, 2>>("AbCd", "tag");
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, (std::array<std::uint8_t, 2>{0xab, 0xcd}));
}

TEST(Identifiers, AnotherLengthIsRefused) {
  for (const std::string& text : {std::string(), std::string(63, 'a'), std::string(66, 'a')}) {
    const auto read = from_hex<PublicKey>(text, "public key");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kBadInput);
    EXPECT_THAT(read.error().context,
                HasSubstr("public key has " + std::to_string(text.size())));
    EXPECT_THAT(read.error().context, HasSubstr("64"));
  }
}

TEST(Identifiers, AnotherCharacterIsRefusedAtItsPlace) {
  for (const char bad : {'g', ' ', '/', ':', '@', '`', 'G', '\0'}) {
    for (std::size_t at = 0; at < 32; ++at) {
      std::string text(32, 'a');
      text[at] = bad;
      const auto read = from_hex<BundleId>(text, "bundle id");
      ASSERT_FALSE(read);
      EXPECT_THAT(read.error().context, testing::EndsWith("at " + std::to_string(at + 1)));
    }
  }
}

TEST(Identifiers, RolesHaveNames) {
  EXPECT_STREQ(role_name(Role::kHospital), "hospital");
  EXPECT_STREQ(role_name(Role::kService), "service");
  EXPECT_STREQ(role_name(Role::kDealer), "dealer");
}

}  // namespace
}  // namespace medisc
