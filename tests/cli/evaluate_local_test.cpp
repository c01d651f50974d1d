// `medisc evaluate --local` and `--simulate`: three roles made for one test set, and gone
// after.
#include <fstream>
#include <sstream>

#include "tests/cli/site.hpp"
#include "tests/import/sample.hpp"
#include "tests/records/npy_sample.hpp"

namespace medisc::test {
namespace {

const std::string kModel = (examples() / "model.onnx").string();
const std::string kRecords = (examples() / "records.csv").string();

/// A site of which only the folder counts: temporary files of its processes go to one inside.
class EvaluateLocal : public testing::Test {
 protected:
  EvaluateLocal() {
    std::filesystem::create_directory(scratch_);
    ::setenv("TMPDIR", scratch_.c_str(), 1);
  }
  ~EvaluateLocal() override { ::unsetenv("TMPDIR"); }

  Words words(const std::string& place, const Words& more) const {
    Words all{"evaluate", place, "--model", kModel, "--format", "json"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  Outcome evaluate(const std::string& place, const Words& more) const {
    return site_.run(words(place, more), 60s);
  }

  bool nothing_left() const { return std::filesystem::is_empty(scratch_); }

  /// Processes that name the scratch folder among their words.
  std::size_t processes() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      const std::string command = contents(entry.path() / "cmdline");
      if (command.find(scratch_.string()) != std::string::npos) ++count;
    }
    return count;
  }

  void expect_refused(const Words& more, const Words& parts) {
    for (const char* place : {"--local", "--simulate"}) {
      SCOPED_TRACE(place);
      EXPECT_TRUE(refused(evaluate(place, more), 2, parts));
    }
    EXPECT_TRUE(nothing_left());
  }

