// Whoever can reach the port: others are served meanwhile, and the stranger is shown the door.
#include <sys/resource.h>

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

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
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
  EXPECT_TRUE(
      eventually([&] { return count_of(site.service().err(), "conversation-failed") == 1; }));
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
  ASSERT_TRUE(caller.exchange_spent());
  caller.send(open);
  const auto answer = caller.receive();
  ASSERT_TRUE(answer && std::holds_alternative<BundlesSpent>(*answer));
  EXPECT_EQ(std::get<BundlesSpent>(*answer).ids, open.ids);
  EXPECT_EQ(count_of(site.service().err(), "bundles-not-here"), 1U);
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

/// Without a key, with one that nobody knows, with another's public key, in another's role.
TEST(Strangers, WhoAreNotWhoTheySayAreRefusedAndLoggedOnce) {
  Site site;
  site.make_key("unknown");
  site.start();
  site.stock(1, 1);
  const Identity unknown = identity_in(site.path("unknown.key"));
  const Identity hospital = identity_in(site.path("hospital.key"));
  for (const auto& [address, name, role] :
       {std::tuple{site.service_address, "service", Role::kService},
        std::tuple{site.dealer_address, "dealer", Role::kDealer}}) {
    SCOPED_TRACE(name);
    const Process& daemon = role == Role::kService ? site.service() : site.dealer();
    const std::size_t before = count_of(daemon.err(), "conversation-failed");
    const Peer expected{from_hex<PublicKey>(site.key(name), "key").value(), role};

    Caller nobody(address);
    nobody.send(Hello{});
    EXPECT_EQ(refusal(nobody)->code, "refused");
    Caller stranger(address);
    EXPECT_FALSE(stranger.shake_hands(unknown, Role::kHospital, expected));
    Caller masked(address);  // the hospital's name over a proof that is another's
    masked.send(
        Hello{kProtocolVersion, Role::kHospital, hospital.public_key(), expected.key, {}});
    ASSERT_TRUE(std::holds_alternative<Hello>(masked.receive().value()));
    masked.send(Proof{});
    EXPECT_EQ(refusal(masked)->code, "refused");
    Caller promoted(address);
    EXPECT_FALSE(promoted.shake_hands(
        hospital, role == Role::kService ? Role::kDealer : Role::kService, expected));

    EXPECT_TRUE(eventually([&] {
      return count_of(daemon.err(), "conversation-failed") == before + 4;
    })) << daemon.err();
  }
  EXPECT_TRUE(succeeded(site.diagnose(1)));
}

/// The dealer gives each party its own halves, of its own pools.
TEST(Strangers, ADealerGivesNobodyTheHalvesOfAnother) {
  Site site;
  site.start();
  site.stock(3, 1);
  site.dealer_settings =
      "[[hospitals]]\nname = \"nosy\"\npublic_key = \"" + site.make_key("nosy") + "\"\n";
  site.start();
  const Identity nosy = identity_in(site.path("nosy.key"));
  const auto service = from_hex<PublicKey>(site.key("service"), "key").value();
  const auto hospital = from_hex<PublicKey>(site.key("hospital"), "key").value();
  const auto plan =
      from_hex<PlanHash>(site.stats("hospital", "pools").table("pools")[0].at("plan"), "plan")
          .value();
  BundleRequest wanted{plan, service, 0, {}};
  for (const std::string& id : site.ids("dealer", "dealt")) {
    wanted.ids.push_back(from_hex<BundleId>(id, "id").value());
  }
  ASSERT_EQ(wanted.ids.size(), 2U);

  Caller caller(site.dealer_address);
  const Peer dealer{from_hex<PublicKey>(site.key("dealer"), "key").value(), Role::kDealer};
  ASSERT_TRUE(caller.shake_hands(nosy, Role::kHospital, dealer));
  for (const PublicKey& counterpart : {service, hospital}) {
    wanted.counterpart = counterpart;
    caller.send(wanted);
    const auto answer = caller.receive();
    ASSERT_TRUE(answer);
    if (const auto* grant = std::get_if<BundleGrant>(&*answer)) {
      EXPECT_TRUE(grant->halves.empty());
    } else {
      EXPECT_EQ(std::get<Refusal>(*answer).code, "refused");
    }
  }
  EXPECT_EQ(count_of(site.dealer().err(), "bundles-not-here"), 1U);
  EXPECT_TRUE(
      eventually([&] { return count_of(site.dealer().err(), "conversation-failed") == 1; }));
  EXPECT_EQ(site.level("dealer", "dealt"), 2U);
  ASSERT_TRUE(succeeded(site.prepare(2)));
  EXPECT_TRUE(succeeded(site.diagnose(3)));
}

TEST(Strangers, TenThousandWhoSayNothingKeepNobodyOut) {
  constexpr std::size_t kMany = 10'000;
  rlimit files{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &files), 0);
  files.rlim_cur = files.rlim_max;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &files), 0);
  if (files.rlim_max < kMany + 200) GTEST_SKIP() << "this process may open too few files";

  Site site;
  site.start();
  site.stock(12, 12);
  const std::size_t memory = site.service().memory();
  std::vector<std::unique_ptr<Caller>> silent;
  for (std::size_t i = 0; i < 6; ++i) {
    // A session of another runs while they come.
    auto diagnosis = site.begin_diagnose(2);
    while (silent.size() < kMany * (i + 1) / 6) {
      silent.push_back(std::make_unique<Caller>(site.service_address));
    }
    EXPECT_EQ(diagnosis->wait(20s), 0) << diagnosis->err();
    EXPECT_LT(site.service().open_files(), 700U);
  }
  EXPECT_LT(site.service().memory(), memory + (40u << 20));
  for (const auto& stranger : silent) ASSERT_TRUE(stranger->dropped_within(15s));
  // Each was told and logged once.
  EXPECT_TRUE(eventually([&] {
    return count_of(site.service().err(), "conversation-failed") == kMany;
  })) << count_of(site.service().err(), "conversation-failed");
}

/// A byte every now and then is no conversation either.
TEST(Strangers, WhoTrickleBytesAreDroppedInTime) {
  Site site;
  site.start();
  site.stock(1, 1);
  Caller slow(site.service_address);
  Bytes hello;
  append_frame(hello, encode(Hello{}));
  const auto begun = std::chrono::steady_clock::now();
  bool dropped = false;
  for (std::size_t i = 0; i < 60 && !dropped; ++i) {
    slow.send_raw({hello[i]});
    dropped = slow.dropped_within(250ms);
    if (i == 4) {
      EXPECT_TRUE(succeeded(site.diagnose(1)));
    }
  }
  EXPECT_TRUE(dropped);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 14s);
  EXPECT_TRUE(
      eventually([&] { return count_of(site.service().err(), "conversation-failed") == 1; }));
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
