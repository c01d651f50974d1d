// `medisc bench --local`: that every figure is there. How large they are is no matter here.
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

const std::string kModel = (examples() / "model.onnx").string();
const std::string kRecords = (examples() / "records.csv").string();

class Bench : public testing::Test {
 protected:
  Bench() {
    std::filesystem::create_directory(scratch_);
    ::setenv("TMPDIR", scratch_.c_str(), 1);
  }
  ~Bench() override { ::unsetenv("TMPDIR"); }

  Outcome bench(const Words& more) const {
    Words words{"bench", "--local", "--model", kModel, "--format", "json"};
    words.insert(words.end(), more.begin(), more.end());
    return site_.run(words, 60s);
  }

  void expect_refused(const Words& more, const Words& parts) const {
    EXPECT_TRUE(refused(bench(more), 2, parts));
    EXPECT_TRUE(std::filesystem::is_empty(scratch_));
  }

  Site site_;
  std::filesystem::path scratch_ = site_ / "scratch";
};

void expect_times_of_processors(const Report& report) {
  double sum = 0;
  for (const char* key : {"cpu_ms.dealing", "cpu_ms.preparing", "cpu_ms.online"}) {
    const double part = std::stod(report.fact(key));
    EXPECT_GT(part, 0) << key;
    sum += part;
  }
  EXPECT_NEAR(std::stod(report.fact("cpu_ms.total")), sum, 1e-6);
}

void expect_figures(const Report& report) {
  for (const char* key :
       {"online_ms.min", "online_ms.median", "online_ms.max", "plaintext_ms", "rtt_us_channel",
        "rtt_us_tcp", "payload_bytes", "wire_bytes", "flights", "dealt_per_s", "records_per_s",
        "records_per_s_alone", "pipeline_records_per_s", "first_prepare_ms", "prepare_ms",
        "rss_mb.hospital", "rss_mb.service", "rss_mb.dealer"}) {
    EXPECT_GT(std::stod(report.fact(key)), 0) << key;
  }
  expect_times_of_processors(report);
  EXPECT_LE(std::stod(report.fact("online_ms.min")),
            std::stod(report.fact("online_ms.median")));
  EXPECT_LE(std::stod(report.fact("online_ms.median")),
            std::stod(report.fact("online_ms.max")));
  EXPECT_GT(std::stol(report.fact("wire_bytes")), std::stol(report.fact("payload_bytes")));
}

TEST_F(Bench, MeasuresRecordsOfAFile) {
  const Outcome done = bench({"--records", kRecords, "--runs", "4"});
  ASSERT_TRUE(succeeded(done));
  const Report report = done.report();
  expect_figures(report);
  EXPECT_EQ(report.fact("runs"), "4");
  EXPECT_EQ(report.fact("records_a_session"), "1");
  EXPECT_EQ(report.fact("flights"), "6");

  const std::vector<Row> layers = report.table("layers");
  EXPECT_THAT(column(layers, "step"), testing::ElementsAre("0", "1", "2", "3", "4"));
  EXPECT_THAT(column(layers, "op"),
              testing::ElementsAre("dense", "relu", "dense", "relu", "dense"));
  EXPECT_THAT(column(layers, "name"), testing::Contains("/0/Gemm"));
  long flights = 0;
  double milliseconds = 0;
  double service_milliseconds = 0;
  for (const Row& layer : layers) {
    EXPECT_GT(std::stol(layer.at("bytes")), 0);
    flights += std::stol(layer.at("flights"));
    milliseconds += std::stod(layer.at("median_online_ms"));
    service_milliseconds += std::stod(layer.at("median_service_ms"));
  }
  EXPECT_EQ(flights, 6);
  EXPECT_GT(milliseconds, 0);
  EXPECT_GT(service_milliseconds, 0);
  EXPECT_TRUE(std::filesystem::is_empty(scratch_));
}

TEST_F(Bench, MakesRecordsInRangeWhereNoneAreGiven) {
  const std::string ranges = (examples() / "ranges.csv").string();
  for (const Words& more :
       std::vector<Words>{{},
                          {"--range", "4096", "--output", "label"},
                          {"--ranges", ranges, "--ring", "64"},
                          {"--calibrate", kRecords, "--range", "8192", "--fidelity", "warn"}}) {
    Words words{"--runs", "2", "--batch", "3"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome done = bench(words);
    ASSERT_TRUE(succeeded(done));
    expect_figures(done.report());
    EXPECT_EQ(done.report().fact("runs"), "2");
    EXPECT_EQ(done.report().fact("batch"), "3");
    EXPECT_EQ(done.report().fact("records_a_session"), "3");
  }
}

TEST_F(Bench, PrintsTablesAndCsv) {
  const Words words{"bench", "--local", "--model", kModel, "--runs", "1"};
  const Outcome table = site_.run(words, 60s);
  ASSERT_TRUE(succeeded(table));
  EXPECT_THAT(table.out, testing::HasSubstr("median ms"));
  EXPECT_THAT(table.out, testing::HasSubstr("plain TCP"));
  Words with_csv = words;
  with_csv.insert(with_csv.end(), {"--format", "csv"});
  const Outcome csv = site_.run(with_csv, 60s);
  ASSERT_TRUE(succeeded(csv));
  EXPECT_THAT(csv.out, testing::HasSubstr(",rss_mb.dealer"));
  EXPECT_EQ(std::count(csv.out.begin(), csv.out.end(), '\n'), 2);
}

TEST_F(Bench, BadInputIsRefusedBeforeAnythingStarts) {
  expect_refused({"--records", site_.path("none.csv")}, {"none.csv"});
  site_.write("narrow.csv", "1.5,2,3\n");
  expect_refused({"--records", site_.path("narrow.csv")}, {"narrow.csv", "3", "30"});
  expect_refused({"--records", kRecords, "--range", "16"},
                 {"records.csv", "beyond the input ranges"});
  expect_refused({"--ranges", site_.path("narrow.csv")}, {"narrow.csv", "3", "30"});
  expect_refused({"--ring", "16"}, {"--ring", "16"});
  expect_refused({"--runs", "0"}, {"usage", "--runs"});
  expect_refused({"--batch", "0"}, {"usage", "--batch"});
  expect_refused({"--range", "1", "--ranges", "r.csv"}, {"usage", "--range"});
  EXPECT_TRUE(refused(site_.run({"bench", "--local", "--model", site_.path("none.onnx")}), 2,
                      {"none.onnx"}));
  EXPECT_TRUE(refused(site_.run({"bench", "--model", kModel}), 2, {"usage", "--local"}));
  EXPECT_TRUE(refused(site_.run({"bench", "--local"}), 2, {"usage", "--model"}));
}

TEST_F(Bench, AStopEndsItAndLeavesNothing) {
  const auto run = site_.begin({"bench", "--local", "--model", kModel, "--runs", "100000"});
  ASSERT_TRUE(eventually([&] { return !std::filesystem::is_empty(scratch_); }, 20s));
  run->signal(SIGTERM);
  ASSERT_EQ(run->wait(30s), 1) << run->err();
  EXPECT_THAT(run->err(), testing::HasSubstr("interrupted"));
  EXPECT_TRUE(std::filesystem::is_empty(scratch_));
}

}  // namespace
}  // namespace medisc::test
