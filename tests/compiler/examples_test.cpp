/// The networks that come with MediSC: each must compile, and be what its folder says.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/planner.hpp"
#include "plan/input_encoding.hpp"
#include "plan/reference.hpp"
#include "records/ranges.hpp"
#include "records/records.hpp"
#include "tests/import/model_file.hpp"

namespace medisc {
namespace {

const std::filesystem::path kExamples = MEDISC_SOURCE_DIR "/examples";
const std::filesystem::path kTables = MEDISC_SOURCE_DIR "/../shared/data/csv";

struct Example {
  std::string folder;
  std::uint32_t features;
  std::size_t dense;
  std::size_t convolutions;
  std::size_t pools;
  double normalised_range;  ///< of model_norm.onnx; 0 for images, which come without

  bool is_table() const { return normalised_range > 0; }
  std::filesystem::path file(const std::string& name) const {
    return kExamples / folder / name;
  }
};

const std::vector<Example> kAll{
    {"breast", 30, 3, 0, 0, 16},  {"diabetes", 8, 3, 0, 0, 16}, {"liver", 10, 3, 0, 0, 32},
    {"thyroid", 21, 3, 0, 0, 64}, {"m1", 784, 3, 0, 0, 0},      {"m2", 784, 2, 2, 2, 0},
    {"c1", 3072, 1, 7, 2, 0},
};

std::vector<Example> tables() {
  std::vector<Example> chosen;
  std::copy_if(kAll.begin(), kAll.end(), std::back_inserter(chosen),
               [](const Example& example) { return example.is_table(); });
  return chosen;
}

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

Network network_of(const Example& example, const std::string& name = "model.onnx") {
  auto network = read_model(example.file(name));
  EXPECT_TRUE(network.has_value()) << render(network.error());
  return network ? std::move(*network) : Network{};
}

/// Ring of 32 bits and the ranges of the example's README.
PlanOptions options_of(const Example& example) {
  PlanOptions options;
  std::vector<std::string> labels = lines_of(example.file("labels.txt"));
  const auto results = static_cast<std::uint32_t>(labels.size());
  options.manifest = plain_manifest(example.features, results, std::move(labels));
  if (example.is_table()) {
    options.ranges = read_ranges(example.file("ranges.csv"), example.features).value();
  } else {
    options.ranges = {256};
    options.input_bits = 8;
  }
  return options;
}

std::size_t label_of(const std::vector<double>& logits) {
  return static_cast<std::size_t>(std::max_element(logits.begin(), logits.end()) -
                                  logits.begin());
}

std::vector<double> run_plan(const CompiledModel& model, std::span<const double> record) {
  const auto input = encode(model.plan.input, record);
  EXPECT_TRUE(input.has_value()) << render(input.error());
  return decode_logits(model.plan, reference(model.plan, model.weights, *input));
}

std::string folder_of(const testing::TestParamInfo<Example>& test) {
  return test.param.folder;
}

class EveryExample : public testing::TestWithParam<Example> {};

template <class Op>
std::size_t count_of(const Network& network) {
  return static_cast<std::size_t>(
      std::count_if(network.layers.begin(), network.layers.end(),
                    [](const Layer& layer) { return std::holds_alternative<Op>(layer.op); }));
}

TEST_P(EveryExample, HasTheArchitectureOfThePaper) {
  const Example& example = GetParam();
  const Network network = network_of(example);
  EXPECT_EQ(network.features, example.features);
  EXPECT_EQ(count_of<Dense>(network), example.dense);
  EXPECT_EQ(count_of<Conv>(network), example.convolutions);
  EXPECT_EQ(count_of<SumPool>(network), example.pools);
  EXPECT_EQ(count_of<Activation>(network), example.dense + example.convolutions - 1);
}

TEST_P(EveryExample, HasALabelForEachLogit) {
  const auto labels = lines_of(GetParam().file("labels.txt"));
  EXPECT_EQ(std::set(labels.begin(), labels.end()).size(), labels.size());
  EXPECT_EQ(std::count(labels.begin(), labels.end(), ""), 0);
  const auto compiled = compile(network_of(GetParam()), options_of(GetParam()));
  ASSERT_TRUE(compiled.has_value()) << render(compiled.error());
  EXPECT_EQ(compiled->plan.outputs(), labels.size());
  EXPECT_EQ(compiled->plan.manifest.outcome.labels, labels);
}

TEST_P(EveryExample, HasAReadme) {
  EXPECT_TRUE(std::filesystem::exists(GetParam().file("README.md")));
}

INSTANTIATE_TEST_SUITE_P(Examples, EveryExample, testing::ValuesIn(kAll), folder_of);

class EveryTable : public testing::TestWithParam<Example> {
 protected:
  /// Rows mean, std, missing.
  void SetUp() override {
    auto rows = read_records(GetParam().file("normalisation.csv"), GetParam().features);
    ASSERT_TRUE(rows.has_value()) << render(rows.error());
    ASSERT_THAT(rows->ids, testing::ElementsAre("mean", "std", "missing"));
    normalisation_ = std::move(*rows);
  }

  std::vector<double> random_normalised(std::mt19937& random) const {
    std::vector<double> record(GetParam().features);
    for (double& x : record) x = std::uniform_real_distribution<double>(-2, 2)(random);
    return record;
  }

  std::vector<double> raw(const std::vector<double>& normalised) const {
    std::vector<double> record;
    for (std::size_t i = 0; i < normalised.size(); ++i) {
      record.push_back(normalised[i] * normalisation_.row(1)[i] + normalisation_.row(0)[i]);
    }
    return record;
  }

