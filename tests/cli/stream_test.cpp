// Results come as they are there: nothing that was paid for is lost where a command ends early.
#include <fstream>

#include <nlohmann/json.hpp>

#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// What stands behind `mark`, up to the next blank or line's end.
std::string behind(const std::string& text, const std::string& mark) {
  const auto at = text.find(mark);
  if (at == std::string::npos) return "";
  const auto begin = at + mark.size();
  return text.substr(begin, text.find_first_of(" \n)", begin) - begin);
}

/// With a daemon, and without.
class Stream : public testing::TestWithParam<bool> {
 protected:
  static constexpr int kRecords = 400;

  void SetUp() override {
    site_.start();
    site_.stock(kRecords + 40, kRecords + 20);
    if (GetParam()) {
      daemon_ = site_.begin({"hospital", "run", "--config", site_.path("hospital.toml")});
      daemon_->await("hospital-ready");
    }
    const std::string file = contents(examples() / "records.csv");
    const std::size_t head = file.find('\n') + 1;
    std::string many = file.substr(0, head);
    const std::string row = file.substr(head, file.find('\n', head) + 1 - head);
    for (int i = 0; i < kRecords; ++i)
      many += "r" + std::to_string(i) + row.substr(row.find(','));
    site_.write("many.csv", many);
  }

  Words diagnose(const Words& more) const {
    Words words{"--records", site_.path("many.csv")};
    words.insert(words.end(), more.begin(), more.end());
    return site_.verb({"hospital", "diagnose"}, words, "hospital");
  }
  std::size_t consumed() const { return site_.level("hospital", "consumed"); }

  Site site_;
  std::unique_ptr<Process> daemon_;
  int calls_ = 0;
};

TEST_P(Stream, RowsAreThereBeforeTheEndAndAnInterruptedJobCanBeGoneOnWith) {
  const auto asking = site_.begin(diagnose({"--format", "csv"}));
  ASSERT_TRUE(eventually([&] { return lines_of(asking->out()) > 3; }, 20s)) << asking->err();
  EXPECT_FALSE(asking->wait(0ms).has_value()) << "it was quicker";
  asking->signal(SIGINT);
  EXPECT_EQ(asking->wait(20s), 1) << asking->err();
  const std::size_t rows = lines_of(asking->out()) - 1;
  EXPECT_LT(rows, std::size_t{kRecords});
  EXPECT_THAT(asking->err(),
              HasSubstr("interrupted: " + std::to_string(rows) + " of 400 done"));
  EXPECT_EQ(consumed(), rows) << "what was spent was printed";
  const std::string name = behind(asking->err(), "--resume ");
  const Outcome rest = site_.run(diagnose({"--format", "csv", "--resume", name}), 60s);
  ASSERT_EQ(rest.status, 0) << rest.err;
  EXPECT_EQ(lines_of(rest.out), 1U + kRecords);
  EXPECT_EQ(rest.out.substr(0, 40), asking->out().substr(0, 40));
  EXPECT_EQ(consumed(), std::size_t{kRecords});
}

TEST_P(Stream, JsonIsClosedAndSaysWhetherItIsWhole) {
  const auto asking = site_.begin(diagnose({"--format", "json"}));
  ASSERT_TRUE(eventually([&] { return lines_of(asking->out()) > 25; }, 20s)) << asking->err();
  asking->signal(SIGTERM);
  EXPECT_EQ(asking->wait(20s), 1) << asking->err();
  const json cut = json::parse(asking->out(), nullptr, false);
  ASSERT_TRUE(cut.is_object()) << asking->out();
  EXPECT_EQ(cut.at("complete"), false);
  EXPECT_THAT(cut.at("error").get<std::string>(), HasSubstr("interrupted"));
  EXPECT_EQ(cut.at("records"), cut.at("results").size());

  const Outcome lines = site_.run(diagnose({"--format", "jsonl", "--limit", "3"}));
  ASSERT_EQ(lines.status, 0) << lines.err;
  ASSERT_EQ(lines_of(lines.out), 4U);
  EXPECT_EQ(json::parse(lines.out.substr(0, lines.out.find('\n'))).at("record"), "r0");
  const auto last = lines.out.rfind('\n', lines.out.size() - 2);
  const json end = json::parse(lines.out.substr(last + 1));
  EXPECT_EQ(end.at("complete"), true);
  EXPECT_EQ(end.at("records"), 3);
  const Outcome whole =
      site_.run(diagnose({"--format", "json", "--limit", "2", "--offset", "3"}));
  const json document = json::parse(whole.out);
  EXPECT_EQ(document.at("complete"), true);
  EXPECT_EQ(document.at("results").at(1).at("record"), "r4");
}

TEST_P(Stream, WhatCannotBeWrittenIsAnErrorAndKept) {
  const auto shell = [&](const std::string& to, const Words& words) {
    std::string command;
    for (const std::string& word : words) command += "'" + word + "' ";
    Process process({"/bin/sh", "-c", "'" MEDISC_BINARY "' " + command + to},
                    site_ / ("shell" + std::to_string(calls_++)));
    const auto status = process.wait(30s);
    return std::pair(status.value_or(-1), process.err());
  };
  for (const char* to : {">/dev/full", ">&-"}) {
    const auto [status, error] = shell(to, diagnose({"--format", "csv", "--limit", "5"}));
    EXPECT_EQ(status, 1) << to;
    EXPECT_THAT(error, HasSubstr("the output can't be written")) << to;
    for (const Words& words :
         {Words{"--help"}, Words{"hospital", "diagnose", "--help"},
          Words{"config", "show", "--config", site_.path("hospital.toml")}}) {
      const auto [code, text] = shell(to, words);
      EXPECT_EQ(code, 1) << to << " " << words.front();
      EXPECT_THAT(text, HasSubstr("can't be written")) << to;
    }
  }
  // What was spent is there to be had.
  const Outcome kept = site_.run(
      {"results", "list", "--config", site_.path("hospital.toml"), "--format", "json"});
  ASSERT_EQ(kept.status, 0) << kept.err;
  EXPECT_EQ(json::parse(kept.out).at("results").size(), consumed());
}

INSTANTIATE_TEST_SUITE_P(Both, Stream, testing::Bool(),
                         [](const auto& row) { return row.param ? "ByTheDaemon" : "Alone"; });

TEST(Prepare, IsInterruptedBetweenTwoBundlesAndKeepsWhatItHas) {
  Site site;
  site.start();
  ASSERT_TRUE(succeeded(site.fill(20'000)));
  ASSERT_TRUE(succeeded(site.prepare(1)));
  const auto preparing =
      site.begin(site.verb({"hospital", "prepare"}, {"--count", "19000"}, "hospital"));
  ASSERT_TRUE(eventually([&] { return site.level("hospital", "prepared") > 1; }, 20s));
  preparing->signal(SIGINT);
  EXPECT_EQ(preparing->wait(30s), 1) << preparing->err();
  EXPECT_THAT(preparing->err(), HasSubstr("of 19000 bundles were prepared"));
  const std::size_t prepared = site.level("hospital", "prepared");
  EXPECT_EQ(std::to_string(prepared - 1), behind(preparing->err(), "interrupted: "));
}

}  // namespace
}  // namespace medisc::test