  Site site_;
  std::filesystem::path scratch_ = site_ / "scratch";
};

TEST_F(EvaluateLocal, ThreeProcessesYieldTheReferenceAndLeaveNothing) {
  const Outcome done = evaluate("--local", {"--records", kRecords, "--limit", "12"});
  ASSERT_TRUE(succeeded(done));
  const Report report = done.report();
  EXPECT_EQ(report.fact("records"), "12");
  EXPECT_EQ(report.fact("exact"), "12");
  EXPECT_GE(std::stoul(report.fact("agree_float")), 11U);
  EXPECT_GE(std::stod(report.fact("accuracy_secure")), 0.9);
  EXPECT_GE(std::stod(report.fact("accuracy_float")), 0.9);
  EXPECT_LT(std::stod(report.fact("max_abs_logit_error")), 1);
  EXPECT_GT(std::stod(report.fact("online_ms_median")), 0);
  EXPECT_EQ(report.fact("flights"), "6");
  EXPECT_EQ(report.fact("bundle_bytes_hospital"), "32");
  EXPECT_THAT(report.fact("ranges_from"), testing::HasSubstr("one a feature"));
  EXPECT_TRUE(nothing_left());
  EXPECT_EQ(processes(), 0U);
}

/// Bundles of 20 MB: dealt, sent, stored and read in chunks, of which a session reads the last
/// ones while it runs.
TEST_F(EvaluateLocal, LongBundlesAreReadWhileTheSessionRuns) {
  OnnxSample model({1, 300, 400});
  model.constant("w1", {4, 1, 1, 1}, {1, -1, 0.5F, -0.25F});
  model.constant("w2", {4, 2}, {1, -1, 2, 0.5F, -1, 1, 0.25F, 3});
  model.node("Conv", "x w1", "c");
  model.node("Relu", "c", "r");
  model.node("GlobalAveragePool", "r", "p");
  model.node("Flatten", "p", "f");
  model.node("MatMul", "f w2", "y");
  site_.write("wide.onnx", model.bytes());
  std::vector<float> values(2 * 300 * 400);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(i * 7919 % 2001) / 1000 - 1;
  }
  site_.write("wide.npy", npy_bytes(npy_header("<f4", "(2, 1, 300, 400)"), raw<float>(values)));
  site_.write("labels.csv", "label\n0\n1\n");
  const Outcome done = site_.run(
      {"evaluate", "--local", "--model", site_.path("wide.onnx"), "--records",
       site_.path("wide.npy"), "--labels", site_.path("labels.csv"), "--range", "1", "--batch",
       "2", "--comparison", "chain", "--fidelity", "warn", "--format", "json"},
      120s);
  ASSERT_TRUE(succeeded_with(done, {}));
  EXPECT_EQ(done.report().fact("exact"), "2");
  EXPECT_GT(std::stoul(done.report().fact("bundle_bytes_service")), 17'000'000U);
}

TEST_F(EvaluateLocal, CalibratedOnOtherRecordsTheServiceHasTheSamePlan) {
  std::istringstream lines(contents(kRecords));
  std::string few;
  for (std::string line; few.size() < 4000 && std::getline(lines, line);) few += line + "\n";
  site_.write("few.csv", few);
  const Outcome done = evaluate("--local", {"--calibrate", site_.path("few.csv"), "--fidelity",
                                            "warn", "--records", kRecords, "--limit", "3"});
  ASSERT_TRUE(succeeded(done));
  EXPECT_EQ(done.report().fact("records"), "3");
}

TEST_F(EvaluateLocal, SimulationSaysTheSameOfResultsAndCosts) {
  for (const Words& more :
       std::vector<Words>{{},
                          {"--batch", "4"},
                          {"--ring", "64"},
                          {"--range", "4096", "--full-width", "--fidelity", "warn"}}) {
    Words all{"--records", kRecords, "--limit", "10"};
    all.insert(all.end(), more.begin(), more.end());
    const Outcome local = evaluate("--local", all);
    const Outcome simulated = evaluate("--simulate", all);
    ASSERT_TRUE(succeeded(local));
    ASSERT_TRUE(succeeded(simulated));
    for (const char* key :
         {"records", "exact", "agree_float", "accuracy_secure", "accuracy_float", "auc",
          "max_abs_logit_error", "payload_up", "payload_down", "flights", "ring_bits",
          "bundle_bytes_service", "bundle_bytes_hospital", "range_largest", "ranges_from"}) {
      EXPECT_EQ(local.report().fact(key), simulated.report().fact(key)) << key;
    }
    EXPECT_EQ(local.report().fact("exact"), "10");
    EXPECT_EQ(column(local.report().table("confusion"), "predicted_0"),
              column(simulated.report().table("confusion"), "predicted_0"));
  }
}

TEST_F(EvaluateLocal, TakesTheOptionsOfAPlan) {
  for (const char* place : {"--local", "--simulate"}) {
    SCOPED_TRACE(place);
    const Outcome label =
        evaluate(place, {"--records", kRecords, "--limit", "6", "--output", "label"});
    ASSERT_TRUE(succeeded(label));
    EXPECT_EQ(label.report().fact("exact"), "6");
    EXPECT_EQ(label.report().fact("agree_float"), "6");
    EXPECT_EQ(label.report().fact("max_abs_logit_error"), "");
    const Outcome calibrated =
        evaluate(place, {"--records", kRecords, "--limit", "6", "--batch", "3", "--calibrate",
                         kRecords, "--margin", "3", "--class-names", "a \"b\",c"});
    ASSERT_TRUE(succeeded(calibrated));
    EXPECT_EQ(calibrated.report().fact("exact"), "6");
    EXPECT_EQ(calibrated.report().table("confusion")[0].at("label"), "a \"b\"");
  }
  EXPECT_TRUE(refused(evaluate("--local", {"--records", kRecords, "--ring", "16"}), 2,
                      {"--ring", "16"}));
}

/// How the records are read is how the samples are read, which are the same.
TEST_F(EvaluateLocal, OptionsOfReadingHoldForTheSamplesToo) {
  std::istringstream lines(contents(kRecords));
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    text += line + (text.empty() ? ",ward\n" : ",north\n");
  }
  site_.write("ward.csv", text);
  for (const std::string place : {"--local", "--simulate"}) {
    SCOPED_TRACE(place);
    EXPECT_TRUE(refused(evaluate(place, {"--records", site_.path("ward.csv")}), 2, {"ward"}));
    const Outcome done = evaluate(place, {"--records", site_.path("ward.csv"), "--limit", "2",
                                          "--ignore-column", "ward"});
    ASSERT_TRUE(succeeded(done));
    EXPECT_EQ(done.report().fact("exact"), "2");
    EXPECT_EQ(done.report().fact("fidelity_samples"), "given");
  }
}

