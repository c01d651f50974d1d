#include "channel/channels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace medisc {
namespace {

const Address kHere{"127.0.0.1", 7800};
const Address kThere{"192.0.2.7", 7800};
const Address kEverywhere{"0.0.0.0", 7800};

Channels open(TlsMode mode) {
  TlsConfig config;
  config.mode = mode;
  return Channels::open(config, std::chrono::system_clock::now()).value();
}

void expect_refused(const Channels& channels, const Address& address) {
  const auto encrypts = channels.encrypts(address);
  ASSERT_FALSE(encrypts);
  EXPECT_EQ(encrypts.error().code, ErrorCode::kUsage);
  EXPECT_THAT(encrypts.error().context, testing::HasSubstr(to_string(address)));
  EXPECT_FALSE(channels.dialled(address));
  EXPECT_FALSE(channels.accepted(address));
}

TEST(Channels, AreEncryptedWhereTheyLeaveTheMachine) {
  const Channels channels = open(TlsMode::kAuto);
  EXPECT_EQ(channels.dialled(kHere).value(), nullptr);
  EXPECT_EQ(channels.accepted(kHere).value(), nullptr);
  for (const Address& address : {kThere, kEverywhere, Address{"::", 1}, Address{"h", 1}}) {
    EXPECT_NE(channels.dialled(address).value(), nullptr);
    EXPECT_NE(channels.accepted(address).value(), nullptr);
  }
}

TEST(Channels, CanAlwaysBeEncrypted) {
  const Channels channels = open(TlsMode::kAlways);
  EXPECT_NE(channels.dialled(kHere).value(), nullptr);
  EXPECT_NE(channels.accepted(kThere).value(), nullptr);
}

TEST(Channels, NeverLeaveTheMachineInTheClear) {
  for (const Channels& channels : {open(TlsMode::kNever), Channels()}) {
    EXPECT_EQ(channels.dialled(kHere).value(), nullptr);
    EXPECT_EQ(channels.accepted({"localhost", 0}).value(), nullptr);
    expect_refused(channels, kThere);
    expect_refused(channels, kEverywhere);
  }
}

TEST(Channels, KnowWhenAConfiguredCertificateEnds) {
  EXPECT_FALSE(open(TlsMode::kAuto).expires()) << "of its own making";
}

}  // namespace
}  // namespace medisc
