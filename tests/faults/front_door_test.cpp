// A hospital's daemon, or its gateway, is killed at each step between a record's arrival and
// its answer: what was answered is kept, a request is answered once, and an archive has one
// report.
//
// FAULTS_EVERY=n tries every n-th step alone.
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "storage/sqlite.hpp"
#include "tests/cli/dicom_site.hpp"

namespace medisc::test {
namespace {

namespace fs = std::filesystem;

/// Of a life that takes so many.
std::vector<std::uint64_t> all_steps(std::uint64_t whole) {
  const char* every = std::getenv("FAULTS_EVERY");
  const std::uint64_t stride = every != nullptr ? std::strtoull(every, nullptr, 10) : 1;
  std::vector<std::uint64_t> steps;
  for (std::uint64_t at = stride; at <= whole; at += stride) steps.push_back(at);
  return steps;
}

class FrontDoor : public DicomSite {
 protected:
  /// Runs under watch from its next start on; dies at step `at`, if that is not 0.
  void doom(const std::string& role, std::uint64_t at) {
    Words words{"/usr/bin/env", "LD_PRELOAD=" FAULTS_INJECTOR,
                "FAULTS_COUNT=" + site_.path("steps"), "FAULTS_MODE=kill"};
    if (at > 0) words.push_back("FAULTS_AT=" + std::to_string(at));
    site_.launchers[role] = words;
  }
  void spare(const std::string& role) { site_.launchers.erase(role); }

  std::uint64_t steps() const {
    std::uint64_t steps = 0;
    std::ifstream(site_ / "steps", std::ios::binary)
        .read(reinterpret_cast<char*>(&steps), sizeof steps);
    return steps;
  }
  void forget_steps() const { fs::remove(site_ / "steps"); }

  /// What the hospital's database counts.
  std::int64_t count_of(const std::string& what) const {
    auto connection =
        sqlite::Connection::open(site_ / "hospital.sqlite", sqlite::Access::kReadOnly).value();
    auto rows = connection.prepare("SELECT COUNT(*) FROM " + what);
    std::int64_t count = -1;
    EXPECT_TRUE(rows.each([&] { count = rows.integer(0); }));
    return count;
  }
  std::int64_t spent() const {
    return count_of("bundles WHERE state IN ('consumed', 'burned')");
  }

  /// Ends a process that may be dead, and waits for it.
  static void end(std::unique_ptr<Process>& process) {
    process->signal(SIGKILL);
    (void)process->wait(5s);
    process.reset();
  }

  /// Whether it is written down that nothing is to be done about the image any more.
  bool is_done() const {
    std::error_code changing;
    for (const auto& entry : fs::directory_iterator(site_ / "received", changing)) {
      const fs::path note = entry.path() / "received.json";
      if (contents(note).find("\"done\"") != std::string::npos) return true;
    }
    return false;
  }