/// Without row 2, whose value is gone, and row 4, whose label is.
TEST_F(EvaluateLocal, ABadRecordIsToldAndLeftOutWithItsLabel) {
  std::istringstream lines(contents(kRecords));
  std::string bad;
  std::string good;
  std::string labels;
  std::string logits;
  for (int row = 0; row <= 8; ++row) {
    std::string line;
    std::getline(lines, line);
    const std::size_t first = line.find(',') + 1;
    if (row != 2 && row != 4) good += line + '\n';
    if (row == 2) line.erase(first, line.find(',', first) - first);
    if (row == 4) line.back() = '7';
    bad += line + '\n';
    if (row > 0) labels += row == 2 ? "1\n" : "0\n";
    if (row > 0) logits += row == 2 ? "0,9\n" : "9,0\n";
  }
  site_.write("bad.csv", bad);
  site_.write("good.csv", good);
  site_.write("labels.csv", labels);
  site_.write("logits.csv", logits);
  expect_refused({"--records", site_.path("bad.csv")}, {"bad.csv", "row 2", "row 4"});
  for (const std::string place : {"--local", "--simulate"}) {
    SCOPED_TRACE(place);
    const Report skipped =
        evaluate(place, {"--records", site_.path("bad.csv"), "--skip-bad"}).report();
    const Report expected = evaluate(place, {"--records", site_.path("good.csv")}).report();
    EXPECT_EQ(skipped.fact("bad_records"), "2");
    EXPECT_EQ(column(skipped.table("bad"), "record"), (Words{"wdbc-002", "wdbc-004"}));
    EXPECT_THAT(skipped.table("bad")[0].at("error"), testing::HasSubstr("row 2"));
    for (const char* key : {"records", "exact", "fidelity_records", "range_largest",
                            "accuracy_secure", "accuracy_float"}) {
      EXPECT_EQ(skipped.fact(key), expected.fact(key)) << key;
    }
    EXPECT_EQ(skipped.table("confusion"), expected.table("confusion"));
  }
  // Of files beside the records, that row's label and logits go.
  const Words beside{
      "--records", site_.path("bad.csv"),    "--labels", site_.path("labels.csv"),
      "--logits",  site_.path("logits.csv"), "--limit",  "3",
      "--skip-bad"};
  const Outcome done = evaluate("--simulate", beside);
  ASSERT_TRUE(succeeded(done));
  EXPECT_EQ(done.report().fact("records"), "2");
  EXPECT_EQ(done.report().fact("bad_records"), "1");
  EXPECT_EQ(done.report().fact("accuracy_float"), "1.0");
}

TEST_F(EvaluateLocal, ErrorsOfBadRecordsStandBesideCsv) {
  std::string text = contents(kRecords);
  const std::size_t first = text.find(',', text.find("wdbc-001")) + 1;
  text.erase(first, text.find(',', first) - first);
  site_.write("bad.csv", text);
  const Words csv{
      "evaluate", "--simulate", "--model",  kModel, "--records", site_.path("bad.csv"),
      "--limit",  "3",          "--format", "csv",  "--skip-bad"};
  const Outcome done = site_.run(csv);
  ASSERT_TRUE(succeeded(done));
  EXPECT_THAT(done.err, testing::HasSubstr("row 1"));
  Words one = csv;
  one[7] = "1";
  EXPECT_TRUE(refused(site_.run(one), 2, {"bad.csv", "no record can be read", "row 1"}));
}

