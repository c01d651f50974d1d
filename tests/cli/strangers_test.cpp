// Whoever can reach the port: others are served meanwhile, and the stranger is shown the door.
#include <memory>

#include "messages/codec.hpp"
#include "tests/cli/caller.hpp"
#include "tests/cli/frame_proxy.hpp"
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

Bytes noise(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 131 + 17);
  return bytes;
}

/// The refusal that ends a conversation; none where the other side just hangs up.
std::optional<Refusal> refusal(Caller& caller) {
  const auto answer = caller.receive();
  if (!answer) return std::nullopt;
  EXPECT_TRUE(std::holds_alternative<Refusal>(*answer)) << message_name(*answer);
  EXPECT_FALSE(caller.receive().has_value()) << "the connection stays open";
  return std::get<Refusal>(*answer);
}

TEST(Strangers, WhoAnnounceTooMuchAreDroppedAtOnce) {
  Site site;
  site.start();
  site.stock(1, 1);
  const std::size_t before = site.service().memory();
  for (const Bytes& first :
       {Bytes{0xff, 0xff, 0xff, 0xff}, Bytes{0, 0, 0, 0}, Bytes{1, 0x10, 0, 0}, noise(5000)}) {
    Caller stranger(site.service_address);
    stranger.send_raw(first);
    const auto refused = refusal(stranger);
    if (refused) {
      EXPECT_EQ(refused->code, "protocol");
    }
  }
  EXPECT_LT(site.service().memory(), before + (4u << 20));
  EXPECT_TRUE(succeeded(site.diagnose(1)));
}

TEST(Strangers, WhoTalkNonsenseAreToldAndDropped) {
  Site site;
  site.start();
  for (const std::string& address : {site.service_address, site.dealer_address}) {
    Caller garbage(address);
    Bytes frame;
    append_frame(frame, noise(200));
    garbage.send_raw(frame);
    const auto first = refusal(garbage);
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->code, "protocol");

    Caller impolite(address);  // a request before any handshake
    impolite.send(PlanRequest{"breast"});
    const auto second = refusal(impolite);
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(second->code, "protocol");
    EXPECT_THAT(second->context, testing::HasSubstr("plan request"));
  }
}

TEST(Strangers, WhoReplayARecordedHelloProveNothing) {
  Site site;
  site.start();
  site.stock(3, 2);
  FrameProxy proxy(site.service_address);
  const std::string direct = site.service_address;
  site.service_address = proxy.address();
  site.write_hospital_toml();
  ASSERT_TRUE(succeeded(site.diagnose(1)));
  const auto recorded = proxy.passed(Way::kUp);

  Caller stranger(direct);
  for (const Bytes& frame : recorded) stranger.send_raw(frame);
  const auto hello = stranger.receive();
  ASSERT_TRUE(hello && std::holds_alternative<Hello>(*hello));
  // What the service answers may be lost with the bytes that it no longer reads.
  const auto answer = stranger.receive();
  if (answer) {
    ASSERT_TRUE(std::holds_alternative<Refusal>(*answer));
    EXPECT_EQ(std::get<Refusal>(*answer).code, "refused");
  }
  EXPECT_TRUE(stranger.dropped_within(1s));
  EXPECT_EQ(site.level("service", "consumed"), 1U);
  ASSERT_TRUE(succeeded(site.diagnose(1)));
}

TEST(Strangers, AHospitalGetsNothingOfAnotherHospitals) {
  Site site;
  site.make_key("nosy");
  site.hospitals = {"hospital", "nosy"};
  site.start();
  site.stock(2, 2);
  const Identity nosy = identity_in(site.path("nosy.key"));
  const auto service = from_hex<PublicKey>(site.key("service"), "key").value();
  const std::string plan = site.stats("hospital", "pools").table("pools")[0].at("plan");
  OpenSession open{from_hex<PlanHash>(plan, "plan").value(), {}};
  for (const std::string& id : site.ids("hospital", "prepared")) {
    open.ids.push_back(from_hex<BundleId>(id, "id").value());
  }
  Caller caller(site.service_address);
  ASSERT_TRUE(caller.shake_hands(nosy, Role::kHospital, {service, Role::kService}));
  ASSERT_TRUE(caller.exchange_standing());
  caller.send(open);
  const auto answer = caller.receive();
  ASSERT_TRUE(answer && std::holds_alternative<BundlesSpent>(*answer));
  EXPECT_EQ(std::get<BundlesSpent>(*answer).ids, open.ids);
  EXPECT_EQ(site.ids("service", "consumed").size(), 0U);
  EXPECT_TRUE(succeeded(site.diagnose(2)));
}

TEST(Strangers, WhoSayNothingHoldNobodyUpAndAreDropped) {
  Site site;
  site.start();
  site.stock(2, 2);
  const std::size_t before = site.service().open_files();
  std::vector<std::unique_ptr<Caller>> silent;
  for (int i = 0; i < 50; ++i) silent.push_back(std::make_unique<Caller>(site.service_address));
  Caller half(site.service_address);
  half.send_raw({100, 0, 0, 0, 1, 2, 3});
  EXPECT_TRUE(succeeded(site.diagnose(2)));
  EXPECT_TRUE(half.dropped_within(12s));
  for (const auto& stranger : silent) EXPECT_TRUE(stranger->dropped_within(1s));
  // Dropped for good, though none of them has hung up.
  EXPECT_TRUE(eventually([&] { return site.service().open_files() < before + 5; }))
      << site.service().open_files() << " files are open";
}

TEST(Strangers, InGreatNumbersLeaveNoTrace) {
  Site site;
  site.start();
  site.stock(2, 2);
  const auto visit = [&](int count) {
    for (int i = 0; i < count; ++i) {
      Caller stranger(site.service_address);
      stranger.send_raw(noise(static_cast<std::size_t>(i) % 300));
    }
  };
  visit(300);
  ASSERT_TRUE(succeeded(site.diagnose(1)));
  const std::size_t before = site.service().memory();
  visit(1500);
  ASSERT_TRUE(succeeded(site.diagnose(1)));
  EXPECT_LT(site.service().memory(), before + (4u << 20));
}

}  // namespace
}  // namespace medisc::test