  std::size_t reports() const { return archived_files().size(); }
  void clear_archive() const {
    for (const fs::path& file : archived_files()) fs::remove(file);
  }
};

/// Three records in three sessions, asked for by one name until all are answered.
TEST_F(FrontDoor, ADaemonThatDiesAnywhereAnswersARequestOnce) {
  constexpr std::int64_t kRecords = 3;
  site_.start();
  site_.stock(900, 900);
  fs::create_directory(site_ / "images");
  for (const char* name : {"a.dcm", "b.dcm", "c.dcm"}) {
    fs::copy_file(kDicomImages / "us8.dcm", site_ / "images" / name);
  }
  const auto life = [&](std::uint64_t at) {
    const auto ask = [&] {
      return site_.diagnose({"--records", site_.path("images"), "--batch", "1", "--request",
                             "life-" + std::to_string(at)});
    };
    const std::string where = "step " + std::to_string(at) + ": ";
    const std::int64_t spent_before = spent();
    const std::int64_t kept_before = count_of("results");
    forget_steps();
    doom("hospital", at);
    try {
      start_daemon();
      spare("hospital");
      const Outcome first = ask();
      if (at == 0) {
        EXPECT_TRUE(succeeded(first));
      }
    } catch (const std::runtime_error&) {  // it died before it was ready
    }
    spare("hospital");
    const std::uint64_t lived = steps();
    if (daemon_) end(daemon_);
    const std::int64_t kept = count_of("results") - kept_before;
    start_daemon();
    EXPECT_EQ(count_of("results") - kept_before, kept) << where;
    const Outcome second = ask();
    EXPECT_TRUE(succeeded(second)) << where << daemon_->err();
    EXPECT_EQ(count_of("results") - kept_before, kRecords) << where;
    // The session that ran, and the one that was opened ahead of its answer.
    const std::int64_t lost = spent() - spent_before - kRecords;
    EXPECT_LE(lost, 2) << where << kept << " results";
    const Outcome third = ask();
    EXPECT_TRUE(succeeded(third)) << where;
    EXPECT_EQ(third.report().table("results"), second.report().table("results")) << where;
    EXPECT_EQ(spent() - spent_before, kRecords + lost) << where;
    end(daemon_);
    return lived;
  };
  const std::uint64_t whole = life(0);
  ASSERT_GT(whole, 50U);
  std::uint64_t struck = 0;
  const auto steps = all_steps(whole);
  for (const std::uint64_t at : steps) struck += life(at) >= at ? 1 : 0;
  EXPECT_GE(struck, steps.size() * 3 / 4);  // a life's steps vary a little
  std::cout << "daemon: " << whole << " steps, " << steps.size() << " deaths\n";
}

/// One image, sent until it is taken; the gateway may die meanwhile, and lives on after that.
TEST_F(FrontDoor, AGatewayThatDiesAnywhereSendsOneReport) {
  start(400);
  start_archive();
  const auto life = [&](std::uint64_t at, int number) {
    // An image of its own, so that each life has something to do.
    const fs::path image = site_ / ("image" + std::to_string(number) + ".dcm");
    fs::copy_file(kDicomImages / "us8.dcm", image);
    EXPECT_EQ(call({"/usr/bin/dcmodify", "-nb", "-gin", image.string()}).status, 0);
    clear_archive();
    forget_steps();
    doom("gateway", at);
    const std::int64_t spent_before = spent();
    const std::int64_t kept_before = count_of("results");
    bool taken = false;
    try {
      start_gateway();
      taken = store(image).status == 0;
      if (taken && at == 0) {
        EXPECT_TRUE(await_archived(1)) << gateway_->err();
      }
      if (taken && at > 0) {
        (void)eventually([&] { return reports() > 0 || gateway_->wait(1ms).has_value(); });
      }
      if (at == 0) {
        EXPECT_TRUE(eventually([&] { return is_done(); }));
      }
    } catch (const std::runtime_error&) {  // it died before it was ready
    }
    const std::uint64_t lived = steps();
    if (gateway_) end(gateway_);
    spare("gateway");
    start_gateway();
    if (!taken) {
      EXPECT_EQ(store(image).status, 0) << gateway_->err();
    }
    EXPECT_TRUE(await_archived(1)) << "step " << at << ": " << gateway_->err();
    EXPECT_TRUE(eventually([&] { return is_done(); })) << "step " << at;
    end(gateway_);
    EXPECT_EQ(reports(), 1U) << "step " << at;
    EXPECT_EQ(count_of("results") - kept_before, 1) << "step " << at;
    EXPECT_EQ(spent() - spent_before, 1) << "step " << at;
    fs::remove_all(site_ / "received");
    return lived;
  };
  const std::uint64_t whole = life(0, 0);
  ASSERT_GT(whole, 20U);
  int number = 0;
  std::uint64_t struck = 0;
  const auto steps = all_steps(whole);
  for (const std::uint64_t at : steps) struck += life(at, ++number) >= at ? 1 : 0;
  EXPECT_GE(struck, steps.size() * 3 / 4);  // a life's steps vary a little
  std::cout << "gateway: " << whole << " steps, " << steps.size() << " deaths\n";
}

}  // namespace
}  // namespace medisc::test
