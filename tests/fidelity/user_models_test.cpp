/// Networks of users' kinds, from file to result: near what they are in floating point, on
/// records that they were not compiled with.
#include "tests/fidelity/user_models.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/fidelity/run_model.hpp"

namespace medisc::test {
namespace {

/// A folder of its own for a model and its samples.
class UserModels : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              ("fidelity-" +
               std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write_model(const UserModel& model) const {
    const auto file = folder_ / "model.onnx";
    std::ofstream(file, std::ios::binary) << model.onnx.bytes();
    return file;
  }

  std::filesystem::path write_samples(const UserModel& model) const {
    const auto file = folder_ / "samples.csv";
    std::ofstream out(file);
    out.precision(17);
    std::size_t features = 1;
    for (const std::uint64_t size : model.shape) features *= size;
    for (std::size_t i = 0; i < features; ++i) out << (i == 0 ? "" : ",") << "f" << i;
    for (std::size_t i = 0; i < model.samples.size(); ++i) {
      out << (i % features == 0 ? '\n' : ',') << model.samples[i];
    }
    return file;
  }

  std::filesystem::path folder_;
};

TEST_F(UserModels, ComeWithinTwoPercentOfTheSpreadOnOtherRecords) {
  for (const UserModel& model : user_models()) {
    const auto compiled = compiled_for(write_model(model), write_samples(model));
    ASSERT_TRUE(compiled.has_value()) << model.name << ": " << render(compiled.error());
    const auto network = model.onnx.import();
    ASSERT_TRUE(network.has_value()) << model.name;
    std::vector<double> right;
    std::vector<double> usable;  // within what the samples reach
    for (std::size_t at = 0; at < model.others.size(); at += network->features) {
      const auto record = std::span(model.others).subspan(at, network->features);
      if (!encode(compiled->plan, record)) continue;
      usable.insert(usable.end(), record.begin(), record.end());
      const auto result = evaluate(*network, record);
      right.insert(right.end(), result.begin(), result.end());
    }
    ASSERT_GT(usable.size(), 20 * network->features) << model.name;
    const auto results = results_of(*compiled, usable);
    ASSERT_TRUE(results.has_value()) << model.name;
    const auto [least, most] = std::ranges::minmax(right);
    std::vector<double> errors;
    for (std::size_t i = 0; i < right.size(); ++i) {
      errors.push_back(std::abs((*results)[i] - right[i]) / (most - least));
    }
    std::ranges::sort(errors);
    EXPECT_LE(errors[errors.size() * 99 / 100], 0.02) << model.name;
    EXPECT_LE(errors.back(), 0.04) << model.name;
    EXPECT_EQ(compiled->plan.fidelity.drawn, 0U) << model.name;
    EXPECT_GT(compiled->plan.fidelity.samples, 0U) << model.name;
  }
}

TEST_F(UserModels, SigmoidsAreTold) {
  const std::vector<UserModel> models = user_models();
  const auto one = compiled_for(write_model(models[7]), write_samples(models[7]));
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(one->plan.manifest.outcome.task, TaskKind::kBinary);
  const auto many = compiled_for(write_model(models[8]), write_samples(models[8]));
  ASSERT_TRUE(many.has_value());
  EXPECT_EQ(many->plan.manifest.outcome.task, TaskKind::kFindings);
}

/// Coarse by hand: refused, with the layer, unless any plan will do.
TEST_F(UserModels, APlanThatIsTooCoarseIsRefused) {
  const std::vector<UserModel> models = user_models();
  ModelFiles files;
  files.network = write_model(models[5]);
  files.samples = write_samples(models[5]);
  files.range = {1};
  PlanOptions options;
  options.input_bits = 3;
  options.weight_bits = 2;
  options.activation_bits = 2;
  const auto refused = load_model(files, options);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kFidelity);
  EXPECT_NE(refused.error().context.find("the plan is not the model"), std::string::npos);
  files.any_fidelity = true;
  EXPECT_TRUE(load_model(files, options).has_value());
}

/// Nothing but drawn records, and pixels that are always 0 weigh 10^7 times as much as others.
TEST_F(UserModels, DeadPixelsNeedSamples) {
  const std::vector<UserModel> models = user_models();
  ModelFiles files;
  files.network = write_model(models[2]);
  files.range = {1};
  const auto refused = load_model(files);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kFidelity);
}

}  // namespace
}  // namespace medisc::test
