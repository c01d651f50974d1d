#include "site/peer_register.hpp"

#include <gtest/gtest.h>

namespace medisc {
namespace {

PublicKey key(std::uint8_t byte) {
  PublicKey key{};
  key.fill(byte);
  return key;
}

TEST(PeerRegister, HoldsAKeyInItsRoleAlone) {
  const PeerRegister peers({{"st-anna", key(1)}}, {{"acme", key(2)}});
  EXPECT_TRUE(peers.has({key(1), Role::kHospital}));
  EXPECT_FALSE(peers.has({key(1), Role::kService}));
  EXPECT_TRUE(peers.has({key(2), Role::kService}));
  EXPECT_FALSE(peers.has({key(3), Role::kHospital}));
}

TEST(PeerRegister, WhoAskedForItSeesItsReplacement) {
  const auto peers = std::make_shared<PeerRegister>(std::vector<NamedKey>{{"st-anna", key(1)}},
                                                    std::vector<NamedKey>{});
  const IsRegistered is_registered = registered_in(peers);
  const NameOf name = name_of(peers->names());
  EXPECT_TRUE(is_registered({key(1), Role::kHospital}));
  EXPECT_EQ(name(to_hex(key(1))), "st-anna");
  peers->replace({{"st-mary", key(4)}}, {});
  EXPECT_FALSE(is_registered({key(1), Role::kHospital}));
  EXPECT_TRUE(is_registered({key(4), Role::kHospital}));
  EXPECT_EQ(name(to_hex(key(4))), "st-mary");
}

}  // namespace
}  // namespace medisc