TEST_F(EvaluateLocal, AStopEndsEveryProcessAndRemovesTheFolder) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const auto run = site_.begin(words("--local", {"--records", kRecords}));
    ASSERT_TRUE(eventually([&] { return processes() >= 2; }, 20s));
    run->signal(signal);
    ASSERT_EQ(run->wait(20s), 1) << run->err();
    EXPECT_THAT(run->err(), testing::HasSubstr("interrupted"));
    EXPECT_TRUE(holds_no_result(run->out())) << run->out();
    EXPECT_EQ(processes(), 0U);
    EXPECT_TRUE(nothing_left());
  }
}

TEST_F(EvaluateLocal, TheOtherRolesDieWithIt) {
  const auto run = site_.begin(words("--local", {"--records", kRecords}));
  ASSERT_TRUE(eventually([&] { return processes() >= 2; }, 20s));
  run->signal(SIGKILL);
  ASSERT_EQ(run->wait(5s), 128 + SIGKILL);
  EXPECT_TRUE(eventually([&] { return processes() == 0; }));
}

TEST_F(EvaluateLocal, BadInputIsRefusedBeforeAnythingStarts) {
  site_.write("short.csv", "0\n1\n");
  expect_refused({"--records", kRecords, "--labels", site_.path("short.csv")},
                 {"short.csv", "2 labels for 40 records"});
  std::string labels;
  for (int i = 0; i < 40; ++i) labels += i == 6 ? "2\n" : "1\n";
  site_.write("range.csv", labels);
  expect_refused({"--records", kRecords, "--labels", site_.path("range.csv")},
                 {"range.csv", "row 7", "a label out of range"});
  site_.write("logits.csv", "1,2\n3,4\n");
  expect_refused({"--records", kRecords, "--logits", site_.path("logits.csv")},
                 {"logits.csv", "2 rows of logits for 40 records"});
  expect_refused({"--records", site_.path("none.csv")}, {"none.csv"});
  site_.write("narrow.csv", "1,2,3\n");
  expect_refused({"--records", site_.path("narrow.csv"), "--labels", site_.path("short.csv")},
                 {"narrow.csv", "3", "30"});
  std::string broken = contents(kRecords);
  const auto cell = broken.find(',', broken.find("wdbc-003")) + 1;
  broken.replace(cell, broken.find(',', cell) - cell, "nan");
  site_.write("nan.csv", broken);
  expect_refused({"--records", site_.path("nan.csv")}, {"nan.csv", "row 3", "column 2"});
  // Records' own labels, and a range that every record exceeds.
  expect_refused({"--records", kRecords, "--range", "16"},
                 {"records.csv", "beyond the input ranges"});
}

TEST_F(EvaluateLocal, WantsOnePlace) {
  const Words rest{"--model", kModel, "--records", kRecords};
  for (const Words& place :
       std::vector<Words>{{}, {"--local", "--simulate"}, {"--local", "--config", "h.toml"}}) {
    Words all{"evaluate"};
    all.insert(all.end(), place.begin(), place.end());
    all.insert(all.end(), rest.begin(), rest.end());
    EXPECT_TRUE(refused(site_.run(all), 2, {"usage"}));
  }
  EXPECT_TRUE(refused(evaluate("--local", {"--records", kRecords, "--state", "s"}), 2,
                      {"usage", "--state"}));
  EXPECT_TRUE(refused(evaluate("--local", {"--records", kRecords, "--service", "s"}), 2,
                      {"usage", "--service"}));
}

TEST_F(EvaluateLocal, PrintsTablesAndCsv) {
  const Outcome table =
      site_.run({"evaluate", "--simulate", "--model", kModel, "--records", kRecords, "--limit",
                 "3", "--class-names", "benign,malignant"});
  ASSERT_TRUE(succeeded(table));
  EXPECT_THAT(table.out, testing::HasSubstr("accuracy, secure"));
  EXPECT_THAT(table.out, testing::HasSubstr("malignant"));
  const Outcome csv = site_.run({"evaluate", "--simulate", "--model", kModel, "--records",
                                 kRecords, "--limit", "3", "--format", "csv"});
  ASSERT_TRUE(succeeded(csv));
  EXPECT_EQ(std::count(csv.out.begin(), csv.out.end(), '\n'), 2);
}

}  // namespace
}  // namespace medisc::test
