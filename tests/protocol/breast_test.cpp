/// The breast network, secure against the reference, for all its records.
#include <filesystem>

#include <gtest/gtest.h>

#include "compiler/planner.hpp"
#include "plan/input_encoding.hpp"
#include "records/ranges.hpp"
#include "records/records.hpp"
#include "tests/differential/records.hpp"
#include "tests/import/model_file.hpp"
#include "tests/protocol/inference_run.hpp"

namespace medisc::test {
namespace {

const std::filesystem::path kExample = MEDISC_SOURCE_DIR "/examples/breast";
const std::filesystem::path kHeldOut = MEDISC_SOURCE_DIR "/../shared/data/breast";

struct Form {
  const char* name;
  const char* model;
  const char* example_records;
  const char* held_out_records;
  bool raw;
};

constexpr Form kRaw{"raw", "model.onnx", "records.csv", "test_x.npy", true};
constexpr Form kNormalised{"normalised", "model_norm.onnx", "records_norm.csv",
                           "test_x_norm.npy", false};

/// Form, ring, full width.
class SecureBreast : public testing::TestWithParam<std::tuple<Form, std::uint32_t, bool>> {
 protected:
  void SetUp() override {
    const auto& [form, ring_bits, full_width] = GetParam();
    PlanOptions options;
    options.ring_bits = ring_bits;
    options.full_width = full_width;
    if (form.raw) options.ranges = expect_value(read_ranges(kExample / "ranges.csv", 30));
    model_ = expect_value(compile(expect_value(read_model(kExample / form.model)), options));
  }

  /// In sessions of 19 records.
  void expect_reference(const std::filesystem::path& file, std::size_t rows) {
    const RecordTable table = expect_value(read_records(file));
    ASSERT_GE(table.rows, rows);
    InferencePool pool(model_.plan, model_.weights, 1);
    for (std::size_t first = 0; first < table.rows; first += 19) {
      std::vector<std::int64_t> records;
      for (std::size_t i = first; i < std::min(first + 19, table.rows); ++i) {
        const auto record = expect_value(encode(model_.plan.input, table.row(i).first(30)));
        records.insert(records.end(), record.begin(), record.end());
      }
      ASSERT_EQ(pool.run(records).logits, reference_batch(model_.plan, model_.weights, records))
          << "records from " << first;
    }
  }

  CompiledModel model_;
};

TEST_P(SecureBreast, ExampleRecords) {
  expect_reference(kExample / std::get<0>(GetParam()).example_records, 20);
}

TEST_P(SecureBreast, HeldOutRecords) {
  if (!std::filesystem::exists(kHeldOut)) GTEST_SKIP() << "no held-out records here";
  expect_reference(kHeldOut / std::get<0>(GetParam()).held_out_records, 114);
}

std::string plan_name(const testing::TestParamInfo<SecureBreast::ParamType>& row) {
  const auto& [form, ring_bits, full_width] = row.param;
  return std::string(form.name) + std::to_string(ring_bits) + (full_width ? "full" : "");
}

INSTANTIATE_TEST_SUITE_P(Plans, SecureBreast,
                         testing::Combine(testing::Values(kRaw, kNormalised),
                                          testing::Values(32U, 64U), testing::Bool()),
                         plan_name);

}  // namespace
}  // namespace medisc::test
