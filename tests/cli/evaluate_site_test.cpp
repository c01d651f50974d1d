// A labelled test set through a hospital's configuration, interrupted and resumed.
#include <fstream>

#include "tests/cli/frame_proxy.hpp"
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

const std::string kRecords = (examples() / "records.csv").string();

Words evaluation(const Site& site, const Words& more) {
  Words words{"--records", kRecords};
  words.insert(words.end(), more.begin(), more.end());
  return site.verb({"evaluate"}, words, "hospital");
}

std::size_t state_files(const Site& site) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(site / "")) {
    if (entry.path().extension() == ".state") ++count;
  }
  return count;
}

TEST(EvaluateSite, ScoresATestSetAndLeavesNoState) {
  Site site;
  site.start();
  site.stock(12, 12);
  const Outcome reference =
      site.run(site.verb({"reference"}, {"--records", kRecords, "--limit", "12"}, "service"));
  site.write("reference.json", reference.out);
  const Outcome done = site.run(evaluation(
      site, {"--limit", "12", "--batch", "5", "--expect", site.path("reference.json")}));
  ASSERT_TRUE(succeeded(done));
  const Report report = done.report();
  EXPECT_EQ(report.fact("records"), "12");
  EXPECT_EQ(report.fact("exact"), "12");
  EXPECT_EQ(report.fact("resumed"), "0");
  EXPECT_EQ(report.fact("agree_float"), "");
  EXPECT_GE(std::stod(report.fact("accuracy_secure")), 0.9);
  EXPECT_GE(std::stod(report.fact("auc")), 0.9);
  const auto confusion = report.table("confusion");
  ASSERT_EQ(confusion.size(), 2U);
  std::size_t sum = 0;
  for (const Row& row : confusion) {
    sum += std::stoul(row.at("predicted_0")) + std::stoul(row.at("predicted_1"));
  }
  EXPECT_EQ(sum, 12U);
  EXPECT_EQ(state_files(site), 0U);
  EXPECT_EQ(column(site.stats("hospital", "sessions").table("sessions"), "records"),
            (std::vector<std::string>{"2", "5", "5"}));
}

TEST(EvaluateSite, AStopKeepsResultsAndTheNextRunGoesOn) {
  Site site;
  site.start();
  site.stock(40, 40);
  auto stopped = site.begin(evaluation(site, {}));
  ASSERT_TRUE(eventually([&] { return site.level("hospital", "consumed") >= 3; }));
  stopped->signal(SIGTERM);
  ASSERT_EQ(stopped->wait(10s), 1) << stopped->err();
  EXPECT_THAT(stopped->err(), testing::HasSubstr("of 40 records are evaluated"));
  EXPECT_THAT(stopped->err(), testing::HasSubstr("run the same command again"));
  EXPECT_TRUE(holds_no_result(stopped->out())) << stopped->out();
  const std::size_t before = site.level("hospital", "consumed");
  EXPECT_LT(before, 40U);
  EXPECT_EQ(state_files(site), 1U);

  const Outcome done = site.run(evaluation(site, {}));
  ASSERT_TRUE(succeeded(done));
  EXPECT_EQ(done.report().fact("resumed"), std::to_string(before));
  EXPECT_EQ(done.report().fact("records"), "40");
  for (const char* role : {"hospital", "service"}) {
    EXPECT_EQ(site.level(role, "consumed"), 40U) << role;
    EXPECT_EQ(site.level(role, "burned"), 0U) << role;
  }
  EXPECT_EQ(state_files(site), 0U);
}

TEST(EvaluateSite, ACutConnectionCostsNoMoreThanItsSession) {
  Site site;
  site.start();
  site.stock(8, 8);
  const std::string direct = site.service_address;
  FrameProxy proxy(direct);
  site.service_address = proxy.address();
  site.write_hospital_toml();
  proxy.cut_after(Way::kDown, 4 + 2 * 5 + 3);  // in the third session
  const Outcome cut = site.run(evaluation(site, {"--limit", "7"}));
  EXPECT_EQ(cut.status, 3) << cut.err;
  EXPECT_TRUE(holds_no_result(cut.out)) << cut.out;
  site.service_address = direct;
  site.write_hospital_toml();
  const Outcome done = site.run(evaluation(site, {"--limit", "7"}));
  ASSERT_TRUE(succeeded(done));
  EXPECT_EQ(done.report().fact("resumed"), "2");
  EXPECT_EQ(site.level("service", "consumed"), 8U);
}

TEST(EvaluateSite, AStateIsKeptWhereAskedAndServesItsOwnRecordsOnly) {
  Site site;
  site.start();
  site.stock(6, 6);
  const Words kept{"--limit", "4", "--keep", "--state", site.path("mine.state")};
  ASSERT_TRUE(succeeded(site.run(evaluation(site, kept))));
  const Outcome again = site.run(evaluation(site, kept));
  ASSERT_TRUE(succeeded(again));
  EXPECT_EQ(again.report().fact("resumed"), "4");
  EXPECT_EQ(site.level("hospital", "consumed"), 4U);

  std::string other = contents(kRecords);
  other.resize(other.find_last_of('\n', other.size() - 2) + 1);
  site.write("other.csv", other);
  EXPECT_TRUE(refused(site.run(site.verb({"evaluate"},
                                         {"--records", site.path("other.csv"), "--limit", "4",
                                          "--state", site.path("mine.state")},
                                         "hospital")),
                      2, {"mine.state", "other records"}));
  EXPECT_EQ(site.level("hospital", "consumed"), 4U);
}

TEST(EvaluateSite, ABadRecordCostsNoBundleAndStopsNoOther) {
  Site site;
  site.start();
  site.stock(6, 6);
  std::string text = contents(kRecords);
  const std::size_t first = text.find(',', text.find("wdbc-002")) + 1;
  text.erase(first, text.find(',', first) - first);
  site.write("bad.csv", text);
  const Words words{"--records", site.path("bad.csv"),   "--limit", "4", "--skip-bad", "--keep",
                    "--state",   site.path("mine.state")};
  const Outcome done = site.run(site.verb({"evaluate"}, words, "hospital"));
  ASSERT_TRUE(succeeded(done));
  EXPECT_EQ(done.report().fact("records"), "3");
  EXPECT_EQ(column(done.report().table("bad"), "record"), (Words{"wdbc-002"}));
  EXPECT_EQ(site.level("hospital", "consumed"), 3U);
  // Read in another way the file has other records.
  Words otherwise = words;
  otherwise.insert(otherwise.end(), {"--out-of-range", "clip"});
  EXPECT_TRUE(refused(site.run(site.verb({"evaluate"}, otherwise, "hospital")), 2,
                      {"mine.state", "other records"}));
}

TEST(EvaluateSite, RefusesBeforeAnythingIsSpent) {
  Site site;
  site.start();
  site.stock(3, 3);
  site.write("labels.csv", "label\n0\n1\n1\n");
  EXPECT_TRUE(refused(site.run(evaluation(site, {"--labels", site.path("labels.csv")})), 2,
                      {"labels.csv", "3 labels for 40 records"}));
  EXPECT_TRUE(refused(site.run(evaluation(site, {"--limit", "9"})), 3,
                      {"pool-dry", "9 records", "3 are left"}));
  EXPECT_TRUE(refused(site.run(evaluation(site, {"--range", "3"})), 2, {"--config"}));
  EXPECT_EQ(state_files(site), 0U);
  EXPECT_EQ(site.level("hospital", "prepared"), 3U);
  EXPECT_EQ(site.level("service", "prepared"), 3U);
}

}  // namespace
}  // namespace medisc::test