  RecordTable normalisation_;
};

TEST_P(EveryTable, BothModelsAreOneFunction) {
  const Network of_raw = network_of(GetParam());
  const Network of_normalised = network_of(GetParam(), "model_norm.onnx");
  std::mt19937 random(1);
  for (int i = 0; i < 50; ++i) {
    const auto record = random_normalised(random);
    const auto expected = evaluate(of_normalised, record);
    const auto logits = evaluate(of_raw, raw(record));
    ASSERT_EQ(logits.size(), expected.size());
    for (std::size_t k = 0; k < logits.size(); ++k) {
      EXPECT_NEAR(logits[k], expected[k], 1e-4 * std::max(1.0, std::abs(expected[k])));
    }
  }
}

TEST_P(EveryTable, PlansOfBothModelsFollowTheFloatNetwork) {
  PlanOptions options;
  options.ranges = {GetParam().normalised_range};
  const Network network = network_of(GetParam(), "model_norm.onnx");
  const auto of_normalised = compile(network, options);
  ASSERT_TRUE(of_normalised.has_value()) << render(of_normalised.error());
  const auto of_raw = compile(network_of(GetParam()), options_of(GetParam()));
  ASSERT_TRUE(of_raw.has_value()) << render(of_raw.error());
  std::mt19937 random(2);
  int agreed = 0;
  for (int i = 0; i < 100; ++i) {
    const auto record = random_normalised(random);
    const auto expected = label_of(evaluate(network, record));
    agreed += label_of(run_plan(*of_normalised, record)) == expected ? 1 : 0;
    agreed += label_of(run_plan(*of_raw, raw(record))) == expected ? 1 : 0;
  }
  EXPECT_GE(agreed, 190);
}

TEST_P(EveryTable, RangesLeaveRoomForTheTypicalRecord) {
  const auto ranges = read_ranges(GetParam().file("ranges.csv"), GetParam().features);
  ASSERT_TRUE(ranges.has_value()) << render(ranges.error());
  for (std::size_t i = 0; i < ranges->size(); ++i) {
    EXPECT_GT(normalisation_.row(1)[i], 0) << i;
    EXPECT_GE((*ranges)[i], std::abs(normalisation_.row(0)[i]) + 2 * normalisation_.row(1)[i])
        << i;
    EXPECT_LE(normalisation_.row(2)[i], (*ranges)[i]) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Examples, EveryTable, testing::ValuesIn(tables()), folder_of);

TEST(Examples, AreAllListedHere) {
  std::set<std::string> listed;
  for (const Example& example : kAll) listed.insert(example.folder);
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(kExamples)) {
    if (std::filesystem::exists(entry.path() / "model.onnx")) {
      found.insert(entry.path().filename().string());
    }
  }
  EXPECT_EQ(found, listed);
}

TEST(BreastExample, ItsOwnRecords) {
  const Example& breast = kAll.front();
  for (const bool raw : {true, false}) {
    const Network network = network_of(breast, raw ? "model.onnx" : "model_norm.onnx");
    const auto records =
        read_records(breast.file(raw ? "records.csv" : "records_norm.csv"), 30);
    ASSERT_TRUE(records.has_value()) << render(records.error());
    ASSERT_GE(records->rows, 20U);
    const auto compiled = compile(network, raw ? options_of(breast) : PlanOptions{});
    ASSERT_TRUE(compiled.has_value()) << render(compiled.error());
    std::size_t right = 0;
    for (std::size_t i = 0; i < records->rows; ++i) {
      const std::size_t planned = label_of(run_plan(*compiled, records->row(i)));
      EXPECT_EQ(planned, label_of(evaluate(network, records->row(i)))) << i;
      right += planned == static_cast<std::size_t>(records->labels[i]) ? 1 : 0;
    }
    EXPECT_GE(right + 1, records->rows);
  }
}

TEST(BreastExample, RecordsNormaliseToTheOthers) {
  const Example& breast = kAll.front();
  const auto rows = read_records(breast.file("normalisation.csv"), 30);
  const auto raw = read_records(breast.file("records.csv"), 30);
  const auto normalised = read_records(breast.file("records_norm.csv"), 30);
  ASSERT_TRUE(rows && raw && normalised);
  ASSERT_EQ(raw->ids, normalised->ids);
  ASSERT_EQ(raw->labels, normalised->labels);
  for (std::size_t i = 0; i < raw->values.size(); ++i) {
    const std::size_t column = i % 30;
    const double expected = (raw->values[i] - rows->row(0)[column]) / rows->row(1)[column];
    ASSERT_NEAR(normalised->values[i], expected, 1e-4) << i;
  }
}

/// Tables whose last column is the label, as their sources publish them.
class RangesOf : public testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(RangesOf, TheWholeTable) {
  const auto& [folder, file] = GetParam();
  if (!std::filesystem::exists(kTables / file)) GTEST_SKIP() << "no training table here";
  const auto table = read_records(kTables / file);
  ASSERT_TRUE(table.has_value()) << render(table.error());
  std::vector<double> ranges = ranges_of(table->values, table->columns);
  if (table->labels.empty()) ranges.pop_back();  // its name is none that labels have
  EXPECT_EQ(read_ranges(kExamples / folder / "ranges.csv").value(), ranges);
}

INSTANTIATE_TEST_SUITE_P(Examples, RangesOf,
                         testing::Values(std::pair("breast", "breast_cancer_wdbc.csv"),
                                         std::pair("diabetes", "pima_diabetes.csv")),
                         [](const auto& test) { return test.param.first; });

}  // namespace
}  // namespace medisc
