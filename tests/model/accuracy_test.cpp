/// The breast network: how close the importer is to PyTorch, and the plan to the importer.
#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "model/input_encoding.hpp"
#include "model/onnx_import.hpp"
#include "model/planner.hpp"
#include "model/reference.hpp"
#include "records/npy.hpp"
#include "records/ranges.hpp"
#include "records/records.hpp"

namespace medisc {
namespace {

const std::filesystem::path kExample = MEDISC_SOURCE_DIR "/examples/breast";
const std::filesystem::path kHeldOut = MEDISC_SOURCE_DIR "/../shared/data/breast";

struct Form {
  const char* model;
  const char* example_records;
  const char* held_out_records;
  bool raw;
};

class BreastNetwork : public testing::TestWithParam<Form> {
 protected:
  void SetUp() override {
    auto network = import_onnx(kExample / GetParam().model);
    ASSERT_TRUE(network.has_value()) << render(network.error());
    network_ = std::move(*network);
    PlanOptions options;
    if (GetParam().raw) {
      auto ranges = read_ranges(kExample / "ranges.csv", 30);
      ASSERT_TRUE(ranges.has_value()) << render(ranges.error());
      options.ranges = std::move(*ranges);
    }
    auto compiled = compile(network_, options);
    ASSERT_TRUE(compiled.has_value()) << render(compiled.error());
    compiled_ = std::move(*compiled);
  }

  static std::size_t label_of(const std::vector<double>& logits) {
    return static_cast<std::size_t>(std::max_element(logits.begin(), logits.end()) -
                                    logits.begin());
  }

  std::vector<double> run_plan(std::span<const double> record) const {
    const auto input = encode(compiled_.plan.input, record);
    EXPECT_TRUE(input.has_value()) << render(input.error());
    return decode_logits(compiled_.plan, reference(compiled_.plan, compiled_.weights, *input));
  }

  struct Score {
    std::size_t agreed = 0;
    std::size_t right = 0;
    std::size_t float_right = 0;
  };

  Score score(const RecordTable& records, const std::vector<std::int64_t>& labels) const {
    Score score;
    for (std::size_t i = 0; i < records.rows; ++i) {
      const auto expected = static_cast<std::size_t>(labels[i]);
      const std::size_t planned = label_of(run_plan(records.row(i)));
      const std::size_t floating = label_of(evaluate(network_, records.row(i)));
      score.agreed += planned == floating ? 1 : 0;
      score.right += planned == expected ? 1 : 0;
      score.float_right += floating == expected ? 1 : 0;
    }
    return score;
  }

  Network network_;
  CompiledModel compiled_;
};

TEST_P(BreastNetwork, ExampleRecords) {
  const auto records = read_records(kExample / GetParam().example_records, 30);
  ASSERT_TRUE(records.has_value()) << render(records.error());
  ASSERT_GE(records->rows, 20U);
  ASSERT_EQ(records->labels.size(), records->rows);
  const Score found = score(*records, records->labels);
  EXPECT_EQ(found.agreed, records->rows);
  EXPECT_GE(found.right + 1, records->rows);
}

TEST_P(BreastNetwork, ComparesInAtMost26Bits) {
  for (const Step& step : compiled_.plan.steps) {
    const auto* relu = std::get_if<ReluStep>(&step.op);
    EXPECT_TRUE(relu == nullptr || relu->width <= 26) << step.name;
  }
}

TEST_P(BreastNetwork, HeldOutRecords) {
  if (!std::filesystem::exists(kHeldOut)) GTEST_SKIP() << "no held-out records here";
  const auto records = read_records(kHeldOut / GetParam().held_out_records, 30);
  const auto labels = read_npy(kHeldOut / "test_y.npy");
  const auto logits = read_npy(kHeldOut / "test_logits.npy");
  ASSERT_TRUE(records.has_value() && labels.has_value() && logits.has_value());
  ASSERT_EQ(records->rows, 114U);
  for (std::size_t i = 0; i < records->rows; ++i) {
    const auto computed = evaluate(network_, records->row(i));
    for (std::size_t k = 0; k < 2; ++k) {
      const double expected = logits->values[2 * i + k];
      ASSERT_NEAR(computed[k], expected, 1e-3 * std::max(1.0, std::abs(expected)));
    }
  }
  const Score found =
      score(*records, std::vector<std::int64_t>(labels->values.begin(), labels->values.end()));
  EXPECT_EQ(found.float_right, 112U);  // 98.2 %
  EXPECT_EQ(found.right, 112U);
  EXPECT_GE(found.agreed, 113U);
}

TEST(BreastRanges, AreThoseOfTheTrainingTable) {
  const auto table_file = kHeldOut.parent_path() / "csv/breast_cancer_wdbc.csv";
  if (!std::filesystem::exists(table_file)) GTEST_SKIP() << "no training table here";
  auto table = read_records(table_file, 31);  // its last column, malignant, is the label
  ASSERT_TRUE(table.has_value()) << render(table.error());
  std::vector<double> ranges = ranges_of(table->values, 31);
  ranges.pop_back();
  EXPECT_EQ(*read_ranges(kExample / "ranges.csv"), ranges);
}

INSTANTIATE_TEST_SUITE_P(
    Accuracy, BreastNetwork,
    testing::Values(Form{"model.onnx", "records.csv", "test_x.npy", true},
                    Form{"model_norm.onnx", "records_norm.csv", "test_x_norm.npy", false}),
    [](const auto& form) { return form.param.raw ? "raw" : "normalised"; });

}  // namespace
}  // namespace medisc
