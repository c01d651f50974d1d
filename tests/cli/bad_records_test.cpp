// Records that are not what they should be: told where and what, and no bundle is spent.
#include <fstream>

#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

/// Header, and the first two records of the example, cell by cell: id, 30 features, label.
struct Sample {
  Sample() {
    std::ifstream in(examples() / "records.csv");
    for (Words* row : {&header, &first, &second}) {
      std::string line;
      std::getline(in, line);
      std::istringstream cells(line);
      for (std::string cell; std::getline(cells, cell, ',');) row->push_back(cell);
    }
  }

  std::string text() const {
    std::string text;
    for (const Words* row : {&header, &first, &second}) {
      for (std::size_t i = 0; i < row->size(); ++i) text += (i > 0 ? "," : "") + (*row)[i];
      text += '\n';
    }
    return text;
  }

  Words header, first, second;
};

class BadRecords : public testing::Test {
 protected:
  void SetUp() override {
    site.start();
    site.stock(2, 2);
    hospital = site.stats("hospital", "pools").table("pools");
    service = site.stats("service", "pools").table("pools");
  }

  void expect_refused(const std::string& file, const std::string& content, Words parts) {
    SCOPED_TRACE(file);
    site.write(file, content);
    parts.push_back(site.path(file));
    EXPECT_TRUE(refused(site.diagnose({"--records", site.path(file)}), 2, parts));
  }

  void TearDown() override {
    EXPECT_EQ(site.stats("hospital", "pools").table("pools"), hospital);
    EXPECT_EQ(site.stats("service", "pools").table("pools"), service);
    EXPECT_TRUE(site.stats("service", "sessions").table("sessions").empty());
  }

  Site site;
  Sample sample;
  std::vector<Row> hospital, service;
};

TEST_F(BadRecords, OfAnotherLength) {
  sample.second.pop_back();
  expect_refused("short.csv", sample.text(), {"line 3 (row 2)", "31 columns", "expected 32"});
  sample.second.insert(sample.second.end(), {"1", "2"});
  expect_refused("long.csv", sample.text(), {"line 3 (row 2)", "33 columns", "expected 32"});
  for (Words* row : {&sample.header, &sample.first, &sample.second}) {
    row->resize(32);
    row->erase(row->begin() + 5);
  }
  expect_refused("narrow.csv", sample.text(), {"no column for: mean_smoothness"});
}

TEST_F(BadRecords, WithoutANumber) {
  for (const char* cell : {"nan", "inf", "", "12,5", "12.5cm", "-"}) {
    SCOPED_TRACE(cell);
    const std::string before = std::exchange(sample.second[7], cell);
    expect_refused("cell.csv", sample.text(),
                   {"line 3 (row 2)", std::string(cell) == "12,5" ? "33 columns" : "column 8"});
    sample.second[7] = before;
  }
}

TEST_F(BadRecords, OutOfRange) {
  for (const char* value : {"65", "-1e9", "1e300"}) {
    sample.second[1] = value;  // mean_radius is compiled for |x| <= 64
    expect_refused("range.csv", sample.text(),
                   {"row 2", "mean_radius", "out of the model's range"});
  }
  // The error never quotes a record.
  site.write("secret.csv", sample.text());
  // One bad record keeps its whole batch from starting.
  EXPECT_TRUE(refused(site.diagnose({"--records", site.path("secret.csv"), "--batch", "2"}), 2,
                      {"row 2", "mean_radius"}));
  const Outcome outcome = site.diagnose({"--records", site.path("secret.csv")});
  EXPECT_THAT(outcome.err, testing::Not(testing::HasSubstr("1e300")));
}

TEST_F(BadRecords, InAFileThatIsNone) {
  expect_refused("records.xlsx", sample.text(), {".csv", ".npy"});
  expect_refused("empty.csv", "", {"no records"});
  expect_refused("header.csv", sample.text().substr(0, sample.text().find('\n') + 1),
                 {"no records"});
  expect_refused("noise.npy", "this is no array", {});
  expect_refused("cut.npy", std::string("\x93NUMPY\x01\0", 8), {});
  EXPECT_TRUE(refused(site.diagnose({"--records", site.path("missing.csv")}), 2,
                      {"bad-input", site.path("missing.csv")}));
  std::filesystem::create_directory(site / "folder.csv");
  EXPECT_TRUE(refused(site.diagnose({"--records", site.path("folder.csv")}), 2,
                      {"bad-input", site.path("folder.csv")}));
}

TEST_F(BadRecords, ForAnotherPlanToCompareWith) {
  site.write("notes.json", "{\"plan\": 7}");
  EXPECT_TRUE(refused(site.diagnose(1, {"--expect", site.path("notes.json")}), 2,
                      {site.path("notes.json"), "medisc reference"}));
  const std::string other(64, 'a');
  site.write("other.json", "{\"plan\": \"" + other + "\", \"results\": []}");
  const std::string plan = site.stats("hospital", "pools").table("pools")[0].at("plan");
  EXPECT_TRUE(refused(site.diagnose(1, {"--expect", site.path("other.json")}), 2,
                      {"plan-mismatch", other, plan}));
  for (const char* number : {"1.5", "1e300", "\"1\"", "null"}) {
    site.write("number.json", "{\"plan\": \"" + plan +
                                  "\", \"results\": [{\"record\": \"1\", \"logit_0\": 1, "
                                  "\"logit_1\": " +
                                  number + "}]}");
    EXPECT_TRUE(refused(site.diagnose(1, {"--expect", site.path("number.json")}), 2,
                        {site.path("number.json"), "medisc reference"}))
        << number;
  }
}

}  // namespace
}  // namespace medisc::test
