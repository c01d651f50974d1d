// Connections cut and parties killed after each message: nothing hangs, nothing runs twice.
#include <algorithm>
#include <iterator>

#include "tests/cli/frame_proxy.hpp"
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

/// Messages of one diagnosis on this example: hello, proof, standing, plan request, open
/// session, 5 turns up; hello, proof, standing, plan offer, session accepted, session opened, 5
/// turns down.
constexpr std::size_t kMessagesUp = 8;
constexpr std::size_t kMessagesDown = 9;
constexpr std::size_t kSessionAccepted = 5;
constexpr std::size_t kSessionOpened = 6;

constexpr std::size_t messages(Way way) {
  return way == Way::kUp ? kMessagesUp : kMessagesDown;
}

/// A site whose hospital calls its service through a proxy.
struct WiredSite : Site {
  explicit WiredSite(std::size_t bundles) {
    start();
    stock(bundles, bundles);
    rewire();
  }

  void rewire() {
    direct = service_address;
    proxy = std::make_unique<FrameProxy>(direct);
    service_address = proxy->address();
    write_hospital_toml();
  }

  /// Consumed at the hospital and usable at the service: it could run twice.
  std::vector<std::string> usable_again() const {
    std::vector<std::string> found;
    std::ranges::set_intersection(ids("hospital", "consumed"), ids("service", "prepared"),
                                  std::back_inserter(found));
    return found;
  }
  /// Usable at the hospital and consumed at the service: stuck until it is burned.
  std::vector<std::string> stuck() const {
    std::vector<std::string> found;
    std::ranges::set_intersection(ids("hospital", "prepared"), ids("service", "consumed"),
                                  std::back_inserter(found));
    return found;
  }

  std::string direct;
  std::unique_ptr<FrameProxy> proxy;
};

TEST(Cut, AfterEachMessageOfASession) {
  WiredSite site(2 * (kMessagesUp + kMessagesDown));
  const Outcome whole = site.diagnose(1);
  ASSERT_TRUE(succeeded(whole));
  ASSERT_EQ(site.proxy->passed(Way::kUp).size(), kMessagesUp);
  ASSERT_EQ(site.proxy->passed(Way::kDown).size(), kMessagesDown);

  for (const Way way : {Way::kUp, Way::kDown}) {
    for (std::size_t frames = 1; frames <= messages(way); ++frames) {
      SCOPED_TRACE((way == Way::kUp ? "up " : "down ") + std::to_string(frames));
      site.proxy->cut_after(way, frames);
      const Outcome cut = site.diagnose(1);
      ASSERT_TRUE(site.proxy->has_cut());
      if (way == Way::kDown && frames == kMessagesDown) {
        EXPECT_TRUE(succeeded(cut));  // everything was there already
      } else {
        EXPECT_TRUE(refused(cut, 3, {"peer-unavailable", "closed the connection"}));
      }
      EXPECT_TRUE(eventually([&] { return site.usable_again().empty(); }));
      EXPECT_TRUE(eventually([&] { return site.stuck().empty(); }));
    }
  }
  const Outcome next = site.diagnose(1);
  ASSERT_TRUE(succeeded(next));
  EXPECT_EQ(column(next.report().table("results"), "logit_0"),
            column(whole.report().table("results"), "logit_0"));
  const auto states = [&](const char* state) {
    return std::ranges::count(
        column(site.stats("service", "sessions").table("sessions"), "state"), state);
  };
  EXPECT_TRUE(eventually([&] { return states("running") == 0; }));
  EXPECT_GT(states("failed"), 0);
}

TEST(Cut, TheServiceKilledDuringASession) {
  // Turn by turn; the first of these is between SessionOpened and the first turn.
  for (std::size_t frames = kSessionOpened; frames < kMessagesDown; ++frames) {
    SCOPED_TRACE(frames);
    WiredSite site(3);
    site.proxy->cut_after(Way::kDown, frames, [&site] { site.service().signal(SIGKILL); });
    EXPECT_TRUE(refused(site.diagnose(1), 3, {"peer-unavailable"}));
    ASSERT_TRUE(site.proxy->has_cut());
    EXPECT_EQ(site.ids("hospital", "consumed"), site.ids("service", "consumed"));
    EXPECT_EQ(site.level("service", "consumed"), 1U);
    EXPECT_TRUE(site.stuck().empty());

    site.start_service();
    const auto sessions = site.stats("service", "sessions").table("sessions");
    EXPECT_EQ(column(sessions, "state"), (std::vector<std::string>{"failed"}));
    EXPECT_EQ(column(sessions, "error"), (std::vector<std::string>{"interrupted"}));
    ASSERT_TRUE(succeeded(site.diagnose(2)));
    EXPECT_EQ(site.level("service", "consumed"), 3U);
  }
}

TEST(Cut, TheServiceKilledWhileItSpendsTheBundles) {
  // The hospital spends its half on the acceptance, and asks for these bundles never again,
  // whether the service came to spend its own or not.
  WiredSite site(3);
  site.proxy->cut_after(Way::kDown, kSessionAccepted,
                        [&site] { site.service().signal(SIGKILL); });
  EXPECT_TRUE(refused(site.diagnose(1), 3, {"peer-unavailable"}));
  ASSERT_TRUE(site.proxy->has_cut());
  EXPECT_TRUE(site.stuck().empty());
  EXPECT_EQ(site.level("hospital", "consumed") + site.level("hospital", "burned"), 1U);
  site.start_service();
  ASSERT_TRUE(succeeded(site.diagnose(2)));
}

TEST(Cut, TheHospitalKilledDuringASession) {
  for (std::size_t frames = 4; frames < kMessagesDown; ++frames) {
    SCOPED_TRACE(frames);
    WiredSite site(3);
    std::unique_ptr<Process> hospital;
    std::mutex started;
    {
      const std::scoped_lock lock(started);
      site.proxy->cut_after(Way::kDown, frames, [&] {
        const std::scoped_lock running(started);
        hospital->signal(SIGKILL);
      });
      hospital = site.begin_diagnose(1);
    }
    const auto status = hospital->wait(20s);
    ASSERT_TRUE(status.has_value());
    ASSERT_EQ(*status, 128 + SIGKILL) << hospital->err();
    // The service spends once it has accepted, whether the hospital lives to spend its own or not.
    const std::size_t spent = frames < kSessionAccepted ? 0 : 1;
    EXPECT_TRUE(eventually([&] { return site.level("service", "consumed") == spent; }));
    EXPECT_TRUE(site.usable_again().empty());

    // What the service has spent and the hospital's database does not know of is burned on the
    // way.
    const bool stuck = !site.stuck().empty();
    ASSERT_TRUE(
        succeeded_with(site.diagnose(1), stuck ? Words{"bundles-spent-elsewhere"} : Words{}));
    EXPECT_TRUE(site.stuck().empty());
    EXPECT_TRUE(eventually([&] {
      return column(site.stats("service", "sessions").table("sessions"), "state").front() ==
             "done";
    }));
  }
}

TEST(Cut, WhilePreparingAtTheService) {
  // Hello, proof, plan request, (masked weights are held already), prepare.
  for (const Way way : {Way::kUp, Way::kDown}) {
    for (std::size_t frames = 1; frames <= 4; ++frames) {
      SCOPED_TRACE((way == Way::kUp ? "up " : "down ") + std::to_string(frames));
      WiredSite site(1);
      ASSERT_EQ(site.fill(3).status, 0);
      site.proxy->cut_after(way, frames);
      const Outcome cut = site.prepare(2);
      ASSERT_TRUE(site.proxy->has_cut());
      EXPECT_TRUE(cut.status == 0 || refused(cut, 3, {"peer-unavailable"}));
      // Delivered bundles are prepared with the session, whoever has stored what before.
      const Outcome next = site.diagnose(1);
      ASSERT_TRUE(succeeded(next));
      ASSERT_TRUE(succeeded(site.prepare(1)));
      EXPECT_EQ(site.ids("hospital", "consumed"), site.ids("service", "consumed"));
    }
  }
}

TEST(Cut, WhileTheDealerDelivers) {
  // Hello, proof, bundle request, receipt up; hello, proof, grant, receipt taken down.
  for (const Way way : {Way::kUp, Way::kDown}) {
    for (std::size_t frames = 1; frames <= 4; ++frames) {
      SCOPED_TRACE((way == Way::kUp ? "up " : "down ") + std::to_string(frames));
      Site site;
      site.start();
      site.stock(6, 1);
      FrameProxy proxy(site.dealer_address);
      site.dealer_address = proxy.address();
      site.write_hospital_toml();
      proxy.cut_after(way, frames);
      const Outcome cut = site.prepare(2);
      ASSERT_TRUE(proxy.has_cut());
      EXPECT_TRUE(cut.status == 0 || refused(cut, 3, {"peer-unavailable", "the dealer"}));
      const std::size_t ready = site.level("hospital", "prepared");
      ASSERT_TRUE(succeeded(site.prepare(6 - ready)));
      EXPECT_EQ(site.level("hospital", "prepared"), 6U);
      ASSERT_TRUE(succeeded(site.diagnose(6)));
    }
  }
}

TEST(Cut, TheDealerKilledWhileItFills) {
  Site site;
  site.start();
  auto filling = site.begin(site.verb({"dealer", "fill"}, {"--count", "10000000"}, "dealer"));
  ASSERT_TRUE(eventually([&] {
    const auto pools = site.stats("dealer", "pools").table("pools");
    return !pools.empty() && pools[0].at("dealt") != "0";
  }));
  filling->signal(SIGKILL);
  ASSERT_EQ(filling->wait(5s), 128 + SIGKILL);
  // Whole bundles are there or none; the running dealer hands them out.
  ASSERT_TRUE(succeeded(site.prepare(20)));
  EXPECT_TRUE(succeeded(site.diagnose(20)));
}

}  // namespace
}  // namespace medisc::test
